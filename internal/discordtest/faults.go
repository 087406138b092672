package discordtest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"
)

// Fault adds a fault. Earlier faults come first.
func (s *Server) Fault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// ClearFaults removes all faults of the REST API.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault returns the first fault that matches the request, and counts its use.
func (s *Server) fault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Method != "" && f.Method != r.Method || !strings.Contains(r.URL.Path, f.Path) || f.When != nil && !f.When(r) {
			continue
		}
		if f.Times == 1 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		} else if f.Times > 1 {
			f.Times--
		}
		hit := *f
		return &hit
	}
	return nil
}

// misbehave does what the fault asks for. It reports whether the request is
// finished.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, f *Fault) bool {
	switch {
	case f.Status == http.StatusTooManyRequests:
		s.fail(w, r, tooMany(w.Header(), f.RetryAfter, f.Global))
	case f.Status != 0:
		s.note(r, f.Status)
		http.Error(w, http.StatusText(f.Status), f.Status)
	case f.Reset:
		s.note(r, 0)
		panic(http.ErrAbortHandler)
	default:
		return !s.delay(r, f.Delay)
	}
	return true
}

// delay waits, and reports whether the client waited too. That a client has
// left is only noticed when its request has been read.
func (s *Server) delay(r *http.Request, d time.Duration) bool {
	if body, err := io.ReadAll(io.LimitReader(r.Body, maxBody)); err == nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		s.note(r, 0)
		return false
	}
}

// replacesReady answers an identify as [Server.InsteadOfReady] asks for. The
// caller holds mu.
func (s *Server) replacesReady(c *gatewayConn) bool {
	if len(s.gateway.insteadReady) == 0 {
		return false
	}
	op := s.gateway.insteadReady[0]
	s.gateway.insteadReady = s.gateway.insteadReady[1:]
	switch op {
	case opReconnect:
		c.send(opReconnect, nil)
	case opInvalidSession:
		c.send(opInvalidSession, false)
	}
	return true
}

// InsteadOfReady answers the next identifies with these opcodes in place of
// READY, one each: 7 (reconnect), 9 (invalid session), or 0 for no answer.
func (s *Server) InsteadOfReady(ops ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.insteadReady = append(s.gateway.insteadReady, ops...)
}

// SilentOpen turns the hello of new connections off or on.
func (s *Server) SilentOpen(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.silentOpen = on
}

// GoSilent silences the open connections for d, including heartbeat
// acknowledgements. Events of that time are only sent when the client resumes.
func (s *Server) GoSilent(d time.Duration) {
	s.eachConn(func(c *gatewayConn) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.silent = time.Now().Add(d)
	})
}

// AskReconnect sends Op 7 on every connection.
func (s *Server) AskReconnect() { s.eachConn(func(c *gatewayConn) { c.send(opReconnect, nil) }) }

// AskHeartbeat sends Op 1 on every connection.
func (s *Server) AskHeartbeat() { s.eachConn(func(c *gatewayConn) { c.send(opHeartbeat, nil) }) }

// InvalidateSessions sends Op 9 on every connection. Sessions that are not
// resumable are forgotten.
func (s *Server) InvalidateSessions(resumable bool) {
	s.Settle()
	s.mu.Lock()
	if !resumable {
		clear(s.sessions)
	}
	s.mu.Unlock()
	s.eachConn(func(c *gatewayConn) {
		if !resumable {
			s.mu.Lock()
			c.session = nil
			s.mu.Unlock()
		}
		c.send(opInvalidSession, resumable)
	})
}

// CloseGateway closes every connection with a close code.
func (s *Server) CloseGateway(code int) {
	s.eachConn(func(c *gatewayConn) { c.close(code, "asked for by the test") })
}

// DropGateway cuts every connection without a close frame.
func (s *Server) DropGateway() { s.eachConn(func(c *gatewayConn) { c.drop() }) }

// SendRaw sends a frame unchanged on every connection, for payloads that cannot
// be decoded.
func (s *Server) SendRaw(frame string) {
	s.eachConn(func(c *gatewayConn) { c.enqueue([]byte(frame)) })
}

// eachConn calls do for every connection, when the bubble is idle.
func (s *Server) eachConn(do func(*gatewayConn)) {
	s.Settle()
	s.mu.Lock()
	conns := make([]*gatewayConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	for _, c := range conns {
		do(c)
	}
}

// Identifies returns the times at which clients identified.
func (s *Server) Identifies() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Time(nil), s.gateway.identifies...)
}

// EarlyIdentifies counts the identifies that were refused because they came
// within 5 s of another one with the same rate-limit key, from any client.
func (s *Server) EarlyIdentifies() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.early
}

// Resumes counts the sessions that were resumed.
func (s *Server) Resumes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.resumes
}

// Closes returns the codes that clients closed their connections with, 1006 if
// there was no close frame.
func (s *Server) Closes() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]int(nil), s.gateway.closes...)
}
