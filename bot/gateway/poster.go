package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// postTries is how often a message with a nonce is sent at most: Discord
	// shows it once.
	postTries = 3
	postAgain = time.Second // before the second try; it doubles
)

// Poster sends messages into channels: what nobody asked for, or what outlives
// its interaction. It needs no connection to the gateway.
type Poster struct{ rest *rest }

// NewPoster makes a poster. Of the options it takes the token and the transport.
func NewPoster(o Options) (*Poster, error) {
	session, err := newSession(o.Token, o.Transport)
	if err != nil {
		return nil, err
	}
	return &Poster{rest: newREST(session)}, nil
}

// outgoing is a message with what discordgo has no field for.
type outgoing struct {
	*discordgo.MessageSend
	StickerIDs   []string `json:"sticker_ids,omitempty"` // in place of MessageSend's, which would be null
	Nonce        string   `json:"nonce,omitempty"`
	EnforceNonce bool     `json:"enforce_nonce,omitempty"`
}

// Post sends a message into a channel and returns its id. Messages of the same
// nonce (at most 25 bytes, "" for none) are shown once, as far back as Discord
// remembers, which is minutes.
func (p *Poster) Post(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (id string, err error) {
	body := outgoing{MessageSend: m, Nonce: nonce, EnforceNonce: nonce != ""}
	tries, wait := 1, postAgain
	if nonce != "" && len(m.Files) == 0 {
		tries = postTries
	}
	for try := 1; ; try++ {
		raw, err := p.rest.send(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), body, m.Files)
		if err == nil {
			return idOf(raw)
		}
		code, _ := status(err)
		if refused := code >= http.StatusBadRequest && code < http.StatusInternalServerError; refused || try == tries || !sleep(ctx, wait) {
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
func (p *Poster) Amend(ctx context.Context, channel, message string, m *discordgo.MessageEdit) error {
	_, err := p.rest.send(ctx, http.MethodPatch, discordgo.EndpointChannelMessage(channel, message), m, m.Files)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", message, channel, err)
	}
	return nil
}

// Direct is the channel of the bot's direct messages to a user.
func (p *Poster) Direct(ctx context.Context, user string) (channel string, err error) {
	body := struct {
		RecipientID string `json:"recipient_id"`
	}{user}
	raw, err := p.rest.send(ctx, http.MethodPost, discordgo.EndpointUserChannels("@me"), body, nil)
	if err != nil {
		return "", fmt.Errorf("open the direct messages to user %s: %w", user, err)
	}
	return idOf(raw)
}
