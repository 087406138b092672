package gateway

import (
	"context"
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
	err := d.request(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), bot.Encodable(r))
	if _, code := status(err); code == alreadyAcknowledged {
		return nil
	}
	return err
}

// Edit replaces the first response to an interaction.
func (d *door) Edit(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) error {
	return d.request(ctx, http.MethodPatch, discordgo.EndpointWebhookMessage(i.AppID, i.Token, "@original"), e)
}

// Follow sends a further message about an interaction.
func (d *door) Follow(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) error {
	return d.request(ctx, http.MethodPost, discordgo.EndpointWebhookToken(i.AppID, i.Token), p)
}

func (d *door) request(ctx context.Context, method, url string, body any) error {
	select {
	case bucket := <-d.buckets:
		defer func() { d.buckets <- bucket }()
		_, err := d.session.RequestWithBucketID(method, url, body, bucket, discordgo.WithContext(ctx))
		return hide(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}
