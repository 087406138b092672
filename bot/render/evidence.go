package render

import (
	"context"
	"slices"

	"verbatim/corpus"
)

// Evidence makes links to the page that shows a statement in its article.
type Evidence interface {
	// To returns the address at which the guild reads the statement in its article.
	To(guild corpus.GuildID, article corpus.ArticleRef, statement corpus.StatementID) string
}

// evidenceKey is the key of a door's own evidence in a context.
type evidenceKey struct{}

// WithEvidence returns ctx for a door whose readers open the evidence page at another
// address than the bot's other readers.
func WithEvidence(ctx context.Context, e Evidence) context.Context {
	return context.WithValue(ctx, evidenceKey{}, e)
}

// EvidenceFor returns the links for the readers of the door that ctx comes from: its own,
// or else e, which is nil if there is no page.
func EvidenceFor(ctx context.Context, e Evidence) Evidence {
	if own, ok := ctx.Value(evidenceKey{}).(Evidence); ok {
		return own
	}
	return e
}

// Linked returns the answers with links to their evidence, as the guild that asked sees
// it. The answers themselves are not changed. links may be nil.
func Linked(links Evidence, guild corpus.GuildID, answers []corpus.Answer) []corpus.Answer {
	if links == nil {
		return answers
	}
	answers = slices.Clone(answers)
	linked := func(a corpus.Answer) corpus.Answer {
		a.Permalink = links.To(guild, corpus.ArticleRef{Guild: a.Guild, Article: a.Article}, a.ID)
		return a
	}
	for i := range answers {
		if d := answers[i].Denial; d != nil {
			denial := linked(*d)
			answers[i].Denial = &denial
		}
		answers[i] = linked(answers[i])
	}
	return answers
}
