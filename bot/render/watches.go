package render

import (
	"context"
	"fmt"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/corpus"
)

// Watched says in plain text what a watch is for.
func Watched(l *locale.Language, w corpus.Watch) string { return locale.Watched(l, w.Speaker, w.Topic) }

// Finding is the query of a watch: what it finds, the newest first, each sure
// by itself.
func Finding(ctx context.Context, s *bot.Settings, w corpus.Watch, limit int) corpus.Query {
	chosen := s.Of(ctx, w.Guild)
	q := s.Scope(chosen, w.Guild)
	q.Text, q.Speaker, q.Order, q.Limit, q.Threshold = w.Topic, w.Speaker, corpus.Newest, limit, s.Threshold(chosen)
	return q
}

// WatchNonce is the same for the same statements of the same watch.
func WatchNonce(id corpus.WatchID, first corpus.StatementID) string {
	return Hash(fmt.Sprintf("watch %s %s", id, first))
}
