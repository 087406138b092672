package discordtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// Requests returns the requests that have reached the REST API, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Refusals returns the refusals so far, oldest first.
func (s *Server) Refusals() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Refusal(nil), s.refusals...)
}

// Tolerate keeps refusals with these codes from failing the test.
// [Server.Refusals] still returns them.
func (s *Server) Tolerate(codes ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, code := range codes {
		s.tolerated[code] = true
	}
}

func (s *Server) refused(r Refusal) {
	s.mu.Lock()
	s.refusals = append(s.refusals, r)
	broken := fails(r.Code) && !s.tolerated[r.Code] && !s.closed
	s.mu.Unlock()
	if broken {
		s.t.Errorf("Discord refuses: %v", r)
	}
}

func (s *Server) note(r *http.Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Method: r.Method, Path: r.URL.Path, Status: status, At: time.Now()})
	s.announce()
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var e *apiError
	if !errors.As(err, &e) {
		e = &apiError{status: http.StatusInternalServerError, message: err.Error()}
	}
	refusal := Refusal{Method: r.Method, Path: r.URL.Path, Status: e.status, Code: e.code, Message: e.message,
		Problems: e.problems.lines()}
	// A 401 or a 429 has code 0 too, but is not an error in the request itself.
	if e.status == http.StatusUnauthorized || e.status == http.StatusTooManyRequests {
		refusal.Code = e.status
	}
	s.refused(refusal)
	s.note(r, e.status)
	body := map[string]any{"message": e.message, "code": e.code}
	if len(e.problems) > 0 {
		body["errors"] = e.problems.wire()
	}
	for k, v := range e.extra {
		body[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(body) // as above
}
