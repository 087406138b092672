package discordtest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MemberOption sets permissions or data of a member.
type MemberOption func(*User)

// Permissions adds permission bits, for example [ManageGuild].
func Permissions(bits int64) MemberOption { return func(u *User) { u.permissions |= bits } }

// WithRole gives the member a role.
func WithRole(r *Role) MemberOption { return func(u *User) { u.roles = append(u.roles, r.ID) } }

// Locale sets the language of the user's client. The default is "en-US".
func Locale(locale string) MemberOption { return func(u *User) { u.person.locale = locale } }

// Member makes a person join the guild: the person with that name, if the
// server knows one. They are in #general.
func (g *Guild) Member(name string, opts ...MemberOption) *User {
	g.srv.mu.Lock()
	defer g.srv.mu.Unlock()
	u := &User{srv: g.srv, person: g.srv.personNamed(name), channel: g.general, permissions: everyone}
	for _, opt := range opts {
		opt(u)
	}
	g.members = append(g.members, u)
	return u
}

// User returns a person in their direct messages with the bot.
func (s *Server) User(name string, opts ...MemberOption) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.personNamed(name)
	u := &User{srv: s, person: p, channel: s.directMessages(p), permissions: everyone}
	for _, opt := range opts {
		opt(u)
	}
	return u
}

func (s *Server) personNamed(name string) *person {
	for _, p := range s.people {
		if p.name == name && !p.bot {
			return p
		}
	}
	p := &person{id: s.newID(), name: name, locale: "en-US"}
	s.people[p.id] = p
	return p
}

// In returns the same member in another channel of their guild.
func (u *User) In(c *Channel) *User {
	u.srv.t.Helper()
	if c.guild != u.channel.guild {
		u.srv.t.Fatalf("discordtest: %s cannot go to #%s: it is of another guild", u.person.name, c.name)
	}
	there := *u
	there.channel = c
	return &there
}

// ID returns the user's id.
func (u *User) ID() string { return u.person.id }

// Name returns the user's name.
func (u *User) Name() string { return u.person.name }

// Mention returns the markdown that mentions the user.
func (u *User) Mention() string { return "<@" + u.person.id + ">" }

// Channel returns the channel where the user is.
func (u *User) Channel() *Channel { return u.channel }

// Sees returns the messages that the user sees in their channel, oldest first:
// public messages, and ephemeral messages to them.
func (u *User) Sees() []Message {
	u.srv.mu.Lock()
	defer u.srv.mu.Unlock()
	var out []Message
	for _, m := range u.channel.messages {
		if m.only == "" || m.only == u.person.id {
			out = append(out, m.snapshot())
		}
	}
	return out
}

// Awaits waits until the user sees a message that want accepts, and returns the
// newest one. It ends the test if none comes.
func (u *User) Awaits(what string, want func(Message) bool) Message {
	u.srv.t.Helper()
	var found *message
	err := u.srv.until(u.srv.t.Context(), fmt.Sprintf("%s to see %s", u.person.name, what), func() bool {
		for _, m := range slices.Backward(u.channel.messages) {
			if (m.only == "" || m.only == u.person.id) && want(m.snapshot()) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		u.srv.t.Fatalf("discordtest: %v", err)
	}
	u.srv.mu.Lock()
	defer u.srv.mu.Unlock()
	return found.snapshot()
}

// Says posts a message of the user.
func (u *User) Says(text string) Message {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &message{channel: u.channel, author: u.person}
	m.ID, m.ChannelID, m.Created = s.newID(), u.channel.id, time.Now()
	m.Content = strings.TrimSpace(text)
	s.post(m)
	return m.snapshot()
}

// seen returns the message in its current state if the user can see it, else
// nil. The caller holds mu.
func (u *User) seen(id string) *message {
	for _, m := range u.channel.messages {
		if m.ID == id && (m.only == "" || m.only == u.person.id) {
			return m
		}
	}
	return nil
}

// Delete deletes a message, as one of Discord's moderators can.
func (s *Server) Delete(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[m.ChannelID]
	if c == nil {
		return
	}
	for _, have := range c.messages {
		if have.ID == m.ID {
			have.Deleted = true
		}
	}
	c.messages = slices.DeleteFunc(c.messages, func(have *message) bool { return have.Deleted })
	s.announce()
}
