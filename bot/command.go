package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Handler does the work of a command and returns what to reply.
type Handler func(context.Context, *Request) (Reply, error)

// Worker is a handler of long work. It reports its progress.
type Worker func(context.Context, *Request, func(corpus.Progress)) (Reply, error)

// Action is how the bot reacts to something that a user does. Exactly one of Do, Open and
// Work is set.
type Action struct {
	Do      Handler             // runs within the deadline
	Open    Handler             // may answer with a modal, so it cannot be deferred: it runs within modalDeadline
	Work    Worker              // takes as long as it needs and reports its progress
	Private func(*Request) bool // reports whether a deferred reply is for the user only; nil if it never is
}

// Command is a row of the table of commands, or a subcommand of one.
type Command struct {
	Name        string        // also in custom_ids: without "/" and "."
	Description string        // the key of its phrase; "" if the row is only a dialogue that buttons open
	Everywhere  bool          // users can install it for themselves, since it needs no corpus of a guild
	Entry       locale.Phrase // its name in a message's menu, which has no descriptions; "" for any other command
	Options     []*discordgo.ApplicationCommandOption
	Subs        []Command                             // if it has any, it has no Options
	Allowed     func(context.Context, *Request) error // returns nil if the user may use it and its subcommands; a nil function lets everyone
	Run         Action                                // the command itself, unless it has subcommands
	Press       map[string]Action                     // its buttons and menus, by the action in the custom_id; "" is for any other action
	Submit      map[string]Action                     // its modals, by the action in the custom_id
	Complete    Handler                               // returns choices for the option that is being typed
}

// spec returns the command as it is registered with Discord.
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

// registered returns the command's options, or its subcommands as options.
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

// Always makes every deferred reply private.
func Always(*Request) bool { return true }

// Privately returns an action that runs within the deadline and replies privately.
func Privately(do Handler) Action { return Action{Do: do, Private: Always} }

// safely runs h. A panic becomes an error with its stack.
func (h Handler) safely(ctx context.Context, r *Request) (out outcome) {
	defer func() {
		if p := recover(); p != nil {
			out = outcome{err: newPanicError(p)}
		}
	}()
	reply, err := h(ctx, r)
	return outcome{reply: reply, err: err}
}

// Behind returns h for users whom allowed lets in.
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

// onlyUser reports whether only the user sees the reply of an action, whatever the guild has
// chosen.
func (a Action) onlyUser(r *Request) bool {
	return r.GuildID == "" || r.Type == discordgo.InteractionApplicationCommandAutocomplete || a.Open != nil ||
		r.Message != nil && r.Message.Flags&discordgo.MessageFlagsEphemeral != 0
}
