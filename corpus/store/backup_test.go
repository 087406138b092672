package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
)

// stock writes something to every table.
func stock(t testing.TB, s *Store) {
	t.Helper()
	put(t, s, article("", "a", "It opens."), article("7", "b", "It “shuts”\n\n日本."), article("7", "c", "Gone."))
	put(t, s, article("", "a", "It opens late."))
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.RemoveArticle(ctx, "7", "c")
		watch := corpus.Watch{ID: "w", Guild: "7", Channel: "5", By: "42", Topic: "harbours", At: noon, Looked: 2}
		return errors.Join(err,
			tx.PutSettings(ctx, "7", corpus.Settings{ModeratorRole: "9", Versions: 3}),
			tx.PutSource(ctx, source("7", "s", "Quay")),
			tx.PutResource(ctx, "7", "s", corpus.Resource{URL: "https://quay.example/1", ETag: `"x"`, Article: "b", Fetched: noon}),
			tx.PutCorrection(ctx, corpus.Correction{ID: "k", Guild: "7", ArticleGuild: "7", Article: "b", Statement: "st", Text: "It “shuts”",
				Cue: "said", Verdict: corpus.VerdictHidden, By: "42", At: noon, UndoneAt: noon}),
			tx.PutFlag(ctx, corpus.Flag{ID: "f", Guild: "7", ArticleGuild: "", Article: "a", Statement: "st", Text: "It opens.", Note: "no", By: "42", At: noon}),
			tx.PutWatch(ctx, watch),
			tx.PutLook(ctx, "w", corpus.Noted{Looked: 3, Day: "2026-03-01", Posted: 1, Statements: []corpus.StatementID{"st"}}),
			tx.PutAttempt(ctx, "7", "s", corpus.Attempt{URL: "u", Digest: "d", Begun: true, Bad: 1, Tried: noon}),
			tx.PutRun(ctx, corpus.Run{Guild: "7", Source: "s", Trigger: corpus.TriggerPerson, By: "42", Started: noon, Finished: noon, Error: "x"}),
			tx.Log(ctx, corpus.Entry{At: noon, Guild: "7", By: "42", Action: corpus.ActionAdd, Subject: "Quay"}),
			tx.PutWaiting(ctx, waits("7", "b", "We are checking that you are a person.")),
			tx.PutTakedown(ctx, "h1", noon, "operator"),
			tx.SetPosted(ctx, "7", 4),
			tx.SetLeft(ctx, "8", noon))
	})
}

// content is every row but the head's, in an order of its own, and how many
// rows each table has.
func content(t testing.TB, s *Store) ([]string, map[string]int) {
	t.Helper()
	var out []string
	counts := map[string]int{}
	for row, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		counts[row.Table]++
		if row.Table == headTable {
			continue
		}
		line, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(line))
	}
	slices.Sort(out)
	return out, counts
}

// A backup of either database is put in the place of a store of either, and
// holds then what it was made of.
func testBackup(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	stock(t, s)
	want, counts := content(t, s)
	for _, table := range tables {
		if counts[table] == 0 {
			t.Errorf("the test fills no row of %s", table)
		}
	}
	path := filepath.Join(t.TempDir(), "b")
	if err := s.Backup(t.Context(), path, false); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v, want it to be its owner's alone", info, err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside the backup there is %v, %v", left, err)
	}
	wantError(t, "a second backup", s.Backup(t.Context(), path, false), fs.ErrExist)
	if err := s.Backup(t.Context(), path, true); err != nil {
		t.Errorf("overwriting: %v", err)
	}
	lease, err := s.Acquire(t.Context(), SourceLease("s"), "x", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, article("7", "later", "It came later."))
	before := ok(s.Head(t.Context()))(t)
	for _, to := range []*Store{s, openAt(t, fresh(t)), openTemp(t)} {
		from, closeIt, err := OpenBackup(t.Context(), path, t.TempDir(), quiet())
		if err != nil {
			t.Fatal(err)
		}
		none := func(*Tx) error { return nil }
		if to == s {
			wantError(t, "a store with content", s.Replace(t.Context(), from.All(t.Context()), false, none), ErrHasContent)
		}
		if err := to.Replace(t.Context(), from.All(t.Context()), to == s, none); err != nil {
			t.Fatal(err)
		}
		if err := closeIt(); err != nil {
			t.Error(err)
		}
		got, _ := content(t, to)
		same(t, "what is restored", got, want)
	}
	after := ok(s.Head(t.Context()))(t)
	if after.Epoch == before.Epoch || after.Seq <= before.Seq {
		t.Errorf("the head was %+v and is %+v, want another epoch and a higher position, so that views rebuild", before, after)
	}
	wantError(t, "committing a refresh from before", s.Update(t.Context(), "commit", func(tx *Tx) error { return tx.Holds(t.Context(), lease) }), ErrLeaseLost)
}

