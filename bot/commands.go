package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// handler does a command's work and says what to reply.
type handler func(context.Context, *request) (Reply, error)

// worker is a handler of long work, which reports how far it is.
type worker func(context.Context, *request, func(corpus.Progress)) (Reply, error)

// action is what becomes of something that a user did. One of do, open and
// work is set.
type action struct {
	do      handler             // within the deadline
	open    handler             // may answer with a modal, which cannot come late: within patience
	work    worker              // takes as long as it takes, and shows how far it is
	private func(*request) bool // whether a deferred reply is for the user alone; nil: it is not
}

// command is one row of the table of commands, or a subcommand within one.
type command struct {
	name        string        // of a custom_id too: without "/" and "."
	description string        // the key of its phrase; "" of a row that is no command: a dialogue, which buttons lead to
	everywhere  bool          // users can have it for themselves: it needs no corpus of a server's
	entry       locale.Phrase // what it is called in the menu of a message, which has no description; "" of any other
	options     []*discordgo.ApplicationCommandOption
	subs        []command                             // in place of options
	allowed     func(context.Context, *request) error // who may use it and what it holds; nil lets everybody
	run         action                                // the command, where it has no subcommands
	press       map[string]action                     // its buttons and menus, by custom_id's action; "" is any other
	submit      map[string]action                     // its modals, by custom_id's action
	complete    handler                               // Choices for the focused option
}

// table lists every command, once.
func (b *Bot) table() []command {
	return []command{
		b.ask(),
		b.quote(),
		b.compare(),
		b.timeline(),
		b.speakersOn(),
		b.findQuotes(),
		b.guildSettings(),
		b.help(),
		b.about(),
		b.wrong(),
		b.corpus(),
		b.watch(),
		b.unwatch(),
		b.listWatches(),
		b.forgetMe(),
	}
}

// Commands is what is to be registered with Discord. Who may use a command is
// not part of it: Discord would lock out those whom a server's settings let in.
func (b *Bot) Commands() []*discordgo.ApplicationCommand {
	specs := make([]*discordgo.ApplicationCommand, 0, len(b.commands))
	for _, c := range b.commands {
		if c.description == "" && c.entry == "" {
			continue
		}
		specs = append(specs, c.spec())
	}
	b.languages.Localise(specs)
	return specs
}

// spec is the command as Discord knows it.
func (c command) spec() *discordgo.ApplicationCommand {
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
	installs := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	if c.everywhere {
		contexts = append(contexts, discordgo.InteractionContextPrivateChannel)
		installs = append(installs, discordgo.ApplicationIntegrationUserInstall)
	}
	kind, name := discordgo.ChatApplicationCommand, c.name
	if c.entry != "" {
		kind, name = discordgo.MessageApplicationCommand, string(c.entry)
	}
	return &discordgo.ApplicationCommand{
		Type: kind, Name: name, Description: c.description, Contexts: &contexts, IntegrationTypes: &installs, Options: c.registered(),
	}
}

// registered is the command's options, its subcommands among them.
func (c command) registered() []*discordgo.ApplicationCommandOption {
	if len(c.subs) == 0 {
		return c.options
	}
	var out []*discordgo.ApplicationCommandOption
	for _, sub := range c.subs {
		kind := discordgo.ApplicationCommandOptionSubCommand
		if len(sub.subs) > 0 {
			kind = discordgo.ApplicationCommandOptionSubCommandGroup
		}
		out = append(out, &discordgo.ApplicationCommandOption{
			Type: kind, Name: sub.name, Description: sub.description, Options: sub.registered(),
		})
	}
	return out
}

// find returns the row that an interaction is for, and what every row on the
// way to it asks of who uses it.
func (b *Bot) find(r *request) (command, []func(context.Context, *request) error, error) {
	rows, path := b.commands, r.path
	var checks []func(context.Context, *request) error
	for len(path) > 0 {
		row, ok := named(rows, path[0])
		if !ok {
			return command{}, nil, errUnknown
		}
		if row.allowed != nil {
			checks = append(checks, row.allowed)
		}
		if len(path) == 1 {
			return row, checks, nil
		}
		rows, path = row.subs, path[1:]
	}
	return command{}, nil, errUnknown
}

func named(rows []command, name string) (command, bool) {
	for _, c := range rows {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// route returns what is to be done about an interaction, and who must let it.
func (b *Bot) route(r *request) (action, func(context.Context, *request) error, error) {
	c, checks, err := b.find(r)
	if err != nil {
		return action{}, nil, err
	}
	a := c.run
	switch r.Type {
	case discordgo.InteractionMessageComponent:
		a = r.among(c.press)
	case discordgo.InteractionModalSubmit:
		a = r.among(c.submit)
	case discordgo.InteractionApplicationCommandAutocomplete:
		a = action{do: c.complete}
	}
	if a.do == nil && a.open == nil && a.work == nil {
		return action{}, nil, errUnknown
	}
	return a, func(ctx context.Context, r *request) error {
		for _, check := range checks {
			if err := check(ctx, r); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// among is the action that a custom_id names.
func (r *request) among(actions map[string]action) action {
	if len(r.id.args) > 0 {
		if a, ok := actions[r.id.args[0]]; ok && r.id.args[0] != "" {
			return a
		}
	}
	return actions[""]
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

// always is a reply that is for the user alone, however late it comes.
func always(*request) bool { return true }

// privately is an action within the deadline whose reply is private.
func privately(do handler) action { return action{do: do, private: always} }

// path splits the words of a command's name as a custom_id has them.
func splitPath(s string) []string { return strings.Split(s, ".") }
