package command

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameRemove  = "remove"
	descRemove  = "describe.remove"
	nameRestore = "restore"
	descRestore = "describe.restore"
)

// undoWithin is how long a removed source can be restored.
const undoWithin = 7 * 24 * time.Hour

// removeCommand is /corpus remove and /corpus restore.
type removeCommand struct{ sourceFinder }

// row returns the row of /corpus remove.
func (h removeCommand) row() bot.Command {
	return bot.Command{
		Name: nameRemove, Description: descRemove,
		Options: []*discordgo.ApplicationCommandOption{sourceOption(true)},
		Run:     bot.Privately(h.askToRemove),
		Press: map[string]bot.Action{
			actionYes:  bot.Privately(h.remove),
			actionNo:   bot.Privately(kept),
			actionUndo: bot.Privately(h.undoRemoval),
		},
		Complete: h.completeSource(false),
	}
}

// restoreRow returns the row of /corpus restore.
func (h removeCommand) restoreRow() bot.Command {
	return bot.Command{
		Name: nameRestore, Description: descRestore,
		Options: []*discordgo.ApplicationCommandOption{sourceOption(true)},
		Run: bot.Privately(func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
			s, err := h.source(ctx, r.Guild(), r.Text(nameSource), true)
			if err != nil {
				return bot.Reply{}, err
			}
			reply, err := h.restore(ctx, r, s)
			reply.Private = true
			return reply, err
		}),
		Complete: h.completeSource(true),
	}
}

// askToRemove asks before a source is removed.
func (h removeCommand) askToRemove(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	s, err := h.source(ctx, r.Guild(), r.Text(nameSource), false)
	if err != nil {
		return bot.Reply{}, err
	}
	path := pathOf(nameRemove)
	return bot.Reply{
		Content: locale.AskToRemove(r.Language, nameOf(s.Source), s.Articles),
		Components: []discordgo.MessageComponent{render.Row(
			render.Danger(r.Language.Say(locale.LabelRemove), bot.NewCustomID(path, actionYes, string(s.ID))), render.Button(r.Language.Say(locale.LabelKeep), bot.NewCustomID(path, actionNo)),
		)},
		Private: true,
	}, nil
}

func (h removeCommand) remove(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	s, err := h.source(ctx, r.Guild(), r.CustomID.Arg(1), false)
	if err != nil {
		return bot.Reply{}, err
	}
	n, err := h.corpus.Remove(ctx, r.UserID(), r.Guild(), s.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{
		Content: locale.Removed(r.Language, nameOf(s.Source), n, render.Ago(time.Now().Add(undoWithin))),
		Components: []discordgo.MessageComponent{render.Row(
			render.Button(r.Language.Say(locale.LabelUndo), bot.NewCustomID(pathOf(nameRemove), actionUndo, string(s.ID))),
		)},
	}, nil
}

// kept is the reply when the answer was no.
func kept(_ context.Context, r *bot.Request) (bot.Reply, error) {
	return bot.Reply{Content: r.Language.Say(locale.PhraseKept)}, nil
}

func (h removeCommand) undoRemoval(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	s, err := h.source(ctx, r.Guild(), r.CustomID.Arg(1), true)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.restore(ctx, r, s)
}

func (h removeCommand) restore(ctx context.Context, r *bot.Request, s corpus.SourceState) (bot.Reply, error) {
	n, err := h.corpus.Restore(ctx, r.UserID(), r.Guild(), s.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: locale.Restored(r.Language, nameOf(s.Source), n)}, nil
}
