package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// target is the statement that a corrections menu is about.
type target struct {
	guild     corpus.GuildID // of the article
	article   corpus.ArticleID
	statement corpus.StatementID
	text      string
	flag      corpus.FlagID // "" if it is an answer
}

// corrector makes corrections.
type corrector struct{ answerer }

// target finds the statement that the custom_id of a corrections menu names.
func (h corrector) target(ctx context.Context, r *bot.Request, kind, key string) (target, error) {
	if kind == render.ByFlag {
		f, err := h.flagged(ctx, r.Guild(), corpus.FlagID(key))
		return target{f.ArticleGuild, f.Article, f.Statement, f.Text, f.ID}, err
	}
	f, err := h.askAgain(ctx, r.Language, r)
	if err != nil {
		return target{}, err
	}
	a, err := render.AnswerByKey(f.Answers, key)
	return target{a.Guild, a.Article, a.ID, a.Text, ""}, err
}

func (h corrector) flagged(ctx context.Context, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error) {
	flags, err := h.corpus.Flags(ctx, guild)
	if err != nil {
		return corpus.Flag{}, err
	}
	for _, f := range flags {
		if f.ID == id {
			return f, nil
		}
	}
	return corpus.Flag{}, corpus.ErrNoFlag
}

// correctSpeaker attributes a report to another speaker, or to no one.
func (h corrector) correctSpeaker(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	t, err := h.target(ctx, r, r.CustomID.Arg(1), r.CustomID.Arg(2))
	if err != nil {
		return bot.Reply{}, err
	}
	d, err := h.corpus.Dispute(ctx, r.Guild(), t.guild, t.article, t.statement)
	if err != nil {
		return bot.Reply{}, err
	}
	n := r.CustomID.Page(3)
	if n >= len(d.Statement.Reports) {
		return bot.Reply{}, render.ErrNoLongerAnswers
	}
	c := corpus.Correction{Verdict: corpus.VerdictUnidentified}
	c.Cue, c.Content = reportOf(d.Statement, n)
	if picked := r.Picked(); picked != render.NotNamed {
		chosen, ok := candidate(d, picked)
		if !ok {
			return bot.Reply{}, render.ErrNoLongerAnswers
		}
		c.Verdict, c.Name, c.Mention, c.Occurrence = corpus.VerdictSpeaker, chosen.Name, chosen.Mention, chosen.Occurrence
	}
	return h.correct(ctx, r, t, c)
}

func candidate(d corpus.Disputed, key string) (corpus.Candidate, bool) {
	for _, c := range d.Candidates {
		if render.CandidateKey(c) == key {
			return c, true
		}
	}
	return corpus.Candidate{}, false
}

// reportOf returns the cue and the first words by which a correction finds report n
// again.
func reportOf(s corpus.Statement, n int) (cue, content string) {
	r := s.Reports[n]
	if r.Cue != nil {
		cue = r.Cue.Text
	}
	within := func(o corpus.Span) string {
		if !s.Contains(o) {
			return ""
		}
		return corpus.Span{Start: o.Start - s.Start, End: o.End - s.Start}.In(s.Text)
	}
	switch {
	case r.Content != nil:
		content = within(*r.Content)
	case len(r.Quotes) > 0:
		content = within(r.Quotes[0])
	}
	words := strings.Fields(content)
	return cue, strings.Join(words[:min(len(words), render.ReportWords)], " ")
}

// correctWhole returns a handler that corrects a whole statement.
func (h corrector) correctWhole(verdict corpus.Verdict) bot.Handler {
	return func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		t, err := h.target(ctx, r, r.CustomID.Arg(1), r.CustomID.Arg(2))
		if err != nil {
			return bot.Reply{}, err
		}
		return h.correct(ctx, r, t, corpus.Correction{Verdict: verdict})
	}
}

// correct makes a correction and closes the report that it answers.
func (h corrector) correct(ctx context.Context, r *bot.Request, t target, c corpus.Correction) (bot.Reply, error) {
	c.Guild, c.ArticleGuild, c.Article, c.Statement, c.Text = r.Guild(), t.guild, t.article, t.statement, t.text
	made, err := h.corpus.Correct(ctx, r.UserID(), c)
	if err != nil {
		return bot.Reply{}, err
	}
	if t.flag != "" {
		if _, err := h.corpus.Dismiss(ctx, r.UserID(), r.Guild(), t.flag); err != nil && !h.refusals.Has(err) {
			h.log.WarnContext(ctx, "the flag of a corrected statement stays", "guild", r.GuildID, "error", err)
		}
	}
	return bot.Reply{
		Content:    locale.CorrectionDone(r.Language, made),
		Embeds:     []*discordgo.MessageEmbed{{Description: render.Quoted(r.Language, made.Text, render.RoomDisputed)}},
		Components: []discordgo.MessageComponent{render.Row(render.Button(r.Language.Say(locale.LabelUndo), bot.NewCustomID(render.NameWrong, render.WrongUndo, string(made.ID))))},
	}, nil
}

// undoCorrection undoes the correction that a button names.
func (h corrector) undoCorrection(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	c, err := h.corpus.Undo(ctx, r.UserID(), r.Guild(), corpus.CorrectionID(r.CustomID.Arg(1)))
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{
		Content: r.Language.Say(locale.PhraseUndone),
		Embeds:  []*discordgo.MessageEmbed{{Description: render.Quoted(r.Language, c.Text, render.RoomDisputed)}},
	}, nil
}
