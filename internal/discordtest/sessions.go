package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

type identify struct {
	Token      string         `json:"token"`
	Properties map[string]any `json:"properties"`
	Compress   bool           `json:"compress"`
	Intents    *int64         `json:"intents"`
	Shard      *[2]int        `json:"shard"`
}

// Session describes a gateway session of the server.
type Session struct {
	ID        string
	Intents   int64
	Shard     [2]int // its shard, and the number of shards
	Connected bool
}

// Sessions returns the gateway sessions that can still be used or resumed,
// ordered by shard.
func (s *Server) Sessions() []Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Session
	for _, g := range s.sessions {
		out = append(out, Session{ID: g.id, Intents: g.intents, Shard: g.shard, Connected: g.conn != nil})
	}
	slices.SortFunc(out, func(a, b Session) int {
		if a.Shard != b.Shard {
			return a.Shard[0] - b.Shard[0]
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

func (s *Server) identified(c *gatewayConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.session != nil
}

func (s *Server) identify(c *gatewayConn, d json.RawMessage) {
	var id identify
	if err := json.Unmarshal(d, &id); err != nil {
		c.refuse(closeDecode, "identify: "+err.Error())
		return
	}
	if code, reason := s.refusesIdentify(c, id); code != 0 {
		c.refuse(code, reason)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.identifies = append(s.gateway.identifies, time.Now())
	if !s.mayIdentify(c, id) || s.replacesReady(c) {
		return
	}
	session := &gatewaySession{
		id: "session-" + s.newID(), intents: *id.Intents, shard: [2]int{0, 1}, compress: id.Compress, conn: c,
	}
	if id.Shard != nil {
		session.shard = *id.Shard
	}
	s.sessions[session.id] = session
	c.session = session
	c.setCompress(id.Compress)
	s.ready(session)
	s.announce()
}

// refusesIdentify returns the close code with which an identify is refused, or
// 0.
func (s *Server) refusesIdentify(c *gatewayConn, id identify) (int, string) {
	switch {
	case s.identified(c):
		return closeAlready, "identify on an identified connection"
	case strings.TrimPrefix(id.Token, "Bot ") != s.cfg.token:
		return closeAuthentication, "identify with a wrong token"
	case id.Properties == nil:
		return closeDecode, "identify without properties"
	case id.Intents == nil || *id.Intents < 0 || *id.Intents&^intentsKnown != 0:
		return closeInvalidIntents, fmt.Sprintf("intents %v are not valid", deref(id.Intents))
	case *id.Intents&intentPrivileged&^s.cfg.privileged != 0:
		return closeDisallowedIntents, fmt.Sprintf("intents %d ask for privileged ones", *id.Intents)
	case id.Shard != nil && (id.Shard[1] < 1 || id.Shard[0] < 0 || id.Shard[0] >= id.Shard[1]):
		return closeInvalidShard, fmt.Sprintf("shard %v", *id.Shard)
	}
	shard := [2]int{0, 1}
	if id.Shard != nil {
		shard = *id.Shard
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.guildsOf(shard)); n > maxShardGuilds {
		return closeShardingRequired, fmt.Sprintf("%d guilds on shard %v, at most %d", n, shard, maxShardGuilds)
	}
	return 0, ""
}

func deref(p *int64) any {
	if p == nil {
		return "(none)"
	}
	return *p
}

// left returns how many of the day's identifies are left, and how long the day
// still lasts. The caller holds mu.
func (s *Server) left() (n int, resetAfter time.Duration) {
	now := time.Now()
	if s.gateway.day.IsZero() {
		s.gateway.day = now.Add(identifyDay)
	}
	for !now.Before(s.gateway.day) {
		s.gateway.day = s.gateway.day.Add(identifyDay)
		s.cfg.identifies = identifiesADay
	}
	return max(0, s.cfg.identifies), s.gateway.day.Sub(now)
}

// mayIdentify reports whether the day's budget and max_concurrency allow an
// identify. The caller holds mu.
func (s *Server) mayIdentify(c *gatewayConn, id identify) bool {
	s.left()
	if s.cfg.identifies--; s.cfg.identifies < 0 {
		c.close(closeAuthentication, "no identifies left today")
		return false
	}
	if s.cfg.concurrency == 0 {
		return true
	}
	key := 0
	if id.Shard != nil {
		key = id.Shard[0] % s.cfg.concurrency
	}
	if last, ok := s.gateway.lastIdentify[key]; ok && time.Since(last) < 5*time.Second {
		s.gateway.early++
		c.send(opInvalidSession, false)
		return false
	}
	s.gateway.lastIdentify[key] = time.Now()
	return true
}

// ready sends READY, followed by the guilds. The caller holds mu.
func (s *Server) ready(session *gatewaySession) {
	guilds := []any{}
	mine := s.guildsOf(session.shard)
	for _, g := range mine {
		guilds = append(guilds, map[string]any{"id": g.id, "unavailable": true})
	}
	s.emit(session, "READY", map[string]any{
		"v": 10, "user": s.people[s.app].wire(), "guilds": guilds, "session_id": session.id,
		"resume_gateway_url": s.GatewayURL(), "shard": session.shard,
		"application": map[string]any{"id": s.app, "flags": 0}, "private_channels": []any{},
	})
	if session.intents&intentGuilds == 0 {
		return
	}
	for _, g := range mine {
		s.emit(session, "GUILD_CREATE", g.wire())
	}
}

// maxShardGuilds bounds the guilds of a shard.
const maxShardGuilds = 2500

func (s *Server) resume(c *gatewayConn, d json.RawMessage) {
	var r struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if err := json.Unmarshal(d, &r); err != nil {
		c.refuse(closeDecode, "resume: "+err.Error())
		return
	}
	if strings.TrimPrefix(r.Token, "Bot ") != s.cfg.token {
		c.refuse(closeAuthentication, "resume with a wrong token")
		return
	}
	s.mu.Lock()
	session := s.sessions[r.SessionID]
	if session != nil && r.Seq > session.seq {
		s.mu.Unlock()
		c.refuse(closeInvalidSeq, fmt.Sprintf("resume from %d, but the session is at %d", r.Seq, session.seq))
		return
	}
	defer s.mu.Unlock()
	if session == nil {
		c.send(opInvalidSession, false)
		return
	}
	s.gateway.resumes++
	if old := session.conn; old != nil && old != c {
		old.session = nil
		old.close(closeTimedOut, "resumed elsewhere")
	}
	session.conn, c.session = c, session
	c.setCompress(session.compress)
	for _, e := range session.events {
		if e.seq > r.Seq {
			c.enqueue(e.frame)
		}
	}
	s.emit(session, "RESUMED", map[string]any{})
	s.announce()
}

// clientClosed ends the session when the client's close code asks for that.
func (s *Server) clientClosed(c *gatewayConn, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.closes = append(s.gateway.closes, code)
	if c.isClosing() {
		return // the answer to the server's own close frame does not end the session
	}
	if c.session != nil && (code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway) {
		delete(s.sessions, c.session.id)
	}
}

func (s *Server) detach(c *gatewayConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	s.announce()
}
