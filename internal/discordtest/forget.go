package discordtest

import "time"

// Forget drops what the server keeps of the past, so that a test can weigh
// what the bot keeps: interactions, messages, requests, refusals, gateway
// events, sessions that nobody is connected to, and rate-limit buckets whose
// windows are over. Nothing may be under way: what was forgotten is unknown to
// requests that come later, and is not sent again with a resume.
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
