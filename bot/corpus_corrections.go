package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameCorrections = "corrections"
	descCorrections = "describe.corrections"
)

// correctionsOnPage is how many corrections stand on a page, each of which its
// menu can undo.
const correctionsOnPage = 5

// roomCorrected is how much of a corrected statement a list shows, in units.
const roomCorrected = 400

// corpusCorrections is the row of /corpus corrections.
func (b *Bot) corpusCorrections() command {
	return command{
		name: nameCorrections, description: descCorrections,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			reply, err := b.correctionsPage(ctx, r, 0)
			reply.Private = true
			return reply, err
		}),
		press: map[string]action{
			actionPage: privately(func(ctx context.Context, r *request) (Reply, error) {
				return b.correctionsPage(ctx, r, r.id.page(1))
			}),
			actionUndo: privately(b.undoListed),
		},
	}
}

// correctionsPage shows page i of the corrections, the newest first, with a
// menu of those that can be undone.
func (b *Bot) correctionsPage(ctx context.Context, r *request, i int) (Reply, error) {
	all, err := b.desk.Corrections.Corrections(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	if len(all) == 0 {
		return Reply{Content: r.language.Say(locale.PhraseNoCorrections)}, nil
	}
	pages := (len(all) + correctionsOnPage - 1) / correctionsOnPage
	i = min(i, pages-1)
	shown := all[i*correctionsOnPage : min((i+1)*correctionsOnPage, len(all))]
	var lines []string
	var options []discordgo.SelectMenuOption
	for _, c := range shown {
		lines = append(lines, correctionItem(r.language, c))
		if c.UndoneAt.IsZero() && len(c.ID) <= markdown.MaxChoice {
			options = append(options, discordgo.SelectMenuOption{Label: markdown.Shorten(r.language.About(locale.Verdict(r.language, c.Correction), c.Text), roomOption), Value: string(c.ID)})
		}
	}
	reply := Reply{
		Content: markdown.Bold + locale.Corrections(r.language, len(all)) + markdown.Bold,
		Embeds:  []*discordgo.MessageEmbed{{Description: strings.Join(lines, "\n")}},
	}
	path := pathOf(nameCorrections)
	if len(options) > 0 {
		reply.Components = append(reply.Components, row(menu(r.language.Say(locale.LabelPickUndo), newCustomID(path, actionUndo, r.id.arg(1)), options)))
	}
	if pages > 1 {
		reply.Content += "\n" + locale.Page(r.language, i+1, pages)
		reply.Components = append(reply.Components, turner(r.language, path, i, pages))
	}
	return reply, nil
}

func correctionItem(l *locale.Language, c corpus.CorrectionState) string {
	parts := []string{markdown.Bold + markdown.Clip(locale.Verdict(l, c.Correction), markdown.RoomTitle) + markdown.Bold, person(l, c.By), ago(c.At)}
	switch {
	case !c.UndoneAt.IsZero():
		parts = append(parts, locale.UndoneAt(l, ago(c.UndoneAt)))
	case !c.Applies:
		parts = append(parts, l.Say(locale.PhraseNoLongerApplies))
	}
	return strings.Join(parts, markdown.Separator) + "\n" + quoted(l, c.Text, roomCorrected)
}

// undoListed undoes the correction that was picked, and shows the list anew.
func (b *Bot) undoListed(ctx context.Context, r *request) (Reply, error) {
	if _, err := b.desk.Corrections.Undo(ctx, r.user(), r.guild(), corpus.CorrectionID(r.picked())); err != nil {
		return Reply{}, err
	}
	return b.correctionsPage(ctx, r, r.id.page(1))
}
