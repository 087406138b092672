package store

import (
	"context"
	"fmt"
	"testing"

	"verbatim/corpus"
)

func testWatches(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	pier := corpus.Watch{ID: "w1", Guild: "7", Channel: "77", By: "1", Topic: "the pier", At: noon, Day: "2026-01-02"}
	olga := corpus.Watch{ID: "w2", Guild: "8", By: "1", Speaker: "Olga Brandt", Locale: "de", At: noon, Looked: 4}
	update(t, s, func(ctx context.Context, tx *Tx) error {
		if err := tx.PutWatch(ctx, pier); err != nil {
			return err
		}
		return tx.PutWatch(ctx, olga)
	})
	same(t, "the guild's watches", ok(s.Watches(t.Context(), "7"))(t), []corpus.Watch{pier})
	var all, posted, left []corpus.StatementID // more than one query asks about
	for i := range 2*maxPerQuery + 10 {
		id := corpus.StatementID(fmt.Sprint("s", i))
		all = append(all, id)
		if i%3 == 0 {
			posted = append(posted, id)
		} else {
			left = append(left, id)
		}
	}
	update(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.PutLook(ctx, "w1", corpus.Noted{Looked: 9, Day: "2026-01-03", Posted: 2, Statements: posted})
	})
	same(t, "what the watch has not posted", ok(s.Unposted(t.Context(), "w1", all))(t), left)
	same(t, "what another has not posted", ok(s.Unposted(t.Context(), "w2", all))(t), all)
	same(t, "of nothing", ok(s.Unposted(t.Context(), "w1", nil))(t), []corpus.StatementID(nil))
	pier.Looked, pier.Day, pier.Posted = 9, "2026-01-03", 2
	same(t, "after a look", ok(s.Watches(t.Context(), "7"))(t), []corpus.Watch{pier})
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RemoveWatch(ctx, "7", "w1")
		return err
	})
	same(t, "without the watch", ok(s.Unposted(t.Context(), "w1", posted))(t), posted)
}
