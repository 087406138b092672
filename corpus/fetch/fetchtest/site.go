// Package fetchtest is a news site on loopback for tests: pages that can be
// edited and withdrawn, feeds and sitemaps of them, a robots.txt, and the
// faults that sites have. It imports nothing of the project.
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
	URL string // without a slash at its end

	server *httptest.Server

	mu       sync.Mutex
	serve    map[string]http.HandlerFunc // by path
	pages    map[string]Page             // by path
	requests map[string][]*http.Request  // by path
}

// New starts a site that has nothing on it yet, and stops it when t ends.
func New(t testing.TB) *Site {
	t.Helper()
	s := &Site{serve: map[string]http.HandlerFunc{}, pages: map[string]Page{}, requests: map[string][]*http.Request{}}
	s.server = httptest.NewServer(http.HandlerFunc(s.answer))
	s.URL = s.server.URL
	t.Cleanup(s.Close)
	return s
}

// Close stops the site: from then on nobody answers at its address. It cuts
// the answers that are under way.
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

// SetBytes puts a document of a media type at path. It has an ETag, and is
// answered with 304 where that is sent back.
func (s *Site) SetBytes(path, contentType string, body []byte) {
	s.Serve(path, Document(contentType, body))
}

// SetRobots puts a robots.txt on the site.
func (s *Site) SetRobots(text string) { s.SetBytes("/robots.txt", "text/plain", []byte(text)) }

// Remove takes away what stands at path: it answers 404.
func (s *Site) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.serve, path)
	delete(s.pages, path)
}

// Requests is how often path was asked for.
func (s *Site) Requests(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests[path])
}

// LastRequest is the last request for path, nil where there was none.
func (s *Site) LastRequest(path string) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := s.requests[path]; len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// Document answers with a document that has an ETag, and with 304 where that is
// sent back.
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
		_, _ = w.Write(body) // who hangs up has had enough
	}
}

// day is when the site's articles were published unless they say otherwise.
var day = time.Date(2024, time.May, 6, 9, 0, 0, 0, time.UTC)
