package render

import (
	"context"
	"fmt"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Watched returns the subject of a watch in plain text.
func Watched(l *locale.Language, w corpus.Watch) string { return locale.Watched(l, w.Speaker, w.Topic) }

// Finding returns the query of a watch. It finds statements that are each certain, the
// newest first.
func Finding(ctx context.Context, s *bot.Settings, w corpus.Watch, limit int) corpus.Query {
	chosen := s.Of(ctx, w.Guild)
	q := s.Scope(chosen, w.Guild)
	q.Text, q.Speaker, q.Order, q.Limit, q.Threshold = w.Topic, w.Speaker, corpus.Newest, limit, s.Threshold(chosen)
	return q
}

// WatchNonce returns the nonce of a message with these statements.
func WatchNonce(id corpus.WatchID, first corpus.StatementID) string {
	return Hash(fmt.Sprintf("watch %s %s", id, first))
}
