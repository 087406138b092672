package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

// handler does a command's work and says what to reply.
type handler func(context.Context, *request) (Reply, error)

// command is one row of the table of commands.
type command struct {
	spec       *discordgo.ApplicationCommand
	permission int64               // what a member needs, all bits of it; 0 lets everybody
	private    func(*request) bool // whether a deferred reply is for the user alone
	run        handler             // the command itself
	press      handler             // a button whose custom_id begins with the command's name and a "/"
	complete   handler             // Choices for the focused option
}

// table lists every command, once.
func (b *Bot) table() []command {
	return []command{
		b.ask(),
	}
}

// Commands is what is to be registered with Discord.
func (b *Bot) Commands() []*discordgo.ApplicationCommand {
	specs := make([]*discordgo.ApplicationCommand, 0, len(b.commands))
	for _, c := range b.commands {
		spec := *c.spec
		if c.permission != 0 {
			spec.DefaultMemberPermissions = &c.permission
		}
		specs = append(specs, &spec)
	}
	return specs
}

// find returns the row that an interaction is for.
func (b *Bot) find(r *request) (command, error) {
	for _, c := range b.commands {
		if c.spec.Name == r.command {
			return c, r.permitted(c.permission)
		}
	}
	return command{}, errUnknown
}

// route returns what handles a command or a button, and whether a deferred
// reply is private.
func (b *Bot) route(r *request) (run handler, private bool, err error) {
	c, err := b.find(r)
	if err != nil {
		return nil, false, err
	}
	run = c.run
	if r.Type == discordgo.InteractionMessageComponent {
		run = c.press
	}
	if run == nil {
		return nil, false, errUnknown
	}
	return run, c.private != nil && c.private(r), nil
}

// choices completes the focused option.
func (b *Bot) choices(ctx context.Context, r *request) (Reply, error) {
	c, err := b.find(r)
	if err != nil {
		return Reply{}, err
	}
	if c.complete == nil {
		return Reply{}, errUnknown
	}
	return c.complete(ctx, r)
}

// safely runs h; a panic becomes an error with its stack.
func (h handler) safely(ctx context.Context, r *request) (out outcome) {
	defer func() {
		if p := recover(); p != nil {
			out = outcome{err: newPanicError(p)}
		}
	}()
	reply, err := h(ctx, r)
	return outcome{reply: reply, err: err}
}

// request is an interaction with its options at hand. It trusts nothing about
// their types: they come from outside.
type request struct {
	*discordgo.Interaction
	command  string // the row's name
	options  []*discordgo.ApplicationCommandInteractionDataOption
	customID string
}

func newRequest(i *discordgo.Interaction) *request {
	r := &request{Interaction: i}
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		r.command, r.options = data.Name, data.Options
	case discordgo.MessageComponentInteractionData:
		r.customID = data.CustomID
		r.command, _, _ = strings.Cut(data.CustomID, "/")
	}
	return r
}

// guild is whose corpus is asked; a direct message asks the shared one.
func (r *request) guild() corpus.GuildID { return corpus.GuildID(r.GuildID) }

// text is a string option's value, "" where it is not given.
func (r *request) text(name string) string {
	value, _ := r.value(name).(string)
	return value
}

// flag is a boolean option's value, false where it is not given.
func (r *request) flag(name string) bool {
	value, _ := r.value(name).(bool)
	return value
}

func (r *request) value(name string) any {
	for _, o := range r.options {
		if o != nil && o.Name == name {
			return o.Value
		}
	}
	return nil
}

// permitted fails where the user lacks one of the permissions needed. Discord
// checks them too, but a server's settings can override what it checks.
func (r *request) permitted(needed int64) error {
	if needed == 0 {
		return nil
	}
	if r.Member == nil || r.Member.Permissions&needed != needed && r.Member.Permissions&discordgo.PermissionAdministrator == 0 {
		return errForbidden
	}
	return nil
}
