package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// target is the statement that a dialogue is about.
type target struct {
	guild     corpus.GuildID // the article's
	article   corpus.ArticleID
	statement corpus.StatementID
	text      string
	flag      corpus.FlagID // "" where it is an answer
}

// target finds the statement that a dialogue's custom_id names.
func (b *Bot) target(ctx context.Context, r *request, kind, key string) (target, error) {
	if kind == byFlag {
		f, err := b.flagged(ctx, r.guild(), corpus.FlagID(key))
		return target{f.ArticleGuild, f.Article, f.Statement, f.Text, f.ID}, err
	}
	f, err := b.askAgain(ctx, r.language, r)
	if err != nil {
		return target{}, err
	}
	a, err := keyed(f.answers, key)
	return target{a.Guild, a.Article, a.ID, a.Text, ""}, err
}

func (b *Bot) flagged(ctx context.Context, guild corpus.GuildID, id corpus.FlagID) (corpus.Flag, error) {
	flags, err := b.desk.Flagging.Flags(ctx, guild)
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

// correctSpeaker makes a report somebody else's, or nobody's.
func (b *Bot) correctSpeaker(ctx context.Context, r *request) (Reply, error) {
	t, err := b.target(ctx, r, r.id.arg(1), r.id.arg(2))
	if err != nil {
		return Reply{}, err
	}
	d, err := b.desk.Corrector.Dispute(ctx, r.guild(), t.guild, t.article, t.statement)
	if err != nil {
		return Reply{}, err
	}
	n := r.id.page(3)
	if n >= len(d.Statement.Reports) {
		return Reply{}, errNoLongerAnswers
	}
	c := corpus.Correction{Verdict: corpus.VerdictUnidentified}
	c.Cue, c.Content = reportOf(d.Statement, n)
	if picked := r.picked(); picked != notNamed {
		chosen, ok := candidate(d, picked)
		if !ok {
			return Reply{}, errNoLongerAnswers
		}
		c.Verdict, c.Name, c.Mention, c.Occurrence = corpus.VerdictSpeaker, chosen.Name, chosen.Mention, chosen.Occurrence
	}
	return b.correct(ctx, r, t, c)
}

func candidate(d corpus.Disputed, key string) (corpus.Candidate, bool) {
	for _, c := range d.Candidates {
		if candidateKey(c) == key {
			return c, true
		}
	}
	return corpus.Candidate{}, false
}

// reportOf is the cue and the first words by which a correction knows report n.
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
	return cue, strings.Join(words[:min(len(words), reportWords)], " ")
}

// correctWhole says something of a whole statement.
func (b *Bot) correctWhole(verdict corpus.Verdict) handler {
	return func(ctx context.Context, r *request) (Reply, error) {
		t, err := b.target(ctx, r, r.id.arg(1), r.id.arg(2))
		if err != nil {
			return Reply{}, err
		}
		return b.correct(ctx, r, t, corpus.Correction{Verdict: verdict})
	}
}

// correct makes the correction and closes the flag that it answers.
func (b *Bot) correct(ctx context.Context, r *request, t target, c corpus.Correction) (Reply, error) {
	c.Guild, c.ArticleGuild, c.Article, c.Statement, c.Text = r.guild(), t.guild, t.article, t.statement, t.text
	made, err := b.desk.Corrector.Correct(ctx, r.user(), c)
	if err != nil {
		return Reply{}, err
	}
	if t.flag != "" {
		if _, err := b.desk.Flagging.Dismiss(ctx, r.user(), r.guild(), t.flag); err != nil && !isRefusal(err) {
			b.log.WarnContext(ctx, "the flag of a corrected statement stays", "guild", r.GuildID, "error", err)
		}
	}
	return Reply{
		Content:    locale.CorrectionDone(r.language, made),
		Embeds:     []*discordgo.MessageEmbed{{Description: quoted(r.language, made.Text, roomDisputed)}},
		Components: []discordgo.MessageComponent{row(button(r.language.Say(locale.LabelUndo), newCustomID(nameWrong, wrongUndo, string(made.ID))))},
	}, nil
}

// undoCorrection takes back the correction that a button names.
func (b *Bot) undoCorrection(ctx context.Context, r *request) (Reply, error) {
	c, err := b.desk.Corrections.Undo(ctx, r.user(), r.guild(), corpus.CorrectionID(r.id.arg(1)))
	if err != nil {
		return Reply{}, err
	}
	return Reply{
		Content: r.language.Say(locale.PhraseUndone),
		Embeds:  []*discordgo.MessageEmbed{{Description: quoted(r.language, c.Text, roomDisputed)}},
	}, nil
}
