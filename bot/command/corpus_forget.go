package command

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/render"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameForget = "forget"
	descForget = "describe.forget"
)

// forgetCommand is /corpus forget.
type forgetCommand struct{ *services }

// row returns the row of /corpus forget.
func (h forgetCommand) row() bot.Command {
	return bot.Command{
		Name: nameForget, Description: descForget,
		Run: bot.Privately(askToForget),
		Press: map[string]bot.Action{
			actionYes: bot.Privately(h.forget),
			actionNo:  bot.Privately(kept),
		},
	}
}

// askToForget asks before all data of the guild is deleted.
func askToForget(_ context.Context, r *bot.Request) (bot.Reply, error) {
	path := pathOf(nameForget)
	return bot.Reply{
		Content: r.Language.Say(locale.PhraseAskToForget),
		Components: []discordgo.MessageComponent{render.Row(
			render.Danger(r.Language.Say(locale.LabelForget), bot.NewCustomID(path, actionYes)), render.Button(r.Language.Say(locale.LabelKeep), bot.NewCustomID(path, actionNo)),
		)},
		Private: true,
	}, nil
}

func (h forgetCommand) forget(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	n, err := h.corpus.Forget(ctx, r.UserID(), r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	h.settings.Forget(r.Guild())
	return bot.Reply{Content: locale.Forgotten(r.Language, n)}, nil
}
