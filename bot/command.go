package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Handler does a command's work and says what to reply.
type Handler func(context.Context, *Request) (Reply, error)

// Worker is a handler of long work, which reports how far it is.
type Worker func(context.Context, *Request, func(corpus.Progress)) (Reply, error)

// Action is what becomes of something that a user did. One of do, open and
// work is set.
type Action struct {
	Do      Handler             // within the deadline
	Open    Handler             // may answer with a modal, which cannot come late: within patience
	Work    Worker              // takes as long as it takes, and shows how far it is
	Private func(*Request) bool // whether a deferred reply is for the user alone; nil: it is not
}

// Command is one row of the table of commands, or a subcommand within one.
type Command struct {
	Name        string        // of a custom_id too: without "/" and "."
	Description string        // the key of its phrase; "" of a row that is no command: a dialogue, which buttons lead to
	Everywhere  bool          // users can have it for themselves: it needs no corpus of a server's
	Entry       locale.Phrase // what it is called in the menu of a message, which has no description; "" of any other
	Options     []*discordgo.ApplicationCommandOption
	Subs        []Command                             // in place of options
	Allowed     func(context.Context, *Request) error // who may use it and what it holds; nil lets everybody
	Run         Action                                // the command, where it has no subcommands
	Press       map[string]Action                     // its buttons and menus, by custom_id's action; "" is any other
	Submit      map[string]Action                     // its modals, by custom_id's action
	Complete    Handler                               // Choices for the focused option
}

// spec is the command as Discord knows it.
func (c Command) spec() *discordgo.ApplicationCommand {
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
	installs := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	if c.Everywhere {
		contexts = append(contexts, discordgo.InteractionContextPrivateChannel)
		installs = append(installs, discordgo.ApplicationIntegrationUserInstall)
	}
	kind, name := discordgo.ChatApplicationCommand, c.Name
	if c.Entry != "" {
		kind, name = discordgo.MessageApplicationCommand, string(c.Entry)
	}
	return &discordgo.ApplicationCommand{
		Type: kind, Name: name, Description: c.Description, Contexts: &contexts, IntegrationTypes: &installs, Options: c.registered(),
	}
}

// registered is the command's options, its subcommands among them.
func (c Command) registered() []*discordgo.ApplicationCommandOption {
	if len(c.Subs) == 0 {
		return c.Options
	}
	var out []*discordgo.ApplicationCommandOption
	for _, sub := range c.Subs {
		kind := discordgo.ApplicationCommandOptionSubCommand
		if len(sub.Subs) > 0 {
			kind = discordgo.ApplicationCommandOptionSubCommandGroup
		}
		out = append(out, &discordgo.ApplicationCommandOption{
			Type: kind, Name: sub.Name, Description: sub.Description, Options: sub.registered(),
		})
	}
	return out
}

// Always is a reply that is for the user alone, however late it comes.
func Always(*Request) bool { return true }

// Privately is an action within the deadline whose reply is private.
func Privately(do Handler) Action { return Action{Do: do, Private: Always} }

// safely runs h; a panic becomes an error with its stack.
func (h Handler) safely(ctx context.Context, r *Request) (out outcome) {
	defer func() {
		if p := recover(); p != nil {
			out = outcome{err: newPanicError(p)}
		}
	}()
	reply, err := h(ctx, r)
	return outcome{reply: reply, err: err}
}

// Behind is h for those whom allowed lets.
func (h Handler) Behind(allowed func(context.Context, *Request) error) Handler {
	return func(ctx context.Context, r *Request) (Reply, error) {
		if err := allowed(ctx, r); err != nil {
			return Reply{}, err
		}
		return h(ctx, r)
	}
}

// defersPrivately reports whether a deferred reply is for the user only.
func (a Action) defersPrivately(r *Request) bool { return a.Private != nil && a.Private(r) }

// alone reports whether the user alone sees what an action replies, whatever the
// guild has chosen.
func (a Action) alone(r *Request) bool {
	return r.GuildID == "" || r.Type == discordgo.InteractionApplicationCommandAutocomplete || a.Open != nil ||
		r.Message != nil && r.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}
