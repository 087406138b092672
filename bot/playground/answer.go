package playground

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
)

// maxBody bounds a request of the page, in bytes: five texts of 4,000
// characters, each of up to 12 bytes in JSON.
const maxBody = 256 << 10

// answerer answers requests of the page.
type answerer struct{ log *slog.Logger }

// write answers with JSON.
func (a answerer) write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		a.log.Debug("the playground's page was closed", "error", err)
	}
}

// fail answers with an error.
func (a answerer) fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if e, ok := errors.AsType[*httpError](err); ok {
		status = e.status
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		status, err = http.StatusRequestEntityTooLarge, errors.New("the request is too large")
	}
	if _, ok := errors.AsType[*refusal](err); ok {
		status = http.StatusUnprocessableEntity
	}
	if status == http.StatusInternalServerError {
		a.log.Error("the playground failed", "error", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(map[string]string{"error": err.Error()}); err != nil {
		a.log.Debug("the playground's page was closed", "error", err)
	}
}

// httpError is an error with an HTTP status.
type httpError struct {
	status int
	err    error
}

func (e *httpError) Error() string { return e.err.Error() }

func (e *httpError) Unwrap() error { return e.err }

// readJSON decodes the body of a request.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &httpError{http.StatusUnsupportedMediaType, errors.New("the request's content type is not application/json")}
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return &httpError{http.StatusBadRequest, fmt.Errorf("decode the request: %w", err)}
	}
	return nil
}
