package store

import (
	"bytes"
	"database/sql"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"verbatim/corpus"
)

func testReopened(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	s, err := Open(t.Context(), location, quiet())
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, article("", "a", "x"))
	before := ok(s.Head(t.Context()))(t)
	if len(before.Epoch) < 16 || before.Seq != 1 {
		t.Errorf("Head = %+v, want an epoch and position 1", before)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, "the head", ok(openAt(t, location).Head(t.Context()))(t), before)
	if other := ok(openAt(t, fresh(t)).Head(t.Context()))(t); other.Epoch == before.Epoch {
		t.Errorf("another store has the epoch %q, want another", other.Epoch)
	}
}

func testOpenAtOnce(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	heads := make([]corpus.Head, 6)
	var group sync.WaitGroup
	for i := range heads {
		group.Go(func() {
			s, err := Open(t.Context(), location, quiet())
			if err != nil {
				t.Error(err)
				return
			}
			if heads[i], err = s.Head(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, h := range heads {
		if h != heads[0] || h.Epoch == "" {
			t.Errorf("heads %+v and %+v of one store", heads[0], h)
		}
	}
}

// schema is the first n migrations.
func schema(t testing.TB, n int) fstest.MapFS {
	t.Helper()
	names := ok(fs.Glob(migrations(), "*.sql"))(t)
	if len(names) < n {
		t.Fatalf("%d migrations, want %d", len(names), n)
	}
	out := fstest.MapFS{}
	for _, name := range names[:n] {
		out[name] = &fstest.MapFile{Data: ok(fs.ReadFile(migrations(), name))(t)}
	}
	return out
}

// version1 makes a store as the first schema had it, with an article that
// stands and one that was removed, and returns its head.
func version1(t testing.TB, location string) (stands, removed corpus.Article, at corpus.Head) {
	t.Helper()
	s, err := open(t.Context(), location, quiet(), schema(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	stands, removed = article("", "a", "x"), article("7", "b", "y")
	for i, a := range []corpus.Article{stands, removed} {
		if _, err := s.db.ExecContext(t.Context(), `INSERT INTO articles (guild, id, title, publisher, author, url, published,
				fetched, language, origin, body, seq, removed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			a.Guild, a.ID, a.Title, a.Publisher, a.Author, a.URL, a.Published, a.Fetched, a.Language, a.Origin, a.Text,
			i+1, sql.NullInt64{Int64: time.Now().Unix(), Valid: i == 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.db.ExecContext(t.Context(), `UPDATE head SET seq = 2`); err != nil {
		t.Fatal(err)
	}
	if err := s.db.QueryRowContext(t.Context(), `SELECT epoch, seq FROM head`).Scan(&at.Epoch, &at.Seq); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return stands, removed, at
}

func testFirstSchema(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	want, removed, before := version1(t, location)
	s := openAt(t, location)
	same(t, "the head", ok(s.Head(t.Context()))(t), before)
	same(t, "the feed", changesOf(t, s, 0), []corpus.Change{
		{Seq: 1, Article: want},
		{Seq: 2, Removed: true, Article: corpus.Article{Guild: "7", ID: "b"}},
	})
	same(t, "versions", ok(s.Versions(t.Context(), "", "a"))(t), []corpus.Version{{Number: 1, Article: want}})
	changed := want
	changed.Text = "z"
	put(t, s, want, changed, removed)
	same(t, "versions once it changed", versionsOf(t, s, "", "a"), []string{"1:x", "2:z"})
	same(t, "versions of the one that was removed", versionsOf(t, s, "7", "b"), []string{"1:y"})
	ok(s.Acquire(t.Context(), "x", "anna", time.Hour))(t)
}

func testNewerSchema(t *testing.T, fresh func(testing.TB) string) {
	location := fresh(t)
	newer := schema(t, len(ok(fs.Glob(migrations(), "*.sql"))(t)))
	newer["99999_more.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nALTER TABLE articles ADD COLUMN more TEXT;\n")}
	s, err := open(t.Context(), location, quiet(), newer)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	_, err = Open(t.Context(), location, slog.New(slog.NewTextHandler(&logged, nil)))
	wantError(t, "a newer store", err, ErrNewerSchema)
	if err == nil || !strings.Contains(err.Error(), "use that version") {
		t.Errorf("got error %v, want it to say what to do", err)
	}
}
