package index

import (
	"context"

	"verbatim/corpus"
)

// feed is the store's change feed, which the index follows.
type feed interface {
	// Head returns the state of the feed.
	Head(ctx context.Context) (corpus.Head, error)
	// ChangesOf returns at most limit changes after a position, in the order of their
	// positions: those of the shared corpora and of the guilds' own.
	ChangesOf(ctx context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error)
	// Wait returns when the head has passed a position, or when ctx ends.
	Wait(ctx context.Context, after corpus.Seq) error
	guildFeed
	articleFeed
}

// guildFeed is the part of the feed that a new guild is filled from.
type guildFeed interface {
	// Corpora returns those of the guilds that have articles of their own, or
	// corrections of shared ones.
	Corpora(ctx context.Context, of corpus.Guilds) ([]corpus.GuildID, error)
	// GuildChanges returns the changes of the guild's own articles.
	GuildChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error)
	// CorrectedChanges returns the changes of the shared articles that the guild
	// corrected.
	CorrectedChanges(ctx context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error)
}

// articleFeed is the part of the feed that single articles are read from again.
type articleFeed interface {
	// ArticleChange returns the last change of an article. The error is
	// corpus.ErrNoArticle if it does not exist.
	ArticleChange(ctx context.Context, ref corpus.ArticleRef) (corpus.Change, error)
	// ArticleRefs returns at most limit existing articles after a position, and the
	// position of the last of them.
	ArticleRefs(ctx context.Context, after corpus.Seq, limit int) (refs []corpus.ArticleRef, upTo corpus.Seq, err error)
}
