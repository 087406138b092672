package playground

import (
	"encoding/json"
	"fmt"
	"time"

	"verbatim/bot"
	"verbatim/bot/markdown"

	"github.com/bwmarrin/discordgo"
)

// firstResponse is how long Discord waits for a first response, and tokenLife
// how long it accepts more messages after it.
const (
	firstResponse = 3 * time.Second
	tokenLife     = 15 * time.Minute
)

// maxUpload bounds an attached file, in bytes.
const maxUpload = markdown.MaxUpload

// maxInteractions bounds the interactions that are remembered.
const maxInteractions = 500

// interaction is an act of a person, in Discord's form. Guarded by
// state.mu.
type interaction struct {
	asked
	token   string
	channel channel
	locale  string
	source  *message // whose component was used
	created time.Time

	response int           // the type of the first response; 0 before it
	original *message      // the message that the first response made or changed
	modal    []component   // the modal that the bot opened
	modalID  string        // its custom_id
	first    chan answered // gets the first response, once
	log      *exchange
}

// guildLocale is the server's language.
const guildLocale = "en-US"

// wire returns the interaction in the form that Discord sends.
func (i *interaction) wire(base string, data map[string]any) map[string]any {
	permissions := everyone
	w := map[string]any{
		"id": i.id, "application_id": botID, "type": i.kind, "data": data, "token": i.token, "version": 1,
		"channel_id": i.channel.id, "channel": i.channel.wire(i.person.permissions), "locale": i.locale,
		"app_permissions": fmt.Sprint(permissions), "entitlements": []any{}, "authorizing_integration_owners": i.owners(),
		"context": discordgo.InteractionContextGuild, "attachment_size_limit": maxUpload,
	}
	if i.source != nil {
		w["message"] = i.source.wire(base)
	}
	if i.direct {
		w["user"], w["context"] = i.person.wire(), discordgo.InteractionContextBotDM
		return w
	}
	w["guild_id"], w["guild_locale"], w["member"] = GuildID, guildLocale, i.person.member()
	w["guild"] = map[string]any{"id": GuildID, "locale": guildLocale, "features": []any{}}
	return w
}

// Types of responses.
const (
	pong            = int(discordgo.InteractionResponsePong)
	respondMessage  = int(discordgo.InteractionResponseChannelMessageWithSource)
	respondDeferred = int(discordgo.InteractionResponseDeferredChannelMessageWithSource)
	respondNothing  = int(discordgo.InteractionResponseDeferredMessageUpdate)
	respondUpdate   = int(discordgo.InteractionResponseUpdateMessage)
	respondChoices  = int(discordgo.InteractionApplicationCommandAutocompleteResult)
	respondModal    = int(discordgo.InteractionResponseModal)
)

// answered is the outcome of an interaction's first response.
type answered struct {
	raw     json.RawMessage // as the bot sent it
	refused string          // why Discord would refuse it; "" if it was accepted
}

// fits returns an error unless a response of that type can answer the
// interaction.
func (i *interaction) fits(response int) error {
	completing := i.kind == discordgo.InteractionApplicationCommandAutocomplete
	switch response {
	case respondMessage, respondDeferred:
		if !completing {
			return nil
		}
	case respondChoices:
		if completing {
			return nil
		}
	case respondModal:
		if !completing && i.kind != discordgo.InteractionModalSubmit {
			return nil
		}
	case respondUpdate, respondNothing:
		if i.source != nil {
			return nil
		}
	}
	return invalid("type", fmt.Sprintf("a response of type %d cannot answer an interaction of type %d", response, i.kind))
}

// answer hands the first response to the page that waits for it.
func (i *interaction) answer(a answered) {
	select {
	case i.first <- a:
	default:
	}
}

// open returns an error unless more can be sent about an interaction. The
// caller holds mu.
func (i *interaction) open() error {
	switch {
	case i.response == 0:
		return fmt.Errorf("%w: interaction %s has no response yet", bot.ErrGone, i.id)
	case time.Since(i.created) > tokenLife:
		return fmt.Errorf("%w: the token of interaction %s has expired", bot.ErrGone, i.id)
	}
	return nil
}
