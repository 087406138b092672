package admin_test

import (
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
)

// What the desk does with one database it does with the other.
func TestPostgres(t *testing.T) {
	server := storetest.Postgres(t)
	onPostgres := func(t *testing.T) *store.Store {
		t.Helper()
		s, err := store.Open(t.Context(), server.Database(t), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() }) // what it was to show has been shown
		return s
	}
	t.Run("from adding to history", func(t *testing.T) { fromAddingToHistory(t, openOn(t, onPostgres(t))) })
	t.Run("takedown", func(t *testing.T) { takedown(t, openOn(t, onPostgres(t))) })
	t.Run("export and import between the two", func(t *testing.T) {
		for seed := range uint64(4) {
			from, source := deskOf(t)
			random(t, source, home, rand.New(rand.NewPCG(seed, 2)))
			want := exported(t, from, home)
			to := admin.New(admin.Options{Store: onPostgres(t)})
			for range 2 {
				if _, err := to.Import(t.Context(), corpus.ByOperator, home, strings.NewReader(want)); err != nil {
					t.Fatal(err)
				}
			}
			if got := without(exported(t, to, home)); got != without(want) {
				t.Errorf("seed %d: PostgreSQL holds\n%s\nwant\n%s", seed, got, without(want))
			}
		}
	})
}
