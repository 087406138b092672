package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// postTries bounds how often a message with a nonce is sent. Discord shows it
	// once.
	postTries = 3
	postAgain = time.Second // before the second try; doubles
)

// outgoing is a message with the fields that discordgo lacks.
type outgoing struct {
	*discordgo.MessageSend
	StickerIDs   []string `json:"sticker_ids,omitempty"` // in place of MessageSend's, which would be null
	Nonce        string   `json:"nonce,omitempty"`
	EnforceNonce bool     `json:"enforce_nonce,omitempty"`
}

// Post sends a message into a channel and returns its id. Discord shows
// messages with the same nonce (at most 25 bytes, "" for no nonce) only once,
// within a few minutes.
func (c *Client) Post(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (id string, err error) {
	body := outgoing{MessageSend: m, Nonce: nonce, EnforceNonce: nonce != ""}
	tries, wait := 1, postAgain
	if nonce != "" && len(m.Files) == 0 {
		tries = postTries
	}
	for try := 1; ; try++ {
		raw, err := c.send(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), body, m.Files)
		if err == nil {
			return idOf(raw)
		}
		code, _ := Status(err)
		if refused := code >= http.StatusBadRequest && code < http.StatusInternalServerError; refused || try == tries || !Sleep(ctx, wait) {
			return "", fmt.Errorf("post into channel %s: %w", channel, err)
		}
		wait *= 2
	}
}

func idOf(raw []byte) (string, error) {
	var m struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &m); err != nil || m.ID == "" {
		return "", fmt.Errorf("read the id of the posted message: %w", err)
	}
	return m.ID, nil
}

// Amend replaces a message that Post has sent.
func (c *Client) Amend(ctx context.Context, channel, message string, m *discordgo.MessageEdit) error {
	_, err := c.send(ctx, http.MethodPatch, discordgo.EndpointChannelMessage(channel, message), m, m.Files)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", message, channel, err)
	}
	return nil
}

// Direct returns the channel for direct messages from the bot to a user.
func (c *Client) Direct(ctx context.Context, user string) (channel string, err error) {
	body := struct {
		RecipientID string `json:"recipient_id"`
	}{user}
	raw, err := c.send(ctx, http.MethodPost, discordgo.EndpointUserChannels("@me"), body, nil)
	if err != nil {
		return "", fmt.Errorf("open the direct messages to user %s: %w", user, err)
	}
	return idOf(raw)
}
