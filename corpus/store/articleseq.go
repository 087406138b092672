package store

import (
	"context"
	"fmt"

	"verbatim/corpus"
)

// ArticleSeq is the position at which the guild's own article, with its versions
// and corrections, changed last; 0 where it does not stand. It reads no text.
func (s *Store) ArticleSeq(ctx context.Context, guild corpus.GuildID, id corpus.ArticleID) (corpus.Seq, error) {
	return s.seqOf(ctx, fmt.Sprintf("look for article %q", id), `WHERE guild = $1 AND id = $2 AND removed_at IS NULL`, guild, id)
}

// LastChange is the position at which any article changed last, 0 where there is
// none.
func (s *Store) LastChange(ctx context.Context) (corpus.Seq, error) {
	return s.seqOf(ctx, "look for the last change", ``)
}

// seqOf is the highest position of the articles of a condition.
func (s *Store) seqOf(ctx context.Context, what, condition string, args ...any) (seq corpus.Seq, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM articles `+condition, args...).Scan(&seq)
	return seq, s.describe(what, err)
}