// A failing row leaves the store as it was.
func testReplaceIsWhole(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	stock(t, s)
	want, _ := content(t, s)
	before := ok(s.Head(t.Context()))(t)
	headRow := Row{headTable, map[string]any{"seq": int64(3), "horizon": int64(0)}}
	tests := []struct {
		name string
		rows []Row
		err  error
		want string
	}{
		{"no head", []Row{{"takedowns", map[string]any{"hash": "x", "by": "y", "seq": int64(1)}}}, nil, "head of the change feed is missing"},
		{"an unknown table", []Row{headRow, {"leases", map[string]any{}}}, nil, `unknown table "leases"`},
		{"an unknown column", []Row{headRow, {"takedowns", map[string]any{`hash") --`: "x"}}}, nil, "no column"},
		{"a head that cannot be", []Row{{headTable, map[string]any{"seq": int64(3), "horizon": int64(4)}}}, nil, "not valid"},
		{"an error", []Row{headRow}, errStop, "stop"},
	}
	for _, tt := range tests {
		rows := func(yield func(Row, error) bool) {
			for _, r := range tt.rows {
				if !yield(r, nil) {
					return
				}
			}
			if tt.err != nil {
				yield(Row{}, tt.err)
			}
		}
		err := s.Replace(t.Context(), rows, true, func(*Tx) error { return nil })
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q in it", tt.name, err, tt.want)
		}
		got, _ := content(t, s)
		same(t, tt.name, got, want)
		same(t, tt.name, ok(s.Head(t.Context()))(t), before)
	}
}

// While a writer writes pairs of articles, no backup holds half a pair.
func testBackupWhileWriting(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	written := make(chan int)
	go func() {
		defer close(written)
		for i := 0; ctx.Err() == nil; i++ {
			text := fmt.Sprintf("It is number %d.", i)
			_, err := s.Put(t.Context(), article("7", "a", text), article("7", "b", text))
			if err != nil {
				t.Error(err)
				return
			}
			select {
			case written <- i:
			case <-ctx.Done():
			}
		}
	}()
	for range 3 {
		for range 5 {
			<-written
		}
		going := make(chan struct{})
		go func() { // the writer goes on meanwhile
			defer close(going)
			for range 5 {
				<-written
			}
		}()
		path := filepath.Join(t.TempDir(), "b")
		if err := s.Backup(t.Context(), path, false); err != nil {
			t.Fatal(err)
		}
		<-going
		from, closeIt, err := OpenBackup(t.Context(), path, t.TempDir(), quiet())
		if err != nil {
			t.Fatal(err)
		}
		a, _, errA := from.Article(t.Context(), "7", "a")
		b, _, errB := from.Article(t.Context(), "7", "b")
		if err := errors.Join(errA, errB, closeIt()); err != nil || a.Text == "" || a.Text != b.Text {
			t.Errorf("the backup holds %q and %q, %v", a.Text, b.Text, err)
		}
	}
	stop()
	for range written { // until the writer has stopped
	}
}

// A new table is backed up too, or is one that is about processes.
func TestTablesAreAllThereAre(t *testing.T) {
	s := openTemp(t)
	all := ok(collect(t.Context(), s.db, func(name *string) []any { return []any{name} },
		`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('leases', 'goose_db_version') ORDER BY name`))(t)
	same(t, "tables", slices.Sorted(slices.Values(tables[:])), all)
	version := ok(Schema())(t)
	same(t, "schema", []int64{version}, ok(collect(t.Context(), s.db, func(n *int64) []any { return []any{n} }, `SELECT max(version_id) FROM goose_db_version`))(t))
}

func TestOpenBackupRefuses(t *testing.T) {
	s := openTemp(t)
	stock(t, s)
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole")
	if err := s.Backup(t.Context(), whole, false); err != nil {
		t.Fatal(err)
	}
	data := ok(os.ReadFile(whole))(t)
	damaged := bytes.Clone(data)
	for i := 4096; i < len(damaged)-4096; i += 4096 {
		copy(damaged[i:i+64], bytes.Repeat([]byte{0xff}, 64))
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "it is empty"},
		{"text", []byte(strings.Repeat("text", 100)), "not a Verbatim store"},
		{"cut", data[:len(data)/2], "damaged"},
		{"damaged", damaged, "damaged"},
	}
	for _, tt := range tests {
		path := filepath.Join(dir, tt.name)
		if err := os.WriteFile(path, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		_, _, err := OpenBackup(t.Context(), path, folder, quiet())
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q in it", tt.name, err, tt.want)
		}
		if left := ok(os.ReadDir(folder))(t); len(left) != 0 {
			t.Errorf("%s leaves %v", tt.name, left)
		}
	}
	_, _, err := OpenBackup(t.Context(), filepath.Join(dir, "none"), dir, quiet())
	wantError(t, "no file", err, fs.ErrNotExist)
	update(t, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
		return err
	})
	newer := filepath.Join(dir, "newer")
	if err := s.Backup(t.Context(), newer, false); err != nil {
		t.Fatal(err)
	}
	_, _, err = OpenBackup(t.Context(), newer, dir, quiet())
	wantError(t, "a newer schema", err, ErrNewerSchema)
}
