// Package fetchtest runs a news site on loopback for tests. Its pages can be
// edited and removed. It has feeds, sitemaps, a robots.txt and the faults of
// real sites. It imports no other package of the project.
package fetchtest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Site is a web site on loopback. It is safe for concurrent use.
type Site struct {
	URL string // without a final slash

	server *httptest.Server

	mu       sync.Mutex
	serve    map[string]http.HandlerFunc // by path
	pages    map[string]Page             // by path
	requests map[string][]*http.Request  // by path
}

// New starts an empty site. It stops when t ends.
func New(t testing.TB) *Site {
	t.Helper()
	s := &Site{serve: map[string]http.HandlerFunc{}, pages: map[string]Page{}, requests: map[string][]*http.Request{}}
	s.server = httptest.NewServer(http.HandlerFunc(s.answer))
	s.URL = s.server.URL
	t.Cleanup(s.Close)
	return s
}

// Close stops the site and cuts responses in progress. Then no one answers at
// its address.
func (s *Site) Close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

func (s *Site) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests[r.URL.Path] = append(s.requests[r.URL.Path], r.Clone(r.Context()))
	serve := s.serve[r.URL.Path]
	s.mu.Unlock()
	if serve == nil {
		http.NotFound(w, r)
		return
	}
	serve(w, r)
}

// Serve puts a handler at path.
func (s *Site) Serve(path string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pages, path)
	s.serve[path] = h
}

// SetBytes puts a document of a media type at path. The document has an ETag,
// and the response is 304 if the client sends it back.
func (s *Site) SetBytes(path, contentType string, body []byte) {
	s.Serve(path, Document(contentType, body))
}

// SetRobots sets the site's robots.txt.
func (s *Site) SetRobots(text string) { s.SetBytes("/robots.txt", "text/plain", []byte(text)) }

// Remove removes the document at path, which then responds with 404.
func (s *Site) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.serve, path)
	delete(s.pages, path)
}

// Requests returns how often path was requested.
func (s *Site) Requests(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests[path])
}

// LastRequest returns the last request for path, or nil.
func (s *Site) LastRequest(path string) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := s.requests[path]; len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// Document responds with a document that has an ETag, or with 304 if the client
// sends the ETag back.
func Document(contentType string, body []byte) http.HandlerFunc {
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(body) // fails when the client hangs up
	}
}

// day is the default publication time of articles.
var day = time.Date(2024, time.May, 6, 9, 0, 0, 0, time.UTC)
