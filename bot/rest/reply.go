package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

// alreadyAcknowledged is Discord's code for a second first response. Either the
// first attempt arrived and its answer was lost, or another process has
// answered.
const alreadyAcknowledged = 40060

// Respond sends the first response to an interaction. If another process has
// sent one, it returns bot.ErrAnswered, and no more is sent about the
// interaction.
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

// RespondEncoded sends a first response that EncodeResponse has encoded. If
// another process has sent one, it returns bot.ErrAnswered.
func (c *Client) RespondEncoded(ctx context.Context, i *discordgo.Interaction, contentType string, body []byte) error {
	err := c.sendAbout(i, func() ([]byte, error) {
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

// EncodeResponse encodes a first response with its files. It reads the files to
// their ends, so it works only once per response.
func EncodeResponse(r *discordgo.InteractionResponse) (contentType string, body []byte, err error) {
	var files []*discordgo.File
	if r.Data != nil {
		files = r.Data.Files
	}
	return encode(bot.Encodable(r), files)
}

// Edit replaces the first response to an interaction.
func (c *Client) Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	return c.sendAbout(i, func() ([]byte, error) {
		return c.send(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(c.applicationOf(i), i.Token, "@original"), e, e.Files)
	})
}

// Follow sends a further message about an interaction.
func (c *Client) Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error {
	return c.sendAbout(i, func() ([]byte, error) {
		return c.send(ctx, http.MethodPost, discordgo.EndpointWebhookToken(c.applicationOf(i), i.Token), p, p.Files)
	})
}

// applicationOf returns the id of the application that an interaction is for.
// If the interaction does not say, it is this application.
func (c *Client) applicationOf(i *discordgo.Interaction) string {
	if app := c.app.Load(); i.AppID == "" && app != nil {
		return *app
	}
	return i.AppID
}

// sendAbout sends a request about an interaction, unless Discord has said that the
// interaction is gone.
func (c *Client) sendAbout(i *discordgo.Interaction, send func() ([]byte, error)) error {
	if c.lost.has(i.ID) {
		return fmt.Errorf("%w: Discord said so earlier of interaction %s", bot.ErrGone, i.ID)
	}
	_, err := send()
	status, code := Status(err)
	if status == http.StatusNotFound && code != unknownMessage || errors.Is(err, bot.ErrGone) && code == invalidToken {
		c.lost.add(i.ID)
	}
	return err
}
