package discordtest

import (
	"net/http"
)

// Deny takes permissions from the bot in the channel. Allow gives them back.
func (c *Channel) Deny(bits int64) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.denied |= bits
}

// Allow gives back permissions that Deny took.
func (c *Channel) Allow(bits int64) {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	c.denied &^= bits
}

// writable returns an error unless the bot may post into the channel. The
// caller holds mu.
func (c *Channel) writable(files bool) error {
	switch {
	case c.denied&ViewChannel != 0:
		return &apiError{status: http.StatusForbidden, code: CodeMissingAccess, message: "Missing Access"}
	case c.denied&SendMessages != 0, files && c.denied&AttachFiles != 0:
		return &apiError{status: http.StatusForbidden, code: CodeMissingPermissions, message: "Missing Permissions"}
	}
	return nil
}

// ID returns the guild's id.
func (g *Guild) ID() string { return g.id }

// General returns the channel that every guild has.
func (g *Guild) General() *Channel { return g.general }

// ID returns the channel's id.
func (c *Channel) ID() string { return c.id }

// Guild makes a guild with a channel #general and the bot in it. If the bot is
// connected, it hears that it has joined the guild.
func (s *Server) Guild(name string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID += 1 << 22 // guilds made at once go to different shards
	g := &Guild{srv: s, id: s.newID(), name: name, locale: "en-US"}
	g.roles = []*Role{{ID: g.id, Name: "@everyone"}}
	g.general = g.channel("general")
	s.guilds = append(s.guilds, g)
	s.dispatch(g, "GUILD_CREATE", g.wire(), intentGuilds)
	return g
}

// Elsewhere makes a guild that the bot is not in, with users who have installed
// the bot for themselves. Their interactions reach the bot, but no other events
// do.
func (s *Server) Elsewhere(name string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &Guild{srv: s, id: s.newID(), name: name, locale: "en-US", without: true}
	g.roles = []*Role{{ID: g.id, Name: "@everyone"}}
	g.general = g.channel("general")
	return g
}

// SetLocale changes the guild's preferred locale, initially "en-US", and
// returns the guild.
func (g *Guild) SetLocale(locale string) *Guild {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.locale = locale
	return g
}

// Channel makes a text channel.
func (g *Guild) Channel(name string) *Channel {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	c := g.channel(name)
	g.srv.dispatch(g, "CHANNEL_CREATE", c.wire(), intentGuilds)
	return c
}

// channel adds a channel. The caller holds mu.
func (g *Guild) channel(name string) *Channel {
	c := &Channel{srv: g.srv, id: g.srv.newID(), name: name, guild: g}
	g.chans = append(g.chans, c)
	g.srv.channels[c.id] = c
	return c
}

// Role makes a role.
func (g *Guild) Role(name string) *Role {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	r := &Role{ID: g.srv.newID(), Name: name}
	g.roles = append(g.roles, r)
	return r
}

// Kick removes the bot from the guild. When that happens, the bot gets
// GUILD_DELETE.
func (g *Guild) Kick() {
	s := g.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, have := range s.guilds {
		if have == g {
			s.guilds = append(s.guilds[:i], s.guilds[i+1:]...)
			break
		}
	}
	s.dispatch(g, "GUILD_DELETE", map[string]any{"id": g.id}, intentGuilds)
}

// Outage makes the guild unavailable. The bot gets GUILD_DELETE here too.
// Recover ends the outage.
func (g *Guild) Outage() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.srv.dispatch(g, "GUILD_DELETE", map[string]any{"id": g.id, "unavailable": true}, intentGuilds)
}

// Recover makes the guild available again.
func (g *Guild) Recover() {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	g.srv.dispatch(g, "GUILD_CREATE", g.wire(), intentGuilds)
}

// Invite lets the bot back into a guild that it was removed from.
func (g *Guild) Invite() {
	s := g.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.guild(g.id) != nil {
		return
	}
	s.guilds = append(s.guilds, g)
	s.dispatch(g, "GUILD_CREATE", g.wire(), intentGuilds)
}

// Guilds returns the guilds that the bot is in.
func (s *Server) Guilds() []*Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Guild(nil), s.guilds...)
}
