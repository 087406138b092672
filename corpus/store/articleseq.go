package store

import (
	"context"
	"fmt"

	"verbatim/corpus"
)

// ArticleSeq returns the feed position at which the guild's own article, its
// versions or its corrections last changed. It returns 0 for an article that
// does not exist or was removed. It reads no text.
func (s *Store) ArticleSeq(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Seq, error) {
	return s.seqOf(ctx, fmt.Sprintf("look for article %q", id), `WHERE guild = $1 AND id = $2 AND removed_at IS NULL`, guild, id)
}

// LastChange returns the feed position at which any article last changed, or 0
// if there are no articles.
func (s *Store) LastChange(ctx context.Context) (corpus.Seq, error) {
	return s.seqOf(ctx, "look for the last change", ``)
}

// seqOf returns the highest position of the articles that match the condition.
func (s *Store) seqOf(ctx context.Context, what, condition string, args ...any) (seq corpus.Seq, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM articles `+condition, args...).Scan(&seq)
	return seq, s.describe(what, err)
}
