package discordtest

import "time"

// Forget drops the server's records of the past, so that a test can measure the
// bot's memory only. It drops interactions, messages, requests, refusals,
// gateway events, sessions without a connection, and expired rate-limit
// buckets. No requests may be under way. Later requests do not find what was
// forgotten, and a resume does not repeat it.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.interactions, s.byToken = map[string]*Interaction{}, map[string]*Interaction{}
	s.nonces, s.files = map[string]*message{}, map[string]File{}
	s.requests, s.refusals = nil, nil
	s.gateway.identifies, s.gateway.closes = nil, nil
	for _, c := range s.channels {
		c.messages = nil
	}
	sessions := map[string]*gatewaySession{}
	for id, session := range s.sessions {
		if session.conn != nil {
			session.events = nil
			sessions[id] = session
		}
	}
	s.sessions = sessions
	now, buckets := time.Now(), map[string]*bucket{}
	for key, b := range s.buckets {
		if now.Before(b.reset) {
			buckets[key] = b
		}
	}
	s.buckets = buckets
}
