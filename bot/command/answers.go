package command

import (
	"context"
	"errors"
	"slices"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// How many answers are searched for.
const (
	bestQuotes  = 3
	mostBeside  = 15 // for each speaker of /compare
	mostBearing = 5  // for a message
	mostNearest = 3  // if there are no answers
)

// answerer answers questions.
type answerer struct {
	asker
	plots plotter
}

// answers searches for the answers to q, within the guild's settings. They are to be
// shown in l.
func (h answerer) answers(ctx context.Context, l *locale.Language, guild corpus.GuildID, q render.Question) (render.Found, error) {
	f := render.Found{Question: q, In: l}
	query, err := h.query(ctx, guild, q)
	if err != nil {
		return f, err
	}
	if q.Mode == render.NameCompare {
		err = h.compared(ctx, query, &f)
		return f, err
	}
	found, err := h.searchNow(ctx, query)
	f.Answers, f.Refusal, f.Nearest = found.Answers, found.Refusal, found.Nearest
	if q.Mode == render.NameTimeline {
		tell(&f)
	}
	return f, err
}

// query returns the query that asks the corpus q.
func (h answerer) query(ctx context.Context, guild corpus.GuildID, q render.Question) (corpus.Query, error) {
	switch {
	case q.Text == "" && (q.Mode != render.NameQuote || q.Speaker == ""):
		return corpus.Query{}, corpus.ErrEmptyQuestion
	case markdown.Units(q.Text) > render.MaxQuestion && q.Mode != render.NameFind || markdown.Units(q.Text) > render.MaxMessage:
		return corpus.Query{}, corpus.ErrLongQuestion
	case q.Mode == render.NameCompare && (q.Speaker == "" || q.Other == ""), markdown.Units(q.Speaker) > render.MaxSpeaker, markdown.Units(q.Other) > render.MaxSpeaker:
		return corpus.Query{}, corpus.ErrUnknownSpeaker
	}
	chosen := h.settings.Of(ctx, guild)
	query := h.settings.Scope(chosen, guild)
	query.Text, query.Speaker, query.Kind, query.Since, query.Until = q.Text, q.Speaker, q.Kind, q.Since, q.Until
	query.Limit, query.Nearest, query.Threshold = bestQuotes, mostNearest, h.settings.Threshold(chosen)
	if chosen.Answers > 0 {
		query.Limit = min(chosen.Answers, corpus.MaxAnswers)
	}
	switch q.Mode {
	case render.NameQuote:
		query.Limit = mostListed
		if q.Text == "" {
			query.Order = corpus.Newest
		}
	case render.NameTimeline:
		query.Limit, query.Order = mostListed+1, corpus.Oldest // the one more shows whether there are more
	case render.NameCompare:
		query.Limit = mostBeside
	case render.NameFind:
		query.Limit, query.Message = mostBearing, true
	}
	if q.Source != "" {
		s, err := h.readSource(ctx, guild, q.Source)
		if err != nil {
			return corpus.Query{}, err
		}
		query.Source = s.ID
	}
	return query, nil
}

// searchNow searches, unless too much is being searched.
func (h answerer) searchNow(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	leave, err := h.limiter.EnterSearch(ctx)
	if err != nil {
		return corpus.Found{}, err
	}
	defer leave()
	found, err := h.search.Search(ctx, q)
	link := render.EvidenceFor(ctx, h.evidence)
	found.Answers, found.Nearest = render.Linked(link, q.Guild, found.Answers), render.Linked(link, q.Guild, found.Nearest)
	return found, err
}

// compared finds statements of two speakers on a topic, in turn for as long as both have
// one.
func (h answerer) compared(ctx context.Context, query corpus.Query, f *render.Found) error {
	by, err := h.searchNow(ctx, query)
	if err != nil {
		return err
	}
	query.Speaker = f.Other
	byOther, err := h.searchNow(ctx, query)
	if err != nil {
		return err
	}
	first, second := by.Answers, byOther.Answers
	if len(first) > 0 && slices.EqualFunc(first, second, func(a, b corpus.Answer) bool { return a.ID == b.ID }) {
		return errSameSpeaker // both names belong to one speaker
	}
	there := map[corpus.StatementID]bool{}
	for i := range max(len(first), len(second)) {
		for _, side := range [][]corpus.Answer{first, second} {
			if i < len(side) && !there[side[i].ID] {
				there[side[i].ID] = true
				f.Answers = append(f.Answers, side[i])
			}
		}
	}
	switch {
	case len(first) == 0 && len(second) > 0:
		f.Note = locale.NoneBy(f.In, f.Speaker)
	case len(second) == 0 && len(first) > 0:
		f.Note = locale.NoneBy(f.In, f.Other)
	case len(first) > 0:
		f.Note = f.In.Say(locale.PhraseNoVerdict)
	default:
		f.Refusal, f.Nearest = by.Refusal, append(by.Nearest, byOther.Nearest...)
	}
	return nil
}

// askAgain answers the question in the message whose component was used. The answers are
// to be shown in l.
func (h answerer) askAgain(ctx context.Context, l *locale.Language, r *bot.Request) (render.Found, error) {
	q, err := render.ReadHeading(r.Content())
	if err != nil {
		return render.Found{}, err
	}
	return h.answers(ctx, l, r.Guild(), q)
}

// replyTo returns the first page of the answers to q, or a reply that says that no answer
// was found.
func (h answerer) replyTo(ctx context.Context, r *bot.Request, q render.Question, private bool) (bot.Reply, error) {
	f, err := h.answers(ctx, r.Language, r.Guild(), q)
	if q.Mode == render.NameFind && errors.Is(err, corpus.ErrEmptyQuestion) {
		err = errNoWords
	}
	if err != nil {
		return bot.Reply{}, err
	}
	defer h.rendering()()
	pages, err := f.Pages(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(pages) == 0 {
		return bot.Reply{Content: q.Heading(r.Language) + "\n" + f.Nothing(), Private: private, Nothing: true}, nil
	}
	reply := render.View{Found: f, Pages: pages, Private: private}.Show(0)
	reply.Private, reply.Files = private, h.plots.plotTimeline(ctx, r.Guild(), f)
	return reply, nil
}

// turnPage shows another page of the answers to the question in the button's message.
func (h answerer) turnPage(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	f, err := h.askAgain(ctx, r.Language, r)
	if err != nil {
		return bot.Reply{}, err
	}
	defer h.rendering()()
	pages, err := f.Pages(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	i, err := render.TurnTo(r.CustomID, pages)
	if err != nil {
		return bot.Reply{}, err
	}
	return render.View{Found: f, Pages: pages, Private: r.Private()}.Show(i), nil
}

// pageAsked answers the question in the button's message again. It returns the answers,
// to be shown in l, and the number of the page that the button names.
func (h answerer) pageAsked(ctx context.Context, l *locale.Language, r *bot.Request) (render.View, int, error) {
	f, err := h.askAgain(ctx, l, r)
	if err != nil {
		return render.View{}, 0, err
	}
	defer h.rendering()()
	v := render.View{Found: f}
	if v.Pages, err = f.Pages(ctx); err != nil {
		return render.View{}, 0, err
	}
	i, err := render.PageOf(r.CustomID.Arg(1), r.CustomID.Arg(2), v.Pages)
	return v, i, err
}

// pickedAnswer answers the question in the menu's message again. It returns the answers
// and the one that was picked.
func (h answerer) pickedAnswer(ctx context.Context, r *bot.Request) (render.Found, corpus.Answer, error) {
	f, err := h.askAgain(ctx, r.Language, r)
	if err != nil {
		return render.Found{}, corpus.Answer{}, err
	}
	a, err := render.AnswerByKey(f.Answers, r.Picked())
	return f, a, err
}
