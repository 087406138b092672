package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

// alreadyAcknowledged is Discord's code for a second first response. It comes
// where the first attempt arrived and its answer was lost, and else where
// another process has answered.
const alreadyAcknowledged = 40060

// Respond sends the first response to an interaction. Where Discord has one
// already that was not sent here, it is bot.ErrAnswered, and nothing more is
// sent about the interaction.
func (c *Client) Respond(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	contentType, body, err := EncodeResponse(r)
	if err != nil {
		return err
	}
	err = c.RespondEncoded(ctx, i, contentType, body)
	if errors.Is(err, bot.ErrAnswered) {
		c.lost.add(i.ID)
	}
	return err
}

// RespondEncoded sends a first response that EncodeResponse has encoded. Where
// Discord has one already that was not sent here, it is bot.ErrAnswered.
func (c *Client) RespondEncoded(ctx context.Context, i *discordgo.Interaction, contentType string, body []byte) error {
	err := c.about(i, func() ([]byte, error) {
		return c.sendRaw(ctx, c.responses, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), contentType, body)
	})
	if _, code := Status(err); code != alreadyAcknowledged {
		return err
	}
	if answer, ok := errors.AsType[*discordgo.RESTError](err); ok && answer.Response.Header.Get(headerAgain) != "" {
		return nil
	}
	return fmt.Errorf("%w: %w", bot.ErrAnswered, err)
}

// EncodeResponse encodes a first response, with its files. It can be done once:
// the files are read to their ends.
func EncodeResponse(r *discordgo.InteractionResponse) (contentType string, body []byte, err error) {
	var files []*discordgo.File
	if r.Data != nil {
		files = r.Data.Files
	}
	return encode(bot.Encodable(r), files)
}

// Edit replaces the first response to an interaction.
func (c *Client) Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	return c.about(i, func() ([]byte, error) {
		return c.send(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(c.applicationOf(i), i.Token, "@original"), e, e.Files)
	})
}

// Follow sends a further message about an interaction.
func (c *Client) Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error {
	return c.about(i, func() ([]byte, error) {
		return c.send(ctx, http.MethodPost, discordgo.EndpointWebhookToken(c.applicationOf(i), i.Token), p, p.Files)
	})
}

// applicationOf is the id of the application that an interaction is for. It is
// this one where the interaction does not say.
func (c *Client) applicationOf(i *discordgo.Interaction) string {
	if app := c.app.Load(); i.AppID == "" && app != nil {
		return *app
	}
	return i.AppID
}

// about sends something about an interaction, unless Discord has said before
// that it knows nothing of it any more.
func (c *Client) about(i *discordgo.Interaction, send func() ([]byte, error)) error {
	if c.lost.has(i.ID) {
		return fmt.Errorf("%w: Discord has said so of interaction %s before", bot.ErrGone, i.ID)
	}
	_, err := send()
	status, code := Status(err)
	if status == http.StatusNotFound && code != unknownMessage || errors.Is(err, bot.ErrGone) && code == invalidToken {
		c.lost.add(i.ID)
	}
	return err
}

// maxLost is how many lost interactions are remembered. Their tokens live 15
// minutes, and long before so many are lost the transport has slowed down.
const maxLost = 4096

// lost remembers the newest interactions that Discord knows nothing of any more.
type lost struct {
	mu     sync.Mutex
	ids    map[string]bool
	oldest []string
}

func (l *lost) has(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[id]
}

func (l *lost) add(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ids[id] {
		return
	}
	if l.ids == nil {
		l.ids = map[string]bool{}
	}
	if len(l.oldest) == maxLost {
		delete(l.ids, l.oldest[0])
		l.oldest = append(l.oldest[:0:0], l.oldest[1:]...)
	}
	l.ids[id] = true
	l.oldest = append(l.oldest, id)
}
