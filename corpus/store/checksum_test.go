package store

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// spoil changes a letter of a text behind the store's back.
func spoil(t testing.TB, s *Store, table, where string) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), `UPDATE `+table+` SET body = replace(body, 'e', 'o') WHERE `+where); err != nil {
		t.Fatal(err)
	}
}

func testChecksums(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	var logged bytes.Buffer
	s, err := Open(t.Context(), location, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	was := article("7", "b", "The tram depot is empty.")
	put(t, s, article("7", "a", "The ferry sails."), was)
	now := was
	now.Text = "The tram depot is never empty."
	put(t, s, now, article("7", "c", "The lighthouse stands."))
	if damaged := ok(s.Damaged(t.Context(), nil))(t); len(damaged) > 0 {
		t.Fatalf("untouched texts are damaged: %+v", damaged)
	}
	spoil(t, s, "articles", `id = 'a'`)
	spoil(t, s, "versions", `id = 'b'`)
	if _, _, err := s.Article(t.Context(), "7", "a"); err == nil || !strings.Contains(err.Error(), `"a" of guild 7`) || !strings.Contains(err.Error(), "corpus refresh") {
		t.Errorf("Article: got error %v, want it to name the article and what to do", err)
	} else {
		wantError(t, "Article", err, corpus.ErrDamaged)
	}
	_, err = s.Versions(t.Context(), "7", "a")
	wantError(t, "Versions", err, corpus.ErrDamaged)
	same(t, "the versions of the other", versionsOf(t, s, "7", "b"), []string{"2:" + now.Text})
	same(t, "the feed", ids(changesOf(t, s, 0)), []string{"-7/a", "7/b", "7/c"})
	for _, want := range []string{"article=a", "article=b", "version=1"} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, &logged)
		}
	}
	same(t, "what is damaged", ok(s.Damaged(t.Context(), nil))(t), []Damage{{Guild: "7", Article: "a"}, {Guild: "7", Article: "b", Version: 1}})
	same(t, "what is damaged of a source", len(ok(s.Damaged(t.Context(), &corpus.Source{Guild: "7", ID: "s"}))(t)), 0)

	// A takedown does not make it sound.
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Redact(ctx, "7", "a", func(text string) (string, bool) { return text + "!", true })
		return err
	})
	_, _, err = s.Article(t.Context(), "7", "a")
	wantError(t, "Article after a takedown", err, corpus.ErrDamaged)

	// Put anew, it is sound, and what was damaged is no version.
	put(t, s, article("7", "a", "The ferry sails."))
	same(t, "the versions of what was put anew", versionsOf(t, s, "7", "a"), []string{"2:The ferry sails."})
	same(t, "the feed", ids(changesOf(t, s, 0)), []string{"7/b", "7/c", "7/a"})
}

func testChecksumsOfAnOlderStore(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s := openAt(t, location)
	for i := range 2*checksumBatch + 1 {
		put(t, s, article("7", fmt.Sprint(i), "The ferry sails."))
	}
	for _, text := range []string{"It will sail.", "It sailed."} {
		put(t, s, article("7", "0", text))
	}
	for _, table := range []string{"articles", "versions"} {
		if _, err := s.db.ExecContext(t.Context(), `UPDATE `+table+` SET checksum = NULL`); err != nil {
			t.Fatal(err)
		}
	}
	s = openAt(t, location)
	for _, table := range []string{"articles", "versions"} {
		var n int
		if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE checksum IS NULL`).Scan(&n); err != nil || n > 0 {
			t.Errorf("%d texts of %s have none, %v", n, table, err)
		}
	}
	if damaged := ok(s.Damaged(t.Context(), nil))(t); len(damaged) > 0 {
		t.Errorf("they are wrong: %+v", damaged)
	}
}

// Whoever opens a store of which nothing is to be mended waits for no writer.
func TestOpeningWaitsForNoWriter(t *testing.T) {
	location := filepath.Join(t.TempDir(), "verbatim.db")
	s := openAt(t, location)
	put(t, s, article("7", "a", "The ferry sails."))
	writing, err := s.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = writing.Rollback() }()
	ctx, cancel := context.WithTimeout(t.Context(), driver.BusyTimeout-time.Second)
	defer cancel()
	other, err := Open(ctx, location, quiet())
	if err != nil {
		t.Fatalf("while somebody writes, Open = %v", err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}
