package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

func (p *person) wire() map[string]any {
	return map[string]any{
		"id": p.id, "username": p.name, "global_name": p.name, "discriminator": "0",
		"avatar": nil, "bot": p.bot, "public_flags": 0,
	}
}

// wire returns the user as a member of their guild, in the API's form. The
// caller holds mu.
func (u *User) wire() map[string]any {
	roles := slices.Clone(u.roles)
	if roles == nil {
		roles = []string{}
	}
	return map[string]any{
		"user": u.person.wire(), "roles": roles, "permissions": strconv.FormatInt(u.permissions, 10),
		"joined_at": "2026-01-02T03:04:05.000000+00:00", "nick": nil, "avatar": nil, "deaf": false, "mute": false,
		"pending": false, "flags": 0, "premium_since": nil, "communication_disabled_until": nil,
	}
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

// roleWires returns the guild's roles with their permissions. The caller holds
// mu.
func (g *Guild) roleWires() []any {
	var out []any
	for _, r := range g.roles {
		w, bits := r.wire(), everyone
		switch r.ID {
		case g.id:
			bits &^= g.withheld
		case g.granting:
			bits = g.granted
		}
		w["permissions"] = strconv.FormatInt(bits, 10)
		out = append(out, w)
	}
	return out
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

func (it *Interaction) owners() map[string]any {
	if g := it.user.channel.guild; g != nil {
		if g.without {
			return map[string]any{"1": it.user.person.id}
		}
		return map[string]any{"0": g.id}
	}
	return map[string]any{"0": "0"}
}

// wire returns the message in the API's form. The caller holds mu.
func (m *message) wire() map[string]any {
	embeds := m.Embeds
	if embeds == nil {
		embeds = []Embed{}
	}
	components := m.Components
	if components == nil {
		components = []Component{}
	}
	var edited any
	if m.Edited {
		edited = time.Now().UTC().Format(time.RFC3339Nano)
	}
	attachments := []any{}
	for i, f := range m.Files {
		attachments = append(attachments, m.channel.srv.attached(m.ID, i, f))
	}
	w := map[string]any{
		"id": m.ID, "channel_id": m.ChannelID, "type": 0, "content": m.Content, "author": m.author.wire(),
		"embeds": embeds, "components": components, "flags": m.Flags, "attachments": attachments,
		"timestamp": m.Created.UTC().Format(time.RFC3339Nano), "edited_timestamp": edited, "tts": false, "pinned": false,
		"mention_everyone": m.Pings.Everyone, "mentions": []any{}, "mention_roles": []any{},
	}
	if m.author.bot {
		w["application_id"] = m.author.id
	}
	if it := m.interaction; it != nil {
		w["type"] = 20
		w["interaction_metadata"] = map[string]any{
			"id": it.id, "type": it.kind, "user": it.user.person.wire(),
			"authorizing_integration_owners": it.owners(),
		}
	}
	return w
}

// snapshot returns a copy for a test. The caller holds mu.
func (m *message) snapshot() Message {
	out := m.Message
	out.Author = m.author.name
	out.names = m.channel.srv.names(m.channel.guild)
	out.Embeds = slices.Clone(m.Embeds)
	out.Components = slices.Clone(m.Components)
	out.Pings.Users = slices.Clone(m.Pings.Users)
	out.Pings.Roles = slices.Clone(m.Pings.Roles)
	return out
}

// names maps mentions to the names that people read in their place. The caller
// holds mu.
func (s *Server) names(g *Guild) map[string]string {
	names := make(map[string]string, len(s.people))
	for id, p := range s.people {
		names["@"+id] = "@" + p.name
	}
	if g == nil {
		return names
	}
	for _, r := range g.roles {
		names["@&"+r.ID] = "@" + r.Name
	}
	for _, c := range g.chans {
		names["#"+c.id] = "#" + c.name
	}
	return names
}

// bump wakes the goroutines that wait for the interaction. The caller holds mu.
func (it *Interaction) bump() {
	close(it.changed)
	it.changed = make(chan struct{})
	it.srv.announce()
}

// what names the interaction in messages of the test.
func (it *Interaction) what() string {
	switch it.kind {
	case kindCommand:
		return it.user.person.name + " runs /" + it.command.Name
	case kindAutocomplete:
		return it.user.person.name + " completes /" + it.command.Name
	case kindModal:
		return it.user.person.name + " submits a modal"
	}
	return it.user.person.name + " uses a component"
}
