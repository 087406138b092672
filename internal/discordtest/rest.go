package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
)

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, q *http.Request) {
			s.respond(w, q, func() (any, error) { return s.serve(r, q) })
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, q *http.Request) {
		s.respond(w, q, func() (any, error) {
			return nil, &apiError{status: http.StatusNotFound, code: CodeGeneral, message: "404: Not Found"}
		})
	})
	root := http.NewServeMux()
	root.HandleFunc("GET /{$}", s.serveGateway)
	root.HandleFunc("GET /attachments/", s.serveFile)
	root.Handle("/api/{version}/", s.versioned(mux))
	return root
}

// versioned strips the API's version, and refuses versions that are not served.
func (s *Server) versioned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version := r.PathValue("version")
		stripped := http.StripPrefix("/api/"+version, next)
		if version == "v10" || version == "v9" && s.cfg.allowV9 {
			stripped.ServeHTTP(w, r)
			return
		}
		s.respond(w, r, func() (any, error) {
			return nil, &apiError{status: http.StatusBadRequest, code: CodeGeneral,
				message: "API version " + version + " is not served, use v10"}
		})
	})
}

// serve serves a request to route r: fault, token, limit, body, rules, effect.
func (s *Server) serve(r route, q *http.Request) (any, error) {
	if !r.open && q.Header.Get("Authorization") != "Bot "+s.cfg.token {
		return nil, &apiError{status: http.StatusUnauthorized, code: CodeGeneral, message: "401: Unauthorized"}
	}
	c, err := readCall(q)
	if err != nil {
		return nil, err
	}
	if r.schema != "" || r.rules != nil {
		var body any
		if err := json.Unmarshal(c.body, &body); err != nil {
			return nil, &apiError{status: http.StatusBadRequest, code: CodeInvalidJSON,
				message: "The request body contains invalid JSON.", problems: problems{{"", err.Error()}}}
		}
		if found := s.check(r, c, body); len(found) > 0 {
			return nil, invalidForm(found)
		}
	}
	return r.serve(s, c)
}

func readCall(q *http.Request) (*call, error) {
	raw, err := io.ReadAll(io.LimitReader(q.Body, maxBody+1))
	if errors.Is(err, io.ErrUnexpectedEOF) { // a client that closes in the middle has sent no request
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		return nil, &apiError{status: http.StatusBadRequest, code: CodeGeneral, message: "body: " + err.Error()}
	}
	if len(raw) > maxBody {
		return nil, &apiError{status: http.StatusRequestEntityTooLarge, code: CodeTooLarge, message: "Request entity too large"}
	}
	c := &call{Request: q, body: raw}
	if len(raw) == 0 {
		return c, nil
	}
	kind, params, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return nil, &apiError{status: http.StatusBadRequest, code: CodeInvalidForm, message: "Content-Type: " + err.Error()}
	case kind == "application/json":
		return c, nil
	case kind != "multipart/form-data":
		return nil, &apiError{status: http.StatusBadRequest, code: CodeInvalidForm,
			message: "Expected \"Content-Type\" header to be one of {application/json, multipart/form-data}, not " + kind}
	}
	parts := multipart.NewReader(bytes.NewReader(raw), params["boundary"])
	c.body = []byte("{}")
	for {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // documented to be returned bare
			return c, c.listed()
		}
		if err != nil {
			return nil, &apiError{status: http.StatusBadRequest, code: CodeInvalidForm, message: "multipart: " + err.Error()}
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, &apiError{status: http.StatusBadRequest, code: CodeInvalidForm, message: "multipart: " + err.Error()}
		}
		if part.FormName() == "payload_json" {
			c.body = content
			continue
		}
		if err := uploaded(part.FormName(), part.FileName(), content, len(c.files)); err != nil {
			return nil, err
		}
		c.files = append(c.files, File{Name: part.FileName(), Content: content})
	}
}
