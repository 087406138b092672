package discordtest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// ApplicationFlags sets the application's flags, such as those of its
// privileged intents. The default is 0.
func ApplicationFlags(bits int) Option { return func(c *config) { c.flags = bits } }

// CodeGrant makes invite links work only through a web site of the application.
func CodeGrant() Option { return func(c *config) { c.codeGrant = true } }

// ClockAhead makes the Date of the REST API's answers run ahead by d.
func ClockAhead(d time.Duration) Option { return func(c *config) { c.clock = d } }

// EndpointElsewhere enters an Interactions Endpoint URL at which another
// program has answered Discord's check.
func (s *Server) EndpointElsewhere(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropEndpoint()
	s.endpoint = &endpoint{url: url, client: &http.Client{Timeout: FirstResponse}, hangUp: make(chan struct{})}
	s.announce()
}

// Grant gives the bot a role with permissions over the whole guild.
func (g *Guild) Grant(bits int64) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	r := &Role{ID: g.srv.newID(), Name: "the bot's"}
	g.roles, g.granted, g.granting = append(g.roles, r), g.granted|bits, r.ID
}

// Withhold takes permissions from everyone in the guild who has no role.
func (g *Guild) Withhold(bits int64) {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.withheld |= bits
}

func (s *Server) getGuild(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.guild(c.PathValue("guild"))
	if g == nil {
		return nil, notFound(CodeUnknownGuild, "Guild")
	}
	return map[string]any{"id": g.id, "name": g.name, "owner_id": "1", "preferred_locale": g.locale, "roles": g.roleWires()}, nil
}

// getMember answers only for the bot.
func (s *Server) getMember(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.guild(c.PathValue("guild"))
	if g == nil {
		return nil, notFound(CodeUnknownGuild, "Guild")
	}
	if user := c.PathValue("user"); user != s.app {
		return nil, fmt.Errorf("member %s: this Discord only knows the bot as a member", user)
	}
	roles := []string{}
	if g.granting != "" {
		roles = append(roles, g.granting)
	}
	return map[string]any{"user": s.people[s.app].wire(), "roles": roles, "deaf": false, "mute": false, "flags": 0}, nil
}

func (s *Server) getChannel(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.channels[c.PathValue("channel")]
	switch {
	case ch == nil:
		return nil, notFound(CodeUnknownChannel, "Channel")
	case ch.denied&ViewChannel != 0:
		return nil, &apiError{status: http.StatusForbidden, code: CodeMissingAccess, message: "Missing Access"}
	}
	w := ch.wire()
	w["permission_overwrites"] = []any{map[string]any{
		"id": s.app, "type": 1, "allow": "0", "deny": strconv.FormatInt(ch.denied, 10),
	}}
	return w, nil
}
