package bot

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Request is an interaction with its options at hand. It trusts nothing about
// their types: they come from outside.
type Request struct {
	*discordgo.Interaction
	path     []string // the command's name and its subcommands'
	Options  []*discordgo.ApplicationCommandInteractionDataOption
	resolved *discordgo.ApplicationCommandInteractionDataResolved
	CustomID CustomID
	values   []string          // picked in a menu
	Inputs   map[string]string // of a modal, by custom_id
	mine     *locale.Language  // its user's, of what the user alone reads
	Language *locale.Language  // of the reply
	unread   bool              // what its user did is not known
	partial  bool              // something in it was not understood
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

// identify takes the command and its arguments from a custom_id. One that is
// none names no command.
func (r *Request) identify(customID string) {
	id, err := ParseCustomID(customID)
	if err != nil {
		return
	}
	r.CustomID, r.path = id, id.path
}

// inputs are the values of a modal's text inputs.
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

// name is the command with its subcommands, for the log.
func (r *Request) name() string { return strings.Join(r.path, " ") }

// Guild is whose corpus is asked. A direct message asks the shared one, and so
// does a user who has the bot in a server that does not.
func (r *Request) Guild() corpus.GuildID {
	owners := r.AuthorizingIntegrationOwners
	if len(owners) > 0 && owners[discordgo.ApplicationIntegrationGuildInstall] != r.GuildID {
		return corpus.Shared
	}
	return corpus.GuildID(r.GuildID)
}

// UserID is who did it, "" where Discord does not say.
func (r *Request) UserID() string {
	switch {
	case r.Member != nil && r.Member.User != nil:
		return r.Member.User.ID
	case r.User != nil:
		return r.User.ID
	}
	return ""
}

// Text is a string option's value, or the id that another kind's stands for;
// "" where it is not given.
func (r *Request) Text(name string) string {
	value, _ := r.value(name).(string)
	return value
}

// Flag is a boolean option's value; given is whether there is one.
func (r *Request) Flag(name string) (value, given bool) {
	value, given = r.value(name).(bool)
	return value, given
}

// Number is an integer option's value; given is whether there is one.
func (r *Request) Number(name string) (value int, given bool) {
	f, given := r.value(name).(float64)
	if !given || f != float64(int(f)) {
		return 0, false
	}
	return int(f), true
}

// Attachment is an attachment option's value, nil where there is none.
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

// Picked is what was picked in a menu, "" where nothing was.
func (r *Request) Picked() string {
	if len(r.values) == 0 {
		return ""
	}
	return r.values[0]
}

// Content is that of the message whose component was used.
func (r *Request) Content() string {
	if r.Message == nil {
		return ""
	}
	return r.Message.Content
}

// Private reports whether the message whose component was used is for its
// user alone.
func (r *Request) Private() bool {
	return r.Message != nil && r.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

func IsSnowflake(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// Target is the message whose menu was used, nil where there is none.
func (r *Request) Target() *discordgo.Message {
	data, ok := r.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok || r.resolved == nil {
		return nil
	}
	return r.resolved.Messages[data.TargetID]
}
