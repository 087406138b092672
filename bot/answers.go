package bot

import (
	"context"
	"errors"
	"slices"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// How many answers are looked for, and how many of them a page shows; a page of
// /ask and of a message's shows as many as it has room for.
const (
	bestQuotes  = 3
	mostListed  = 60
	mostBeside  = 15 // a speaker of /compare
	mostBearing = 5  // on a message

	quotesOnPage   = 3
	timelineOnPage = 5
	besideOnPage   = 2
)

// found is what answers a question, and the language in which it is shown.
type found struct {
	question
	answers []corpus.Answer
	note    string // what is to be said beside them
	left    string // what is not among the counted, "" for nothing
	in      *locale.Language
}

// answers searches for the answers to q, as the guild's settings have it, to be
// shown in l.
func (b *Bot) answers(ctx context.Context, l *locale.Language, guild corpus.GuildID, q question) (found, error) {
	f := found{question: q, in: l}
	query, err := b.query(ctx, guild, q)
	if err != nil {
		return f, err
	}
	if q.mode == nameCompare {
		err = b.compared(ctx, query, &f)
		return f, err
	}
	f.answers, err = b.searchNow(ctx, query)
	if q.mode == nameTimeline {
		f.tell()
	}
	return f, err
}

// query is a question as the corpus is asked it.
func (b *Bot) query(ctx context.Context, guild corpus.GuildID, q question) (corpus.Query, error) {
	switch {
	case q.text == "" && (q.mode != nameQuote || q.speaker == ""):
		return corpus.Query{}, corpus.ErrEmptyQuestion
	case markdown.Units(q.text) > maxQuestion && q.mode != nameFind || markdown.Units(q.text) > maxMessage:
		return corpus.Query{}, corpus.ErrLongQuestion
	case q.mode == nameCompare && (q.speaker == "" || q.other == ""), markdown.Units(q.speaker) > maxSpeaker, markdown.Units(q.other) > maxSpeaker:
		return corpus.Query{}, corpus.ErrUnknownSpeaker
	}
	chosen := b.settings(ctx, guild)
	query := b.seen(chosen, guild)
	query.Text, query.Speaker, query.Kind, query.Since, query.Until = q.text, q.speaker, q.kind, q.since, q.until
	query.Limit, query.Threshold = bestQuotes, b.thresholdOf(chosen)
	if chosen.Answers > 0 {
		query.Limit = min(chosen.Answers, corpus.MaxAnswers)
	}
	switch q.mode {
	case nameQuote:
		query.Limit = mostListed
		if q.text == "" {
			query.Order = corpus.Newest
		}
	case nameTimeline:
		query.Limit, query.Order = mostListed+1, corpus.Oldest // one more tells whether there are more
	case nameCompare:
		query.Limit = mostBeside
	case nameFind:
		query.Limit, query.Message = mostBearing, true
	}
	if q.source != "" {
		s, err := b.readSource(ctx, guild, q.source)
		if err != nil {
			return corpus.Query{}, err
		}
		query.Source = s.ID
	}
	return query, nil
}

// thresholdOf is what a guild has chosen for corpus.Query, else the program's.
func (b *Bot) thresholdOf(chosen corpus.Settings) float64 {
	if chosen.Threshold != nil {
		return *chosen.Threshold
	}
	return b.threshold
}

// seen is a query for what a guild sees.
func (b *Bot) seen(chosen corpus.Settings, guild corpus.GuildID) corpus.Query {
	return corpus.Query{Guild: guild, NoBuiltin: b.noBuiltin || chosen.NoBuiltin, NoShared: chosen.NoShared}
}

// searchNow searches where not too much is searched already.
func (b *Bot) searchNow(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	leave, err := b.limits.searches.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	found, err := b.search.Search(ctx, q)
	return b.evident(ctx, q.Guild, found), err
}

// compared finds what two speakers say on a topic, in turn as far as both have
// something to say.
func (b *Bot) compared(ctx context.Context, query corpus.Query, f *found) error {
	first, err := b.searchNow(ctx, query)
	if err != nil {
		return err
	}
	query.Speaker = f.other
	second, err := b.searchNow(ctx, query)
	if err != nil {
		return err
	}
	if len(first) > 0 && slices.EqualFunc(first, second, func(a, b corpus.Answer) bool { return a.ID == b.ID }) {
		return errSameSpeaker // by another of their names
	}
	there := map[corpus.StatementID]bool{}
	for i := range max(len(first), len(second)) {
		for _, side := range [][]corpus.Answer{first, second} {
			if i < len(side) && !there[side[i].ID] {
				there[side[i].ID] = true
				f.answers = append(f.answers, side[i])
			}
		}
	}
	switch {
	case len(first) == 0 && len(second) > 0:
		f.note = locale.NoneBy(f.in, f.speaker)
	case len(second) == 0 && len(first) > 0:
		f.note = locale.NoneBy(f.in, f.other)
	case len(first) > 0:
		f.note = f.in.Say(locale.PhraseNoVerdict)
	}
	return nil
}

// askAgain answers the question that the component's message holds, to be shown
// in l.
func (b *Bot) askAgain(ctx context.Context, l *locale.Language, r *request) (found, error) {
	q, err := readHeading(r.content())
	if err != nil {
		return found{}, err
	}
	return b.answers(ctx, l, r.guild(), q)
}

// replyTo is the first page of the answers to q, or that there are none.
func (b *Bot) replyTo(ctx context.Context, r *request, q question, private bool) (Reply, error) {
	f, err := b.answers(ctx, r.language, r.guild(), q)
	if q.mode == nameFind && errors.Is(err, corpus.ErrEmptyQuestion) {
		err = errNoWords
	}
	if err != nil {
		return Reply{}, err
	}
	defer b.rendering()()
	pages, err := f.pages(ctx)
	if err != nil {
		return Reply{}, err
	}
	if len(pages) == 0 {
		return Reply{Content: q.heading(r.language) + "\n" + r.language.Say(nothing(q)), Private: private, nothing: true}, nil
	}
	reply := view{found: f, pages: pages, private: private}.show(0)
	reply.Private, reply.Files = private, b.plotTimeline(ctx, r.guild(), f)
	return reply, nil
}

var errNoWords = errors.New("the message holds no words")

func nothing(q question) locale.Phrase {
	switch {
	case q.mode == nameQuote && q.text == "":
		return locale.PhraseNoneOf
	case q.mode == nameTimeline, q.mode == nameCompare:
		return locale.PhraseNoneOnTime
	case q.mode == nameFind:
		return locale.PhraseNoneBears
	case q.speaker != "":
		return locale.PhraseNothingBy
	}
	return locale.PhraseNothing
}

// withDenials is the answers, each with the denial of it, and none twice.
func withDenials(answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	there := map[corpus.StatementID]bool{}
	add := func(a corpus.Answer) {
		if !there[a.ID] {
			there[a.ID] = true
			out = append(out, a)
		}
	}
	for _, a := range answers {
		add(a)
		if a.Denial != nil {
			add(*a.Denial)
		}
	}
	return out
}

// turnPage shows another page of the answers to the question that the
// button's message holds.
func (b *Bot) turnPage(ctx context.Context, r *request) (Reply, error) {
	f, err := b.askAgain(ctx, r.language, r)
	if err != nil {
		return Reply{}, err
	}
	defer b.rendering()()
	pages, err := f.pages(ctx)
	if err != nil {
		return Reply{}, err
	}
	i, err := turnTo(r.id, pages)
	if err != nil {
		return Reply{}, err
	}
	return view{found: f, pages: pages, private: r.privately()}.show(i), nil
}
