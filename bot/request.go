package bot

import (
	"errors"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// request is an interaction with its options at hand. It trusts nothing about
// their types: they come from outside.
type request struct {
	*discordgo.Interaction
	path     []string // the command's name and its subcommands'
	options  []*discordgo.ApplicationCommandInteractionDataOption
	resolved *discordgo.ApplicationCommandInteractionDataResolved
	id       customID
	values   []string          // picked in a menu
	inputs   map[string]string // of a modal, by custom_id
	mine     *locale.Language  // its user's, of what the user alone reads
	language *locale.Language  // of the reply
	unread   bool              // what its user did is not known
	partial  bool              // something in it was not understood
}

// request reads an interaction. Until it is known what becomes of it, the reply
// is in its user's language.
func (b *Bot) request(i *discordgo.Interaction) *request {
	r := newRequest(i)
	r.mine = b.languages.Of(string(i.Locale))
	r.language = r.mine
	for _, c := range b.commands {
		if c.entry != "" && len(r.path) == 1 && r.path[0] == b.languages[locale.Default].Say(c.entry) {
			r.path = []string{c.name}
		}
	}
	return r
}

func newRequest(i *discordgo.Interaction) *request {
	r := &request{Interaction: i}
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		r.path, r.options, r.resolved = []string{data.Name}, data.Options, data.Resolved
		r.descend()
	case discordgo.MessageComponentInteractionData:
		r.values = data.Values
		r.identify(data.CustomID)
	case discordgo.ModalSubmitInteractionData:
		r.identify(data.CustomID)
		r.inputs = inputs(data.Components)
	}
	return r
}

// descend takes the options of the innermost subcommand.
func (r *request) descend() {
	const deepest = 2
	for range deepest {
		if len(r.options) != 1 || r.options[0] == nil {
			return
		}
		switch o := r.options[0]; o.Type {
		case discordgo.ApplicationCommandOptionSubCommand, discordgo.ApplicationCommandOptionSubCommandGroup:
			r.path, r.options = append(r.path, o.Name), o.Options
		default:
			return
		}
	}
}

// identify takes the command and its arguments from a custom_id. One that is
// none names no command.
func (r *request) identify(customID string) {
	id, err := parseCustomID(customID)
	if err != nil {
		return
	}
	r.id, r.path = id, id.path
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
func (r *request) name() string { return strings.Join(r.path, " ") }

// guild is whose corpus is asked. A direct message asks the shared one, and so
// does a user who has the bot in a server that does not.
func (r *request) guild() corpus.GuildID {
	owners := r.AuthorizingIntegrationOwners
	if len(owners) > 0 && owners[discordgo.ApplicationIntegrationGuildInstall] != r.GuildID {
		return corpus.Shared
	}
	return corpus.GuildID(r.GuildID)
}

// user is who did it, "" where Discord does not say.
func (r *request) user() string {
	switch {
	case r.Member != nil && r.Member.User != nil:
		return r.Member.User.ID
	case r.User != nil:
		return r.User.ID
	}
	return ""
}

// text is a string option's value, or the id that another kind's stands for;
// "" where it is not given.
func (r *request) text(name string) string {
	value, _ := r.value(name).(string)
	return value
}

// flag is a boolean option's value; given is whether there is one.
func (r *request) flag(name string) (value, given bool) {
	value, given = r.value(name).(bool)
	return value, given
}

// number is an integer option's value; given is whether there is one.
func (r *request) number(name string) (value int, given bool) {
	f, given := r.value(name).(float64)
	if !given || f != float64(int(f)) {
		return 0, false
	}
	return int(f), true
}

// attachment is an attachment option's value, nil where there is none.
func (r *request) attachment(name string) *discordgo.MessageAttachment {
	if r.resolved == nil {
		return nil
	}
	return r.resolved.Attachments[r.text(name)]
}

func (r *request) value(name string) any {
	for _, o := range r.options {
		if o != nil && o.Name == name {
			return o.Value
		}
	}
	return nil
}

// picked is what was picked in a menu, "" where nothing was.
func (r *request) picked() string {
	if len(r.values) == 0 {
		return ""
	}
	return r.values[0]
}

// content is that of the message whose component was used.
func (r *request) content() string {
	if r.Message == nil {
		return ""
	}
	return r.Message.Content
}

// privately reports whether the message whose component was used is for its
// user alone.
func (r *request) privately() bool {
	return r.Message != nil && r.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}

// customID is what a component or a modal is named by: the command that it
// belongs to, with its subcommands, and arguments, of which the first says what
// it does. It is at most maxCustomID bytes of ASCII.
type customID struct {
	path []string
	args []string
}

var errCustomID = errors.New("no custom id of ours")

// newCustomID names a component of the command ("corpus", "corpus.add.text").
// An argument that cannot stand in one is a mistake of the program, and leads
// to a button that leads nowhere.
func newCustomID(path string, args ...string) string {
	return strings.Join(append([]string{path}, args...), "/")
}

// parseCustomID reads what newCustomID made.
func parseCustomID(s string) (customID, error) {
	if s == "" || len(s) > markdown.MaxCustomID {
		return customID{}, errCustomID
	}
	parts := strings.Split(s, "/")
	path := splitPath(parts[0])
	for _, name := range path {
		if name == "" {
			return customID{}, errCustomID
		}
	}
	return customID{path: path, args: parts[1:]}, nil
}

// arg is an argument, "" where there are not so many.
func (c customID) arg(i int) string {
	if i >= len(c.args) {
		return ""
	}
	return c.args[i]
}

// page is an argument that is a page's number, from 0. What is none is the
// first.
func (c customID) page(i int) int {
	n, err := strconv.Atoi(c.arg(i))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
