package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameCorrections = "corrections"
	descCorrections = "describe.corrections"
)

// correctionsOnPage is how many corrections a page shows. Its menu can undo each of them.
const correctionsOnPage = 5

// roomCorrected bounds the text of a corrected statement in a list, in units.
const roomCorrected = 400

// correctionsCommand is /corpus corrections.
type correctionsCommand struct{ *services }

// row returns the row of /corpus corrections.
func (h correctionsCommand) row() bot.Command {
	run, turn := paged(h.correctionsPage)
	return bot.Command{
		Name: nameCorrections, Description: descCorrections,
		Run: run,
		Press: map[string]bot.Action{
			render.ActionPage: turn,
			actionUndo:        bot.Privately(h.undoListed),
		},
	}
}

// correctionsPage shows page i of the corrections, the newest first, with a menu to undo
// them.
func (h correctionsCommand) correctionsPage(ctx context.Context, r *bot.Request, i int) (bot.Reply, error) {
	all, err := h.corpus.Corrections(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	if len(all) == 0 {
		return bot.Reply{Content: r.Language.Say(locale.PhraseNoCorrections)}, nil
	}
	pages := (len(all) + correctionsOnPage - 1) / correctionsOnPage
	i = min(i, pages-1)
	shown := all[i*correctionsOnPage : min((i+1)*correctionsOnPage, len(all))]
	var lines []string
	var options []discordgo.SelectMenuOption
	for _, c := range shown {
		lines = append(lines, correctionItem(r.Language, c))
		if c.UndoneAt.IsZero() && len(c.ID) <= markdown.MaxChoice {
			options = append(options, discordgo.SelectMenuOption{Label: markdown.Shorten(r.Language.About(locale.Verdict(r.Language, c.Correction), c.Text), markdown.MaxOption), Value: string(c.ID)})
		}
	}
	reply := bot.Reply{
		Content: markdown.Bold + locale.Corrections(r.Language, len(all)) + markdown.Bold,
		Embeds:  []*discordgo.MessageEmbed{{Description: strings.Join(lines, "\n")}},
	}
	path := pathOf(nameCorrections)
	if len(options) > 0 {
		reply.Components = append(reply.Components, render.Row(render.Menu(r.Language.Say(locale.LabelPickUndo), bot.NewCustomID(path, actionUndo, r.CustomID.Arg(1)), options)))
	}
	if pages > 1 {
		reply.Content += "\n" + locale.Page(r.Language, i+1, pages)
		reply.Components = append(reply.Components, render.Turner(r.Language, path, i, pages))
	}
	return reply, nil
}

func correctionItem(l *locale.Language, c corpus.CorrectionState) string {
	parts := []string{markdown.Bold + markdown.Clip(locale.Verdict(l, c.Correction), markdown.RoomTitle) + markdown.Bold, render.Person(l, c.By), render.Ago(c.At)}
	switch {
	case !c.UndoneAt.IsZero():
		parts = append(parts, locale.UndoneAt(l, render.Ago(c.UndoneAt)))
	case !c.Applies:
		parts = append(parts, l.Say(locale.PhraseNoLongerApplies))
	}
	return strings.Join(parts, markdown.Separator) + "\n" + render.Quoted(l, c.Text, roomCorrected)
}

// undoListed undoes the correction that was picked, and shows the list again.
func (h correctionsCommand) undoListed(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	if _, err := h.corpus.Undo(ctx, r.UserID(), r.Guild(), corpus.CorrectionID(r.Picked())); err != nil {
		return bot.Reply{}, err
	}
	return h.correctionsPage(ctx, r, r.CustomID.Page(1))
}
