package bot

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Request is an interaction with its options decoded. It does not rely on the types of
// their values, because they come from outside.
type Request struct {
	*discordgo.Interaction
	path     []string // the names of the command and its subcommands
	Options  []*discordgo.ApplicationCommandInteractionDataOption
	resolved *discordgo.ApplicationCommandInteractionDataResolved
	CustomID CustomID
	values   []string          // what the user picked in a menu
	Inputs   map[string]string // the texts of a modal, by custom_id
	mine     *locale.Language  // the language of its user, for what only they read
	Language *locale.Language  // the language of the reply
	unread   bool              // the kind of the interaction is not known
	partial  bool              // a part of it was not understood
}

func newRequest(i *discordgo.Interaction) *Request {
	r := &Request{Interaction: i}
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		r.path, r.Options, r.resolved = []string{data.Name}, data.Options, data.Resolved
		r.descend()
	case discordgo.MessageComponentInteractionData:
		r.values = data.Values
		r.identify(data.CustomID)
	case discordgo.ModalSubmitInteractionData:
		r.identify(data.CustomID)
		r.Inputs = inputs(data.Components)
	}
	return r
}

// descend takes the options of the innermost subcommand.
func (r *Request) descend() {
	const deepest = 2
	for range deepest {
		if len(r.Options) != 1 || r.Options[0] == nil {
			return
		}
		switch o := r.Options[0]; o.Type {
		case discordgo.ApplicationCommandOptionSubCommand, discordgo.ApplicationCommandOptionSubCommandGroup:
			r.path, r.Options = append(r.path, o.Name), o.Options
		default:
			return
		}
	}
}

// identify takes the command and its arguments from a custom_id. If it cannot be decoded,
// the request has no command.
func (r *Request) identify(customID string) {
	id, err := ParseCustomID(customID)
	if err != nil {
		return
	}
	r.CustomID, r.path = id, id.path
}

// inputs returns the texts of a modal.
func inputs(components []discordgo.MessageComponent) map[string]string {
	out := map[string]string{}
	for _, c := range components {
		row, ok := c.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, inner := range row.Components {
			if input, ok := inner.(*discordgo.TextInput); ok {
				out[input.CustomID] = input.Value
			}
		}
	}
	return out
}

// name returns the command with its subcommands, for the log.
func (r *Request) name() string { return strings.Join(r.path, " ") }

// Guild returns the guild whose corpus is asked. It is corpus.Shared in direct messages,
// and in a guild that does not have the bot.
func (r *Request) Guild() corpus.GuildID {
	owners := r.AuthorizingIntegrationOwners
	if len(owners) > 0 && owners[discordgo.ApplicationIntegrationGuildInstall] != r.GuildID {
		return corpus.Shared
	}
	return corpus.GuildID(r.GuildID)
}

// UserID returns the user who did it, or "" if Discord does not say.
func (r *Request) UserID() string {
	switch {
	case r.Member != nil && r.Member.User != nil:
		return r.Member.User.ID
	case r.User != nil:
		return r.User.ID
	}
	return ""
}

// Text returns the value of a text option, or the id of a role, channel or attachment; ""
// if the option is not given.
func (r *Request) Text(name string) string {
	value, _ := r.value(name).(string)
	return value
}

// Flag returns the value of a boolean option and whether it is given.
func (r *Request) Flag(name string) (value, given bool) {
	value, given = r.value(name).(bool)
	return value, given
}

// Number returns the value of an integer option and whether it is given.
func (r *Request) Number(name string) (value int, given bool) {
	f, given := r.value(name).(float64)
	if !given || f != float64(int(f)) {
		return 0, false
	}
	return int(f), true
}

// Attachment returns the value of an attachment option, or nil.
func (r *Request) Attachment(name string) *discordgo.MessageAttachment {
	if r.resolved == nil {
		return nil
	}
	return r.resolved.Attachments[r.Text(name)]
}

func (r *Request) value(name string) any {
	for _, o := range r.Options {
		if o != nil && o.Name == name {
			return o.Value
		}
	}
	return nil
}

// Picked returns what the user picked in a menu, or "".
func (r *Request) Picked() string {
	if len(r.values) == 0 {
		return ""
	}
	return r.values[0]
}

// Content returns the content of the message whose component was used.
func (r *Request) Content() string {
	if r.Message == nil {
		return ""
	}
	return r.Message.Content
}

// Private reports whether only the user sees the message whose component was used.
func (r *Request) Private() bool {
	return r.Message != nil && r.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

// IsSnowflake reports whether s can be an id of Discord.
func IsSnowflake(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// Target returns the message whose menu was used, or nil.
func (r *Request) Target() *discordgo.Message {
	data, ok := r.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok || r.resolved == nil {
		return nil
	}
	return r.resolved.Messages[data.TargetID]
}
