package playground

import (
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Ids of the playground's fixed contents. They are the same in every run, so
// that a corpus, its settings and its watches are found again. They are far
// below all ids that Discord has given out.
const (
	GuildID      = "1001" // the server whose corpus the playground uses
	botID        = "1002" // the bot's user id and the application's id
	generalID    = "1101"
	newsID       = "1102"
	auditID      = "1103"
	editorsID    = "1201"
	miaID        = "1301"
	maxID        = "1302"
	miaDirectID  = "1401"
	maxDirectID  = "1402"
	firstCommand = 1501
)

// joined is when everyone joined the server, in the form of Discord's API.
const joined = "2026-01-02T03:04:05.000000+00:00"

// everyone holds the permissions of a server's members: view channels, send
// messages, embed links, attach files, read the history, add reactions, use
// commands.
const everyone int64 = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionEmbedLinks |
	discordgo.PermissionAttachFiles | discordgo.PermissionReadMessageHistory | discordgo.PermissionAddReactions |
	discordgo.PermissionUseApplicationCommands

// person is a person whom the page's reader can act as, or the bot.
type person struct {
	id, name    string
	about       string // one line for the page
	bot         bool
	permissions int64
	roles       []string
	direct      string // the channel of their direct messages with the bot
}

// people lists all persons.
func people() []person {
	return []person{
		{id: miaID, name: "Mia", about: "member", permissions: everyone, roles: []string{editorsID}, direct: miaDirectID},
		{id: maxID, name: "Max", about: "moderator: may manage the server", permissions: everyone | discordgo.PermissionManageGuild, direct: maxDirectID},
		{id: botID, name: "Verbatim", about: "bot", bot: true},
	}
}

// personOf finds a person by id.
func personOf(id string) (person, bool) {
	all := people()
	i := slices.IndexFunc(all, func(p person) bool { return p.id == id })
	if i < 0 {
		return person{}, false
	}
	return all[i], true
}

// channel is a text channel of the server, or the direct messages between a
// person and the bot.
type channel struct {
	id, name, topic string
	only            string // the person whose direct messages it holds; "" for a channel of the server
}

// channels lists all channels.
func channels() []channel {
	return []channel{
		{id: generalID, name: "general", topic: "Ask Verbatim what somebody said: type /ask"},
		{id: newsID, name: "newsroom", topic: "Where a watch can tell what is new"},
		{id: auditID, name: "audit-log", topic: "/corpus settings can have every change of the corpus told here"},
		{id: miaDirectID, name: "Verbatim", topic: "Direct messages with the bot", only: miaID},
		{id: maxDirectID, name: "Verbatim", topic: "Direct messages with the bot", only: maxID},
	}
}

// channelOf finds a channel by id.
func channelOf(id string) (channel, bool) {
	all := channels()
	i := slices.IndexFunc(all, func(c channel) bool { return c.id == id })
	if i < 0 {
		return channel{}, false
	}
	return all[i], true
}

// role is a role of the server.
type role struct{ id, name string }

func roles() []role {
	return []role{{editorsID, "Editors"}, {GuildID, "@everyone"}}
}

// wire returns the person in the API's form of a user.
func (p person) wire() map[string]any {
	return map[string]any{
		"id": p.id, "username": p.name, "global_name": p.name, "discriminator": "0", "avatar": nil, "bot": p.bot, "public_flags": 0,
	}
}

// member returns the person in the API's form of a member of the server.
func (p person) member() map[string]any {
	return map[string]any{
		"user": p.wire(), "roles": append([]string{}, p.roles...), "permissions": strconv.FormatInt(p.permissions, 10),
		"joined_at": joined, "nick": nil, "avatar": nil, "deaf": false, "mute": false, "pending": false, "flags": 0,
		"premium_since": nil, "communication_disabled_until": nil,
	}
}

// wire returns the channel in the API's form, for a person with these
// permissions.
func (c channel) wire(permissions int64) map[string]any {
	if c.only != "" {
		return map[string]any{"id": c.id, "name": c.name, "type": discordgo.ChannelTypeDM, "flags": 0}
	}
	return map[string]any{
		"id": c.id, "name": c.name, "type": discordgo.ChannelTypeGuildText, "flags": 0, "guild_id": GuildID, "position": 0,
		"permissions": strconv.FormatInt(permissions, 10),
	}
}

// wire returns the role in the API's form.
func (r role) wire() map[string]any {
	return map[string]any{
		"id": r.id, "name": r.name, "color": 0, "hoist": false, "position": 0, "permissions": strconv.FormatInt(everyone, 10),
		"managed": false, "mentionable": true, "flags": 0,
	}
}

// ID returns the person's id, for the page's template.
func (p person) ID() string { return p.id }

// Name returns the person's name, for the page's template.
func (p person) Name() string { return p.name }

// About returns a line about the person, for the page's template.
func (p person) About() string { return p.about }

// Reads reports whether the page's reader can act as the person.
func (p person) Reads() bool { return !p.bot }
