package discordtest

import "time"

// newMessage makes the bot's message in answer to an interaction, without
// content. It is ephemeral if the draft says so. The caller holds mu.
func (s *Server) newMessage(it *Interaction, d draft) *message {
	m := &message{channel: it.user.channel, author: s.people[s.app], interaction: it}
	m.ID, m.ChannelID, m.Created = s.newID(), m.channel.id, time.Now()
	if d.Flags != nil && *d.Flags&FlagEphemeral != 0 {
		m.Flags |= FlagEphemeral
		m.only = it.user.person.id
	}
	return m
}

// post puts a message into its channel. The caller holds mu.
func (s *Server) post(m *message) {
	m.channel.messages = append(m.channel.messages, m)
	s.announce()
}

// edit changes a message. The caller holds mu.
func (s *Server) edit(m *message, d draft, files []File) error {
	before := m.Message
	m.apply(d, files)
	m.Flags &^= FlagLoading
	if m.empty() {
		m.Message = before
		return errEmptyMessage()
	}
	m.Edited = before.Flags&FlagLoading == 0
	s.announce()
	return nil
}
