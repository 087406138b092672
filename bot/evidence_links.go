package bot

import (
	"context"
	"slices"

	"verbatim/corpus"
)

// evidence makes links to the page that shows where statements stand.
type evidence interface {
	// To is the address at which the guild reads the statement in its article.
	To(guild corpus.GuildID, article corpus.ArticleRef, statement corpus.StatementID) string
}

// evidenceKey is under which a context keeps a door's own evidence.
type evidenceKey struct{}

// WithEvidence is ctx for a door whose readers open the evidence page at another
// address than the bot's other readers do.
func WithEvidence(ctx context.Context, e evidence) context.Context {
	return context.WithValue(ctx, evidenceKey{}, e)
}

// linking makes links for whom ctx is of, nil where there is no page for them.
func (b *Bot) linking(ctx context.Context) evidence {
	if own, ok := ctx.Value(evidenceKey{}).(evidence); ok {
		return own
	}
	return b.evidence
}

// evident are the answers with links to where they stand, as the guild that asked
// sees it.
func (b *Bot) evident(ctx context.Context, guild corpus.GuildID, answers []corpus.Answer) []corpus.Answer {
	links := b.linking(ctx)
	if links == nil {
		return answers
	}
	answers = slices.Clone(answers) // they are the searcher's
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
