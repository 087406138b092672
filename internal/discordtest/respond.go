package discordtest

import (
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
