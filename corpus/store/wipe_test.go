package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// redact cuts the planted statement out of the article, and out of what stands
// beside it.
func redact(t testing.TB, s *Store) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.Redact(ctx, "7", "a", func(text string) (string, bool) {
			return strings.Replace(text, planted, "", 1), strings.Contains(text, planted)
		}); err != nil {
			return err
		}
		if err := tx.RedactWaiting(ctx, func(a corpus.Article) (string, bool, error) {
			return strings.Replace(a.Text, planted, "", 1), true, nil
		}); err != nil {
			return err
		}
		_, err := tx.Erase(ctx, func(text string, _ bool) bool { return text == planted })
		return err
	})
}

// holding are the files beside a SQLite file that hold the words.
func holding(t testing.TB, location, words string) (files []string) {
	t.Helper()
	for _, path := range ok(filepath.Glob(location + "*"))(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(data, []byte(words)); n > 0 {
			files = append(files, fmt.Sprintf("%s (%d times)", filepath.Base(path), n))
		}
	}
	return files
}

func testWipe(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s := openAt(t, location)
	// A text that needs pages of its own, among others.
	for i := range 30 {
		put(t, s, article("7", fmt.Sprint("other", i), strings.Repeat("The ferry sails. ", 50*(i+1))))
	}
	big := article("7", "big", strings.Repeat("The mayor said no to a plan of the council. ", 4000)+planted+strings.Repeat(" It rained.", 4000))
	put(t, s, big)
	plant(t, s)
	if ok(s.Unwiped(t.Context()))(t) {
		t.Fatal("before anything was deleted, something is to be wiped")
	}
	redact(t, s)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Redact(ctx, "7", "big", func(text string) (string, bool) { return strings.Replace(text, planted, "", 1), true })
		return err
	})
	if !ok(s.Unwiped(t.Context()))(t) {
		t.Fatal("after words were deleted, nothing is to be wiped")
	}
	if err := s.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ok(s.Unwiped(t.Context()))(t) {
		t.Error("after Wipe, something is to be wiped")
	}
	if driver.IsPostgres(location) {
		wantVacuumed(t, s)
		return
	}
	if files := holding(t, location, planted); len(files) > 0 {
		t.Errorf("the words are in %v", files)
	}
	if files := holding(t, location, "The ferry sails"); len(files) == 0 {
		t.Error("what was not deleted is not found: this test looks in the wrong place")
	}
}

// wantVacuumed wants no dead row in the tables: statistics follow a vacuum in a
// while, so they are asked for until they do.
func wantVacuumed(t *testing.T, s *Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		var dead, never int
		if err := s.db.QueryRowContext(ctx, `SELECT coalesce(sum(n_dead_tup), 0), count(*) FILTER (WHERE last_vacuum IS NULL)
			FROM pg_stat_user_tables WHERE relname IN ('articles', 'versions', 'flags', 'corrections')`).Scan(&dead, &never); err != nil {
			t.Fatal(err)
		}
		if dead == 0 && never == 0 {
			return
		}
	}
	t.Error("the tables are not vacuumed")
}

// Who reads delays the wiping, and nothing else: writers go on.
func testWipeWaitsForReaders(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s := openAt(t, location)
	plant(t, s)
	other := openAt(t, location) // as another process
	reading, err := other.db.BeginTx(t.Context(), other.database.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reading.QueryRowContext(t.Context(), `SELECT count(*) FROM articles`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	redact(t, s)
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := s.Wipe(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while somebody reads, Wipe = %v, want that it waits", err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Wipe(t.Context()) }()
	for i := range 20 {
		put(t, s, article("7", fmt.Sprint("meanwhile", i), "It rained."))
	}
	if err := reading.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if !driver.IsPostgres(location) {
		if files := holding(t, location, planted); len(files) > 0 {
			t.Errorf("the words are in %v", files)
		}
	}
}

// What a killed process owed is wiped when the store opens again.
func testWipeIsOwed(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s := openAt(t, location)
	plant(t, s)
	redact(t, s) // and is not wiped
	again := openAt(t, location)
	if ok(again.Unwiped(t.Context()))(t) {
		t.Error("something is to be wiped still")
	}
	if !driver.IsPostgres(location) {
		if files := holding(t, location, planted); len(files) > 0 {
			t.Errorf("the words are in %v", files)
		}
	}
}

// KeepWiped wipes what any process deletes.
func testKeepWiped(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s := openAt(t, location)
	plant(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.KeepWiped(ctx) }()
	redact(t, openAt(t, location))
	for ok(s.Unwiped(t.Context()))(t) {
	}
	cancel()
	<-done
	if !driver.IsPostgres(location) {
		if files := holding(t, location, planted); len(files) > 0 {
			t.Errorf("the words are in %v", files)
		}
	}
}

// What an older program deleted, which did not overwrite it, goes when the
// store is migrated.
func TestUpgradeWipes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verbatim.db")
	old, err := open(t.Context(), path, quiet(), schema(t, checksumSchema-3)) // the one before
	if err != nil {
		t.Fatal(err)
	}
	conn := ok(old.db.Conn(t.Context()))(t)
	for _, text := range []string{
		`PRAGMA secure_delete = 0`,
		`INSERT INTO takedowns (hash, "by", seq) VALUES ('` + strings.Repeat(planted, 2000) + `', '', 1)`,
		`DELETE FROM takedowns`,
		`PRAGMA wal_checkpoint(TRUNCATE)`,
	} {
		if _, err := conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(conn.Close(), old.Close()); err != nil {
		t.Fatal(err)
	}
	if len(holding(t, path, planted)) == 0 {
		t.Fatal("the words are not there to begin with")
	}
	openAt(t, path)
	if files := holding(t, path, planted); len(files) > 0 {
		t.Errorf("the words are in %v", files)
	}
}
