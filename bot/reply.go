package bot

import "github.com/bwmarrin/discordgo"

// Reply is what a handler has to say; a door sends it. A button's Reply
// replaces the message that the button belongs to, unless it is Private.
type Reply struct {
	Content    string // escaped for Discord's markdown
	Embeds     []*discordgo.MessageEmbed
	Components []discordgo.MessageComponent
	Choices    []*discordgo.ApplicationCommandOptionChoice // of an autocompletion, nothing else then
	Private    bool                                        // for the user alone
}

// response is the reply as the first response to r.
func (r Reply) response(to *request) *discordgo.InteractionResponse {
	switch {
	case to.Type == discordgo.InteractionApplicationCommandAutocomplete:
		return completion(r.Choices)
	case to.Type == discordgo.InteractionMessageComponent && !r.Private:
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseUpdateMessage, Data: r.data()}
	default:
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: r.data()}
	}
}

func (r Reply) data() *discordgo.InteractionResponseData {
	return &discordgo.InteractionResponseData{
		Content:         r.Content,
		Embeds:          r.embeds(),
		Components:      r.components(),
		AllowedMentions: noMentions(),
		Flags:           flags(r.Private),
	}
}

// edit is the reply in place of a deferred one.
func (r Reply) edit() *discordgo.WebhookEdit {
	embeds, components := r.embeds(), r.components()
	return &discordgo.WebhookEdit{
		Content:         &r.Content,
		Embeds:          &embeds,
		Components:      &components,
		AllowedMentions: noMentions(),
	}
}

// followUp is the reply as a message of its own.
func (r Reply) followUp() *discordgo.WebhookParams {
	return &discordgo.WebhookParams{
		Content:         r.Content,
		Embeds:          r.embeds(),
		Components:      r.components(),
		AllowedMentions: noMentions(),
		Flags:           flags(r.Private),
	}
}

// embeds is never nil: null would leave the old ones in place.
func (r Reply) embeds() []*discordgo.MessageEmbed {
	return append([]*discordgo.MessageEmbed{}, r.Embeds...)
}

// components is never nil: null would leave the old ones in place.
func (r Reply) components() []discordgo.MessageComponent {
	return append([]discordgo.MessageComponent{}, r.Components...)
}

// deferral tells Discord that the reply to r comes later.
func deferral(r *request, private bool) *discordgo.InteractionResponse {
	if r.Type == discordgo.InteractionMessageComponent {
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Data: Reply{Private: private}.data(),
	}
}

// completion answers an autocompletion. See Encodable for one without choices.
func completion(choices []*discordgo.ApplicationCommandOptionChoice) *discordgo.InteractionResponse {
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionApplicationCommandAutocompleteResult,
		Data: &discordgo.InteractionResponseData{Choices: choices},
	}
}

func flags(private bool) discordgo.MessageFlags {
	if private {
		return discordgo.MessageFlagsEphemeral
	}
	return 0
}

// noMentions lets nothing in a reply ping anybody.
func noMentions() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}

// Encodable is what a door encodes as JSON to send r. Discord wants the choices
// of an autocompletion even where there are none, and discordgo leaves an
// empty list out.
func Encodable(r *discordgo.InteractionResponse) any {
	if r.Type != discordgo.InteractionApplicationCommandAutocompleteResult {
		return r
	}
	type data struct {
		Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
	}
	choices := append([]*discordgo.ApplicationCommandOptionChoice{}, r.Data.Choices...)
	return struct {
		Type discordgo.InteractionResponseType `json:"type"`
		Data data                              `json:"data"`
	}{r.Type, data{choices}}
}
