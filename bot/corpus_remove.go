package bot

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameRemove  = "remove"
	descRemove  = "describe.remove"
	nameRestore = "restore"
	descRestore = "describe.restore"
)

// undoWithin is how long a removed source can be brought back.
const undoWithin = 7 * 24 * time.Hour

// corpusRemove is the row of /corpus remove.
func (b *Bot) corpusRemove() command {
	return command{
		name: nameRemove, description: descRemove,
		options: []*discordgo.ApplicationCommandOption{sourceOption(true)},
		run:     privately(b.askToRemove),
		press: map[string]action{
			actionYes:  privately(b.remove),
			actionNo:   privately(kept),
			actionUndo: privately(b.undoRemoval),
		},
		complete: b.completeSource(false),
	}
}

// corpusRestore is the row of /corpus restore.
func (b *Bot) corpusRestore() command {
	return command{
		name: nameRestore, description: descRestore,
		options: []*discordgo.ApplicationCommandOption{sourceOption(true)},
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			s, err := b.source(ctx, r.guild(), r.text(nameSource), true)
			if err != nil {
				return Reply{}, err
			}
			reply, err := b.restore(ctx, r, s)
			reply.Private = true
			return reply, err
		}),
		complete: b.completeSource(true),
	}
}

// askToRemove asks before a source is removed.
func (b *Bot) askToRemove(ctx context.Context, r *request) (Reply, error) {
	s, err := b.source(ctx, r.guild(), r.text(nameSource), false)
	if err != nil {
		return Reply{}, err
	}
	path := pathOf(nameRemove)
	return Reply{
		Content: locale.AskToRemove(r.language, nameOf(s.Source), s.Articles),
		Components: []discordgo.MessageComponent{row(
			danger(r.language.Say(locale.LabelRemove), newCustomID(path, actionYes, string(s.ID))), button(r.language.Say(locale.LabelKeep), newCustomID(path, actionNo)),
		)},
		Private: true,
	}, nil
}

func (b *Bot) remove(ctx context.Context, r *request) (Reply, error) {
	s, err := b.source(ctx, r.guild(), r.id.arg(1), false)
	if err != nil {
		return Reply{}, err
	}
	n, err := b.desk.Removal.Remove(ctx, r.user(), r.guild(), s.ID)
	if err != nil {
		return Reply{}, err
	}
	return Reply{
		Content: locale.Removed(r.language, nameOf(s.Source), n, ago(time.Now().Add(undoWithin))),
		Components: []discordgo.MessageComponent{row(
			button(r.language.Say(locale.LabelUndo), newCustomID(pathOf(nameRemove), actionUndo, string(s.ID))),
		)},
	}, nil
}

// kept is said where nothing is done after all.
func kept(_ context.Context, r *request) (Reply, error) {
	return Reply{Content: r.language.Say(locale.PhraseKept)}, nil
}

func (b *Bot) undoRemoval(ctx context.Context, r *request) (Reply, error) {
	s, err := b.source(ctx, r.guild(), r.id.arg(1), true)
	if err != nil {
		return Reply{}, err
	}
	return b.restore(ctx, r, s)
}

func (b *Bot) restore(ctx context.Context, r *request, s corpus.SourceState) (Reply, error) {
	n, err := b.desk.Removal.Restore(ctx, r.user(), r.guild(), s.ID)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: locale.Restored(r.language, nameOf(s.Source), n)}, nil
}
