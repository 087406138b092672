package gateway

import (
	"net/http"
	"net/url"
	"sync"

	"github.com/gorilla/websocket"
)

const (
	apiVersion = "10"
	// closeKeep is a close code after which the session can be resumed.
	closeKeep = 4000
)

// sessionState is what the relay knows about the session across connections.
type sessionState struct {
	mu        sync.Mutex
	leaving   bool   // the next close is to end the session too
	resumeURL string // where to resume; "" means the usual address
	known     bool   // there is a session that can be resumed, as far as is known
}

// endWithConnection makes the next close end the session too, so that Discord shows
// the bot as offline.
func (s *sessionState) endWithConnection() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaving = true
}

// closeCode returns the code to close Discord's end of a connection with.
func (s *sessionState) closeCode() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.leaving {
		return websocket.CloseNormalClosure
	}
	return closeKeep
}

// address returns the URL to connect to, for version 10: the address that Ready
// gave for resuming, else the address that discordgo asked for.
func (s *sessionState) address(scheme string, request *http.Request) string {
	u := url.URL{Scheme: scheme, Host: request.Host, Path: request.URL.Path}
	s.mu.Lock()
	defer s.mu.Unlock()
	if resume, err := url.Parse(s.resumeURL); err == nil && resume.Host != "" {
		u = *resume
	}
	u.RawQuery = url.Values{"v": {apiVersion}, "encoding": {"json"}}.Encode()
	return u.String()
}

func (s *sessionState) resumeAt(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resumeURL = address
}

// hasSession records whether there is a session that can be resumed.
func (s *sessionState) hasSession(has bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = has
}

// resumable reports whether the next connection resumes a session, as far as is
// known.
func (s *sessionState) resumable() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known
}
