package discordtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The limit on all of an application's requests together.
const (
	globalLimit  = 50
	globalWindow = time.Second
)

// The limit on messages posted into a channel.
const (
	channelLimit  = 5
	channelWindow = 5 * time.Second
)

// bucket counts a route's requests in its window.
type bucket struct {
	used  int
	reset time.Time
}

// respond applies the rate limit and the faults to a request, and sends the
// answer of serve.
func (s *Server) respond(w http.ResponseWriter, r *http.Request, serve func() (any, error)) {
	if s.cfg.clock != 0 {
		w.Header().Set("Date", time.Now().Add(s.cfg.clock).UTC().Format(http.TimeFormat))
	}
	fault := s.fault(r)
	if fault != nil && !fault.Lost {
		if s.misbehave(w, r, fault) {
			return
		}
	}
	if err := s.limit(w, r); err != nil {
		s.fail(w, r, err)
		return
	}
	answer, err := serve()
	if fault != nil && fault.Lost && s.misbehave(w, r, fault) {
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if answer == nil {
		s.note(r, http.StatusNoContent)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.note(r, http.StatusOK)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(encode(answer)) // if the client has left, that is its own affair
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

// limit counts the request in its route's bucket, sets the headers that tell
// the client so, and refuses requests above the limit.
func (s *Server) limit(w http.ResponseWriter, r *http.Request) error {
	if strings.HasPrefix(r.URL.Path, "/interactions/") {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key, now := bucketOf(r), time.Now()
	if !strings.HasPrefix(r.URL.Path, "/webhooks/") { // an interaction's responses do not count towards the global limit
		if all := s.use("global", now, globalWindow); all.used > globalLimit {
			return tooMany(w.Header(), all.reset.Sub(now), true)
		}
	}
	limit, window := s.cfg.routeLimit, s.cfg.routeWindow
	if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/channels/") && limit > channelLimit {
		limit, window = channelLimit, channelWindow
	}
	b := s.use(key, now, window)
	left := max(0, limit-b.used)
	after := b.reset.Sub(now)
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(b.reset.UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(after.Seconds(), 'f', 3, 64))
	h.Set("X-RateLimit-Bucket", key)
	if b.used <= limit {
		return nil
	}
	h.Set("X-RateLimit-Scope", "user")
	return tooMany(h, after, false)
}

// use counts one more request in a bucket. The caller holds mu.
func (s *Server) use(key string, now time.Time, window time.Duration) *bucket {
	b := s.buckets[key]
	if b == nil || !now.Before(b.reset) {
		b = &bucket{reset: now.Add(window)}
		s.buckets[key] = b
	}
	b.used++
	return b
}

// tooMany returns a 429 and sets its header.
func tooMany(h http.Header, after time.Duration, global bool) error {
	h.Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	if global {
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	}
	return &apiError{status: http.StatusTooManyRequests, message: "You are being rate limited.",
		extra: map[string]any{"retry_after": after.Seconds(), "global": global}}
}

// bucketOf names the rate-limit bucket of a request: its method and its path
// without minor ids. Ids of channels, guilds and webhooks are major.
func bucketOf(r *http.Request) string {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	for i := 2; i < len(parts); i++ {
		if parts[0] == "webhooks" && i == 2 {
			continue // the token is major too
		}
		if _, err := strconv.ParseUint(parts[i], 10, 64); err == nil {
			parts[i] = "id"
		}
	}
	return r.Method + ":" + strings.Join(parts, ":")
}
