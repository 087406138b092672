package gateway

import (
	"context"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
)

// maxRequests is how many requests about interactions are under way at a time.
// discordgo keeps a rate-limit bucket for every id that it has ever seen, and
// lets one request at a time through each: a fixed set of ids, each held by
// one request at most, neither grows nor waits.
const maxRequests = 64

// alreadyAcknowledged is Discord's code for a second first response. It comes
// where the first attempt arrived and its answer was lost.
const alreadyAcknowledged = 40060

// Respond sends the first response to an interaction.
func (d *door) Respond(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	err := d.request(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), bot.Encodable(r), filesOf(r.Data))
	if _, code := status(err); code == alreadyAcknowledged {
		return nil
	}
	return err
}

func filesOf(data *discordgo.InteractionResponseData) []*discordgo.File {
	if data == nil {
		return nil
	}
	return data.Files
}

// Edit replaces the first response to an interaction.
func (d *door) Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	return d.request(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(i.AppID, i.Token, "@original"), e, e.Files)
}

// Follow sends a further message about an interaction.
func (d *door) Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error {
	return d.request(ctx, http.MethodPost, discordgo.EndpointWebhookToken(i.AppID, i.Token), p, p.Files)
}

func (d *door) request(ctx context.Context, method, url string, body any, files []*discordgo.File) error {
	_, err := d.rest.send(ctx, method, url, body, files)
	return err
}

// rest sends requests through a session of discordgo's.
type rest struct {
	session *discordgo.Session
	buckets chan string // ids of discordgo's rate-limit buckets that no request holds
}

func newREST(session *discordgo.Session) *rest {
	r := &rest{session: session, buckets: make(chan string, maxRequests)}
	for i := range maxRequests {
		r.buckets <- fmt.Sprintf("interaction %d", i)
	}
	return r
}

// send sends a body, with files where there are any, and returns the answer.
// Its error is bot.ErrGone where there is nothing any more to send it to.
func (r *rest) send(ctx context.Context, method, url string, body any, files []*discordgo.File) ([]byte, error) {
	kind, raw, err := encode(body, files)
	if err != nil {
		return nil, fmt.Errorf("encode what is sent to Discord: %w", err)
	}
	select {
	case bucket := <-r.buckets:
		defer func() { r.buckets <- bucket }()
		answer, err := r.session.RequestRaw(method, url, kind, raw, bucket, 0, discordgo.WithContext(ctx))
		return answer, gone(hide(err))
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func encode(body any, files []*discordgo.File) (kind string, raw []byte, err error) {
	if len(files) > 0 {
		return discordgo.MultipartBodyWithJSON(body, files)
	}
	raw, err = discordgo.Marshal(body)
	return "application/json", raw, err
}

// Discord's codes for a token that has run out, or leads to nothing.
const (
	unknownChannel = 10003
	unknownMessage = 10008
	unknownWebhook = 10015
	invalidToken   = 50027
)

// gone says so where a request failed because there is nothing to send it to.
func gone(err error) error {
	switch _, code := status(err); code {
	case unknownChannel, unknownMessage, unknownWebhook, invalidToken:
		return fmt.Errorf("%w: %w", bot.ErrGone, err)
	}
	return err
}
