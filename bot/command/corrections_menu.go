package command

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// correctionsMenu is the dialogue about a wrong answer.
type correctionsMenu struct{ corrector }

// row returns the row of the dialogue about a wrong answer. Moderators correct the
// answer, other members report it.
func (h correctionsMenu) row() bot.Command {
	corrects := func(do bot.Handler) bot.Action { return bot.Privately(do.Behind(h.settings.Moderates)) }
	return bot.Command{
		Name:    render.NameWrong,
		Allowed: bot.InGuild,
		Press: map[string]bot.Action{
			render.WrongOpen:    {Open: h.openWrong},
			render.WrongPick:    {Open: h.pickWrong},
			render.WrongSpeaker: corrects(h.correctSpeaker),
			render.WrongNone:    corrects(h.correctWhole(corpus.VerdictNoStatement)),
			render.WrongHide:    corrects(h.correctWhole(corpus.VerdictHidden)),
			render.WrongUndo:    corrects(h.undoCorrection),
		},
		Submit: map[string]bot.Action{render.WrongNote: bot.Privately(h.flag)},
	}
}

// openWrong opens the dialogue for the answers on a page.
func (h correctionsMenu) openWrong(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	v, i, err := h.pageAsked(ctx, r.Language, r)
	if err != nil {
		return bot.Reply{}, err
	}
	shown := render.ShownOn(v.Pages[i], v.Answers)
	if len(shown) > 1 {
		return render.PickAnswer(r.Language, v.Question, shown), nil
	}
	reply, err := h.dispute(ctx, r, v.Heading(r.Language), shown[0])
	reply.Private = true
	return reply, err
}

// pickWrong opens it for the answer that was picked, in place of the menu.
func (h correctionsMenu) pickWrong(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	f, a, err := h.pickedAnswer(ctx, r)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.dispute(ctx, r, f.Heading(r.Language), a)
}

// dispute opens the corrections menu for a moderator, and a modal for a note for any
// other member.
func (h correctionsMenu) dispute(ctx context.Context, r *bot.Request, heading string, a corpus.Answer) (bot.Reply, error) {
	key := render.StatementKey(a.ID)
	if moderator := h.settings.Moderates(ctx, r) == nil; !moderator {
		return bot.Reply{Modal: &bot.Modal{ID: bot.NewCustomID(render.NameWrong, render.WrongNote, key), Title: r.Language.Say(locale.LabelReport), Inputs: []discordgo.TextInput{{
			CustomID: render.WrongNote, Label: r.Language.Say(locale.LabelNote), Style: discordgo.TextInputParagraph, MaxLength: render.MaxNote,
		}}}}, nil
	}
	d, err := h.corpus.Dispute(ctx, r.Guild(), a.Guild, a.Article, a.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := render.CorrectionsMenu(r.Language, d, render.ByAnswer, key)
	reply.Content = heading + "\n" + reply.Content
	return reply, nil
}

// flag stores a member's report that an answer is wrong.
func (h correctionsMenu) flag(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	t, err := h.target(ctx, r, render.ByAnswer, r.CustomID.Arg(1))
	if err != nil {
		return bot.Reply{}, err
	}
	_, err = h.corpus.Flag(ctx, r.UserID(), corpus.Flag{
		Guild: r.Guild(), ArticleGuild: t.guild, Article: t.article, Statement: t.statement, Text: t.text,
		Note: strings.TrimSpace(corpus.Clean(r.Inputs[render.WrongNote])),
	})
	if errors.Is(err, corpus.ErrTooMany) {
		return bot.Reply{Content: r.Language.Say(locale.PhraseManyFlags), Private: true}, nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Content: r.Language.Say(locale.PhraseFlagged), Private: true}, nil
}
