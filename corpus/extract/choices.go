package extract

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/model"
	"verbatim/corpus/extract/report"
	"verbatim/corpus/extract/speaker"
)

// Bounds on the candidates that a moderator may choose from, and on the mentions
// that are searched for them on either side of the statement.
const (
	maxCandidates        = 25
	maxSpeakerCandidates = 20
	maxChoiceMentions    = 2000
)

// Candidates returns a statement of an article as it was extracted, and the
// speakers that its reports may be attributed to instead, at most 25. First come
// the certain speakers of the article, the nearest to the statement first, then
// others that it mentions by name or by role. Pronouns and words such as "nobody" name no
// one, so they are left out. The error is
// corpus.ErrNoStatement if the article has no such statement.
func Candidates(ctx context.Context, a corpus.Article, id corpus.StatementID) (corpus.Statement, []corpus.Candidate, error) {
	ids := document.NewIdentifier(a.ID)
	for d, err := range document.Sections(ctx, a) {
		if err != nil {
			return corpus.Statement{}, nil, err
		}
		own := ids.All(d)
		if i := slices.Index(own, id); i >= 0 {
			return candidates(ctx, d, own, i)
		}
	}
	return corpus.Statement{}, nil, corpus.ErrNoStatement
}

// candidates returns the i-th statement of a document and its candidates.
func candidates(ctx context.Context, d *document.Document, ids []corpus.StatementID, i int) (corpus.Statement, []corpus.Candidate, error) {
	fail := func(err error) (corpus.Statement, []corpus.Candidate, error) { return corpus.Statement{}, nil, err }
	drafts, err := report.Drafts(ctx, d)
	if err != nil {
		return fail(err)
	}
	who, err := speaker.Speakers(ctx, d, drafts, false)
	if err != nil {
		return fail(err)
	}
	statements := assemble(d, ids, drafts, who, false)
	c, err := speaker.NewResolver(ctx, d, drafts, model.EmbeddedSpeakers())
	if err != nil {
		return fail(err)
	}
	x := &choices{Resolver: c, at: statements[i].Span, seen: make(map[string]bool), known: speakerNames(statements)}
	if err := x.gather(ctx); err != nil {
		return fail(err)
	}
	return statements[i], x.list(), nil
}

// choices collects the candidates for a statement.
type choices struct {
	*speaker.Resolver
	at       corpus.Span     // the statement
	known    map[string]bool // the names of the certain speakers
	seen     map[string]bool // names that were taken, in lower case
	speakers []corpus.Candidate
	others   []corpus.Candidate
}

// speakerNames returns the names of the certain speakers.
func speakerNames(statements []corpus.Statement) map[string]bool {
	names := make(map[string]bool)
	for i := range statements {
		for _, r := range statements[i].Reports {
			if r.Speaker != nil && r.Speaker.Certain {
				names[r.Speaker.Name] = true
			}
		}
	}
	return names
}

// gather adds candidates from the mentions, the nearest to the statement first.
func (x *choices) gather(ctx context.Context) error {
	ordered := make([]int32, len(x.Mentions))
	for i := range ordered {
		ordered[i] = int32(i)
	}
	distance := func(i int32) int { return document.Gap(x.Doc.Span(x.Mentions[i].TokenRange), x.at) }
	slices.SortStableFunc(ordered, func(a, b int32) int { return cmp.Compare(distance(a), distance(b)) })
	for n, i := range ordered {
		if err := document.Ended(ctx, n); err != nil {
			return err
		}
		c, span, ok := x.choice(i)
		key := strings.ToLower(c.Name)
		list, room := &x.others, maxCandidates
		if c.Speaker {
			list, room = &x.speakers, maxSpeakerCandidates
		} else if n >= maxChoiceMentions {
			continue
		}
		if !ok || x.seen[key] || len(*list) >= room {
			continue
		}
		if c.Occurrence, ok = document.OccurrenceOf(x.Doc.Text, span); ok {
			x.seen[key] = true
			*list = append(*list, c)
		}
	}
	return nil
}

// list is the candidates, speakers first.
func (x *choices) list() []corpus.Candidate {
	all := slices.Concat(x.speakers, x.others)
	return all[:min(len(all), maxCandidates)]
}

// choice is the candidate that mention i offers, without its occurrence.
func (x *choices) choice(i int32) (corpus.Candidate, corpus.Span, bool) {
	m := &x.Mentions[i]
	if !x.offers(m) {
		return corpus.Candidate{}, corpus.Span{}, false
	}
	full := speaker.Extent(x.Resolver, i)
	span := x.Doc.Span(full)
	c := corpus.Candidate{Name: span.In(x.Doc.Text), Mention: span.In(x.Doc.Text)}
	if m.Entity < 0 {
		return c, span, true
	}
	e := &x.Entities[m.Entity]
	name := speaker.NameOf(x.Resolver, e, i, full)
	switch {
	case e.Named && m.Kind != speaker.Named: // "the mayor" may be another
	case x.known[name]:
		c.Name, c.Speaker = name, true
	case m.Kind == speaker.Named && c.Name != name: // they are offered with their full name
		return corpus.Candidate{}, corpus.Span{}, false
	}
	return c, span, true
}

// offers reports whether a mention may be chosen: a name, or a phrase for a person or body
// that can speak.
func (x *choices) offers(m *speaker.Mention) bool {
	switch {
	case m.Kind == speaker.Pronominal || namesNobody(strings.ToLower(x.Doc.Word(m.From))):
		return false
	case m.Kind == speaker.Named:
		return true
	}
	return !m.Inner && m.Type != speaker.TypeUnknown
}

// namesNobody reports whether a phrase that begins with the word, in lower case, is about no
// one in particular, as "everyone in the port" is.
func namesNobody(word string) bool {
	switch word {
	case "somebody", "someone", "anybody", "anyone", "nobody", "none", "everybody", "everyone", "whoever", "whomever",
		"i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "this", "that", "these", "those", "who":
		return true
	}
	return false
}
