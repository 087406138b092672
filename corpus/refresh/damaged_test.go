package refresh_test

import (
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

// An article whose stored text is damaged is read anew when a person asks for
// it, though its page has not changed; the others go on whether or not.
func TestDamagedArticleIsMended(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verbatim.db")
	s, err := store.Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	site := news()
	r := refresh.New(refresh.Options{Store: s, Fetch: site, Holder: "test"})
	src := feed(t, s)
	if run := do(t, r, src); run.Tally.New != 3 {
		t.Fatalf("%+v", run)
	}
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	if _, err := raw.ExecContext(t.Context(), `UPDATE articles SET body = replace(body, 'years', 'yeers') WHERE id = $1`, pageA); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Article(t.Context(), home, pageA); !errors.Is(err, corpus.ErrDamaged) {
		t.Fatalf("got error %v, want that it is damaged", err)
	}
	site.pages[pageB] += " It was added."
	if run := do(t, r, src); run.Tally.Changed != 2 || run.Error != "" {
		t.Errorf("%+v, want the damaged one and the changed one", run)
	}
	if got := texts(t, s, home); got[pageA] != site.pages[pageA] || got[pageB] != site.pages[pageB] {
		t.Errorf("stored is %q", got)
	}
}
