package bot

import (
	"bytes"

	"github.com/bwmarrin/discordgo"
)

// Reply is the message that a handler wants to be sent. If it answers a button or a menu,
// it replaces the message that they belong to, unless it is Private or Anew.
type Reply struct {
	Content    string // escaped for Discord's markdown
	Embeds     []*discordgo.MessageEmbed
	Components []discordgo.MessageComponent
	Files      []File
	Choices    []*discordgo.ApplicationCommandOptionChoice // of a completion, which has nothing else
	Modal      *Modal                                      // if set, the reply has nothing else
	Private    bool                                        // only the user sees it
	Anew       bool                                        // a message of its own, which everyone sees
	Nothing    bool                                        // it says that nothing was found
}

// File is a file that is sent with a message.
type File struct {
	Name string
	Type string // the media type
	Data []byte // at most markdown.MaxUpload bytes
	Alt  string // a description for those who cannot see it; at most markdown.MaxAlt units
}

// Modal is a window into which a user types texts.
type Modal struct {
	ID     string
	Title  string // at most markdown.MaxModalTitle units
	Inputs []discordgo.TextInput
}

// response returns the reply as the first response to an interaction of type t.
func (r Reply) response(t discordgo.InteractionType) *discordgo.InteractionResponse {
	switch {
	case t == discordgo.InteractionApplicationCommandAutocomplete:
		return completion(r.Choices)
	case r.Modal != nil:
		return r.Modal.response()
	case t == discordgo.InteractionMessageComponent && !r.Private && !r.Anew:
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseUpdateMessage, Data: r.data()}
	default:
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: r.data()}
	}
}

func (m *Modal) response() *discordgo.InteractionResponse {
	data := &discordgo.InteractionResponseData{CustomID: m.ID, Title: m.Title}
	for _, input := range m.Inputs {
		data.Components = append(data.Components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{input}})
	}
	return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: data}
}

func (r Reply) data() *discordgo.InteractionResponseData {
	return &discordgo.InteractionResponseData{
		Content:         r.Content,
		Embeds:          r.embeds(),
		Components:      r.components(),
		Files:           r.files(),
		AllowedMentions: NoMentions(),
		Flags:           flags(r.Private),
	}
}

// edit returns the reply as the edit of a deferred one.
func (r Reply) edit() *discordgo.WebhookEdit {
	embeds, components := r.embeds(), r.components()
	return &discordgo.WebhookEdit{
		Content:         &r.Content,
		Embeds:          &embeds,
		Components:      &components,
		Files:           r.files(),
		AllowedMentions: NoMentions(),
	}
}

// followUp returns the reply as a message of its own.
func (r Reply) followUp() *discordgo.WebhookParams {
	return &discordgo.WebhookParams{
		Content:         r.Content,
		Embeds:          r.embeds(),
		Components:      r.components(),
		Files:           r.files(),
		AllowedMentions: NoMentions(),
		Flags:           flags(r.Private),
	}
}

// embeds is never nil: null would keep the old embeds.
func (r Reply) embeds() []*discordgo.MessageEmbed {
	return append([]*discordgo.MessageEmbed{}, r.Embeds...)
}

// components is never nil: null would keep the old components.
func (r Reply) components() []discordgo.MessageComponent {
	return append([]discordgo.MessageComponent{}, r.Components...)
}

func (r Reply) files() []*discordgo.File {
	var out []*discordgo.File
	for _, f := range r.Files {
		out = append(out, &discordgo.File{Name: f.Name, ContentType: f.Type, Reader: withAlt{bytes.NewReader(f.Data), f.Alt}})
	}
	return out
}

// deferral returns the response that announces the reply to an interaction of type t.
func deferral(t discordgo.InteractionType, private bool) *discordgo.InteractionResponse {
	if t == discordgo.InteractionMessageComponent {
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Data: Reply{Private: private}.data(),
	}
}

// completion returns the response to a completion. See Encodable if there are no choices.
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

// Encodable returns the value that a door encodes as JSON to send r. Discord wants the
// list of choices of a completion even if it is empty, but discordgo leaves it out.
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
