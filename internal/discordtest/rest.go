package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
)

// Discord's JSON error codes that the server answers with.
const (
	CodeGeneral             = 0
	CodeUnknownApplication  = 10002
	CodeUnknownChannel      = 10003
	CodeUnknownGuild        = 10004
	CodeUnknownMessage      = 10008
	CodeUnknownWebhook      = 10015
	CodeUnknownInteraction  = 10062
	CodeUnknownCommand      = 10063
	CodeDailyCreates        = 30034
	CodeTooLarge            = 40005
	CodeAlreadyAcknowledged = 40060
	CodeMissingAccess       = 50001
	CodeEmptyMessage        = 50006
	CodeMissingPermissions  = 50013
	CodeInvalidWebhookToken = 50027
	CodeInvalidForm         = 50035
	CodeInvalidJSON         = 50109
)

// fails reports whether a refusal fails the test unless the test tolerates it.
// Only errors of the bot do.
func fails(code int) bool {
	switch code {
	case CodeTooLarge, CodeAlreadyAcknowledged, CodeEmptyMessage, CodeInvalidForm, CodeInvalidJSON, CodeGeneral,
		closeUnknownOpcode, closeDecode, closeNotAuthenticated, closeAlready, closeInvalidSeq,
		closeRateLimited, closeInvalidShard, closeShardingRequired, closeInvalidVersion, closeInvalidIntents, closeDisallowedIntents:
		return true
	}
	return false
}

// Refusal is a request that the server refused, or a gateway payload for which
// it closed a connection.
type Refusal struct {
	Method   string // "GATEWAY" for the gateway
	Path     string // below /api/v10
	Status   int    // HTTP status; 0 for the gateway
	Code     int    // Discord's error code, or the gateway's close code
	Message  string
	Problems []string // errors in the body, "path: reason" each
}

func (r Refusal) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s: %d, code %d: %s\n\t%s", r.Method, r.Path, r.Status, r.Code, r.Message,
		strings.Join(r.Problems, "\n\t")))
}

// Request is a request that reached the server.
type Request struct {
	Method string
	Path   string // below /api/v10, without the query
	Status int    // the answer's status; 0 when a fault cut the connection
	At     time.Time
}

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

// apiError is an error in the form of Discord's answers.
type apiError struct {
	status   int
	code     int
	message  string
	problems problems
	extra    map[string]any // further fields of the answer
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%d: %s (code %d)", e.status, e.message, e.code)
}

func notFound(code int, what string) error {
	return &apiError{status: http.StatusNotFound, code: code, message: "Unknown " + what}
}

func invalidForm(p problems) error {
	return &apiError{status: http.StatusBadRequest, code: CodeInvalidForm, message: "Invalid Form Body", problems: p}
}

// call is a request to a route.
type call struct {
	*http.Request
	body  []byte // the JSON: the body, or a multipart body's payload_json
	files []File
}

// route is one row of the REST API's table.
type route struct {
	method string
	path   string // with {wildcards}, below /api/v10
	open   bool   // needs no token, since the path holds one
	schema string // of the body in the description: a component, or "[]" and a component for a list
	rules  func(s *Server, c *call, body any) problems
	serve  func(s *Server, c *call) (any, error) // a nil result answers 204
}

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

const maxBody = 25 << 20 // bytes, as Discord's request limit

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

// decode decodes a body that was checked before.
func (c *call) decode(v any) error {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return invalidForm(problems{{"", err.Error()}})
	}
	return nil
}
