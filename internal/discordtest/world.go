package discordtest

import (
	"fmt"
	"net/http"
	"strconv"
)

// Permissions that commands ask for, as bits.
const (
	Administrator   int64 = 1 << 3
	ManageChannels  int64 = 1 << 4
	ManageGuild     int64 = 1 << 5
	ManageMessages  int64 = 1 << 13
	ModerateMembers int64 = 1 << 40
)

// everyone holds the default permissions of a guild's members: view channels,
// send messages, embed links, attach files, read the history, add reactions,
// use application commands.
const everyone int64 = 1<<6 | 1<<10 | 1<<11 | 1<<14 | 1<<15 | 1<<16 | 1<<31

// person is a person with an account.
type person struct {
	id     string
	name   string
	bot    bool
	locale string
	dm     *Channel
}

func (p *person) wire() map[string]any {
	return map[string]any{
		"id": p.id, "username": p.name, "global_name": p.name, "discriminator": "0",
		"avatar": nil, "bot": p.bot, "public_flags": 0,
	}
}

// Guild is what users call a server.
type Guild struct {
	srv     *Server
	id      string
	name    string
	locale  string
	general *Channel
	chans   []*Channel
	roles   []*Role
	members []*User
	without bool // the bot is not in it

	withheld, granted int64  // permissions: withheld from @everyone, and granted to the role granting
	granting          string // id of the bot's own role; "" if it has none
}

// Role is a guild's role.
type Role struct{ ID, Name string }

// Channel is a text channel of a guild, or a user's direct messages with the
// bot.
type Channel struct {
	srv      *Server
	id       string
	name     string
	guild    *Guild // nil if it holds direct messages
	of       *person
	messages []*message
	denied   int64 // permissions that the bot lacks there
}

// The permissions that a bot needs to post a message.
const (
	ViewChannel  int64 = 1 << 10
	SendMessages int64 = 1 << 11
	EmbedLinks   int64 = 1 << 14
	AttachFiles  int64 = 1 << 15
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

func (g *Guild) wire() map[string]any {
	channels := make([]any, len(g.chans))
	for i, c := range g.chans {
		channels[i] = c.wire()
	}
	roles := make([]any, len(g.roles))
	for i, r := range g.roles {
		roles[i] = r.wire()
	}
	bot := g.srv.people[g.srv.app]
	return map[string]any{
		"id": g.id, "name": g.name, "owner_id": g.id, "preferred_locale": g.locale,
		"member_count": len(g.members) + 1, "large": false, "unavailable": false, "features": []any{},
		"joined_at": "2026-01-02T03:04:05.000000+00:00", "channels": channels, "roles": roles,
		"members": []any{map[string]any{
			"user": bot.wire(), "roles": []any{}, "joined_at": "2026-01-02T03:04:05.000000+00:00",
			"deaf": false, "mute": false, "flags": 0,
		}},
		"emojis": []any{}, "threads": []any{}, "presences": []any{}, "voice_states": []any{},
	}
}

func (r *Role) wire() map[string]any {
	return map[string]any{
		"id": r.ID, "name": r.Name, "color": 0, "hoist": false, "position": 0,
		"permissions": strconv.FormatInt(everyone, 10), "managed": false, "mentionable": true, "flags": 0,
	}
}

func (c *Channel) wire() map[string]any {
	w := map[string]any{"id": c.id, "name": c.name, "type": 0, "flags": 0}
	if c.guild == nil {
		w["type"] = 1
		return w
	}
	w["guild_id"] = c.guild.id
	w["position"] = 0
	w["permissions"] = strconv.FormatInt(everyone, 10)
	return w
}

// shardOf returns the shard, out of n, that Discord routes the guild to. Direct
// messages go to shard 0.
func shardOf(g *Guild, n int) int {
	if g == nil || n <= 1 {
		return 0
	}
	return int((snowflake(g.id) >> 22) % uint64(n))
}

// snowflake parses an id that the server made.
func snowflake(id string) uint64 {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("discordtest: id %q: %v", id, err))
	}
	return n
}

// Guilds returns the guilds that the bot is in.
func (s *Server) Guilds() []*Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Guild(nil), s.guilds...)
}
