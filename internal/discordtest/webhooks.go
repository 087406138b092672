package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// webhook returns the interaction whose token is in a webhook's path. Before
// the first response the webhook does not exist; when the token has expired it
// is invalid. The caller holds mu.
func (s *Server) webhook(c *call) (*Interaction, error) {
	it := s.byToken[c.PathValue("token")]
	if it == nil || c.PathValue("app") != s.app || it.callback == 0 {
		return nil, notFound(CodeUnknownWebhook, "Webhook")
	}
	if time.Since(it.created) > TokenLife {
		return nil, &apiError{status: http.StatusUnauthorized, code: CodeInvalidWebhookToken, message: "Invalid Webhook Token"}
	}
	return it, nil
}

// webhookMessage returns the message in a webhook's path. The caller holds mu.
func (s *Server) webhookMessage(c *call) (*Interaction, *message, error) {
	it, err := s.webhook(c)
	if err != nil {
		return nil, nil, err
	}
	id := c.PathValue("message")
	if (id == "@original" || it.original != nil && id == it.original.ID) && it.original != nil && !it.original.Deleted {
		return it, it.original, nil
	}
	for _, m := range it.followups {
		if m.ID == id && !m.Deleted {
			return it, m, nil
		}
	}
	return nil, nil, notFound(CodeUnknownMessage, "Message")
}

func (s *Server) getWebhookMessage(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, m, err := s.webhookMessage(c)
	if err != nil {
		return nil, err
	}
	return m.wire(), nil
}

func (s *Server) editWebhookMessage(c *call) (any, error) {
	var d draft
	if err := c.decode(&d); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	it, m, err := s.webhookMessage(c)
	if err != nil {
		return nil, err
	}
	if err := s.edit(m, d, c.files); err != nil {
		return nil, err
	}
	if m == it.original {
		it.settled = true
	}
	it.bump()
	return m.wire(), nil
}

func (s *Server) deleteWebhookMessage(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, m, err := s.webhookMessage(c)
	if err != nil {
		return nil, err
	}
	m.Deleted = true
	m.channel.messages = slices.DeleteFunc(m.channel.messages, func(have *message) bool { return have == m })
	it.bump()
	return nil, nil
}

// followUp posts a further message. After a deferred message, the first
// follow-up takes its place, as [CallbackDeferredMessage] announced.
func (s *Server) followUp(c *call) (any, error) {
	var d draft
	if err := c.decode(&d); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	it, err := s.webhook(c)
	if err != nil {
		return nil, err
	}
	m := it.original
	if it.callback == CallbackDeferredMessage && m.Loading() && !m.Deleted {
		if err := s.edit(m, d, c.files); err != nil {
			return nil, err
		}
		it.settled = true
	} else {
		m = s.newMessage(it, d)
		m.apply(d, c.files)
		if m.empty() {
			return nil, errEmptyMessage()
		}
		it.followups = append(it.followups, m)
		it.settled = true
		s.post(m)
	}
	it.bump()
	// An interaction's webhook answers with the message, unless the client asks
	// it not to.
	if wait, err := strconv.ParseBool(c.URL.Query().Get("wait")); err == nil && !wait {
		return nil, nil
	}
	return m.wire(), nil
}

// channelOf returns the channel in a path. The caller holds mu.
func (s *Server) channelOf(c *call) (*Channel, error) {
	channel := s.channels[c.PathValue("channel")]
	if channel == nil {
		return nil, notFound(CodeUnknownChannel, "Channel")
	}
	if channel.guild != nil && s.guild(channel.guild.id) == nil {
		return nil, &apiError{status: http.StatusForbidden, code: CodeMissingAccess, message: "Missing Access"}
	}
	return channel, nil
}

// channelMessage returns the message in a path, which cannot be an ephemeral
// message. The caller holds mu.
func (s *Server) channelMessage(c *call) (*message, error) {
	channel, err := s.channelOf(c)
	if err != nil {
		return nil, err
	}
	for _, m := range channel.messages {
		if m.ID == c.PathValue("message") && m.only == "" {
			return m, nil
		}
	}
	return nil, notFound(CodeUnknownMessage, "Message")
}

func (s *Server) postMessage(c *call) (any, error) {
	var d draft
	if err := c.decode(&d); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	channel, err := s.channelOf(c)
	if err != nil {
		return nil, err
	}
	if err := channel.writable(len(c.files) > 0); err != nil {
		return nil, err
	}
	nonce := fmt.Sprint(channel.id, " ", d.Nonce)
	if same := s.nonces[nonce]; d.EnforceNonce && d.Nonce != nil && same != nil && time.Since(same.Created) < nonceLife {
		return same.wire(), nil
	}
	m := &message{channel: channel, author: s.people[s.app]}
	m.ID, m.ChannelID, m.Created = s.newID(), channel.id, time.Now()
	m.apply(d, c.files)
	if m.empty() {
		return nil, errEmptyMessage()
	}
	if d.Nonce != nil {
		s.nonces[nonce] = m
	}
	s.post(m)
	return m.wire(), nil
}

func (s *Server) getMessage(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.channelMessage(c)
	if err != nil {
		return nil, err
	}
	return m.wire(), nil
}

func (s *Server) patchMessage(c *call) (any, error) {
	var d draft
	if err := c.decode(&d); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.channelMessage(c)
	if err != nil {
		return nil, err
	}
	if m.author.id != s.app {
		return nil, &apiError{status: http.StatusForbidden, code: 50005, message: "Cannot edit a message authored by another user"}
	}
	if err := s.edit(m, d, c.files); err != nil {
		return nil, err
	}
	return m.wire(), nil
}

func (s *Server) deleteMessage(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.channelMessage(c)
	if err != nil {
		return nil, err
	}
	m.Deleted = true
	m.channel.messages = slices.DeleteFunc(m.channel.messages, func(have *message) bool { return have == m })
	s.announce()
	return nil, nil
}

// openDM answers POST /users/@me/channels.
func (s *Server) openDM(c *call) (any, error) {
	var body struct {
		RecipientID string `json:"recipient_id"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[body.RecipientID]
	if p == nil || p.bot {
		return nil, notFound(10013, "User")
	}
	return s.directMessages(p).wire(), nil
}
