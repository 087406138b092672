package admin_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/admin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
)

// whole is the export of a whole store.
func whole(t testing.TB, d *admin.Service) string {
	t.Helper()
	var out bytes.Buffer
	if err := d.ExportAll(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// rowsOf are the rows of an export, sorted, but for what names the store and
// the lines of the log about imports and exports.
func rowsOf(export string) []string {
	var out []string
	for line := range strings.Lines(export) {
		if !strings.HasPrefix(line, `{"table":"`) || strings.HasPrefix(line, `{"table":"head"`) ||
			strings.Contains(line, `"action":"import"`) || strings.Contains(line, `"action":"export"`) {
			continue
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

func watching(t testing.TB, s *store.Store) {
	t.Helper()
	err := s.Update(t.Context(), "watch", func(tx *store.Tx) error {
		w := corpus.Watch{ID: "w", Guild: home, Channel: "5", By: "42", Topic: "harbours", At: time.Unix(1_700_000_000, 0).UTC()}
		return errors.Join(tx.PutWatch(t.Context(), w),
			tx.PutLook(t.Context(), "w", corpus.Noted{Statements: []corpus.StatementID{"st"}}),
			tx.PutTakedown(t.Context(), "hash", time.Unix(1_700_000_000, 0), corpus.ByOperator))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func movesHouse(t *testing.T, from *store.Store, to ...*store.Store) {
	t.Helper()
	random(t, from, home, rand.New(rand.NewPCG(6, 7)))
	watching(t, from)
	export := whole(t, admin.New(admin.Options{Store: from}))
	want := rowsOf(export)
	for _, s := range to {
		d := admin.New(admin.Options{Store: s})
		if _, err := d.ReplaceFrom(t.Context(), strings.NewReader(export), false); err != nil {
			t.Fatal(err)
		}
		export = whole(t, d)
		if got := rowsOf(export); !slices.Equal(got, want) {
			t.Fatalf("it holds\n%s\nwant\n%s", strings.Join(got, ""), strings.Join(want, ""))
		}
		// A second time there is something that would be lost.
		before := rowsOf(export)
		if _, err := d.ReplaceFrom(t.Context(), strings.NewReader(export), false); !errors.Is(err, store.ErrHasContent) {
			t.Errorf("over what there is: %v", err)
		}
		if _, err := d.ReplaceFrom(t.Context(), strings.NewReader(export), true); err != nil {
			t.Error(err)
		}
		if got := rowsOf(whole(t, d)); !slices.Equal(got, before) {
			t.Error("put in the place of itself, it is another")
		}
	}
}

// A whole store moves to PostgreSQL and back, and is the same.
func TestAWholeStoreMoves(t *testing.T) {
	open := func(location string) *store.Store {
		s, err := store.Open(t.Context(), location, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() }) // what it was to show has been shown
		return s
	}
	file := func() *store.Store { return open(filepath.Join(t.TempDir(), "verbatim.db")) }
	t.Run("between files", func(t *testing.T) { movesHouse(t, file(), file()) })
	t.Run("to PostgreSQL and back", func(t *testing.T) {
		server := storetest.Postgres(t)
		movesHouse(t, file(), open(server.Database(t)), file())
	})
}

// An export that a pipe cut off, or a hand changed, is refused whole.
func TestWholeExportRefuses(t *testing.T) {
	from, source := deskOf(t)
	random(t, source, home, rand.New(rand.NewPCG(5, 7)))
	watching(t, source)
	export := whole(t, from)
	lines := strings.SplitAfter(strings.TrimSuffix(export, "\n"), "\n")
	last := len(lines) - 1
	schema, err := store.Schema()
	if err != nil {
		t.Fatal(err)
	}
	olderHeader, err := json.Marshal(map[string]any{"format": "verbatim-store", "version": 1, "schema": schema - 1})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, in, want string }{
		{"nothing", "", "cut short"},
		{"without its end", strings.Join(lines[:last], ""), "cut short"},
		{"within a line", export[:len(export)/2], "line"},
		{"without a row", strings.Join(slices.Concat(lines[:4], lines[5:]), ""), "rows, there are"},
		{"with more", export + lines[3], "follows the end"},
		{"of an older schema", string(olderHeader) + "\n" + strings.Join(lines[1:], ""), `"restore", which take older ones`},
		{"a corpus's", exported(t, from, home), "does not say that this is an export of a whole store"},
		{"a list for a text", strings.Replace(export, `"seq":`, `"seq":[],"x":`, 1), "neither a text nor a number"},
		{"a fraction", lines[0] + `{"table":"head","row":{"seq":1.5}}`, "no whole number"},
	}
	for _, tt := range tests {
		to, target := deskOf(t)
		_, err := to.ReplaceFrom(t.Context(), strings.NewReader(tt.in), false)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q in it", tt.name, err, tt.want)
		}
		if h, err := target.Head(t.Context()); err != nil || h.Seq != 0 {
			t.Errorf("%s: something was taken in: %+v, %v", tt.name, h, err)
		}
	}
}

// A backup from before a takedown does not bring the words back.
func TestReplaceKeepsTakedowns(t *testing.T) {
	d, s := deskOf(t)
	for _, text := range []string{"It was Eve Adams.", "It was Eve Adams. She went home.", "It was Eve Adams. She went home again."} {
		if _, err := s.Put(t.Context(), corpus.Article{ID: "a", Guild: home, Origin: corpus.OriginImported, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(t.Context(), corpus.Article{ID: "only", Guild: other, Origin: corpus.OriginImported, Text: "It was Eve Adams."}); err != nil {
		t.Fatal(err)
	}
	a, _, err := s.Article(t.Context(), home, "a")
	if err != nil {
		t.Fatal(err)
	}
	id := extracttest.Statements(t, a)[0].ID
	if _, err := d.Correct(t.Context(), ann, corpus.Correction{Guild: home, ArticleGuild: home, Article: "a", Statement: id, Verdict: corpus.VerdictHidden}); err != nil {
		t.Fatal(err)
	}
	before := whole(t, d)
	if n := strings.Count(before, "Eve Adams"); n != 5 {
		t.Fatalf("the words stand in %d places of the export, want 5", n)
	}
	if _, err := d.Takedown(t.Context(), corpus.ByOperator, home, "a", id); err != nil {
		t.Fatal(err)
	}
	stock, err := d.ReplaceFrom(t.Context(), strings.NewReader(before), true)
	if err != nil || stock.Articles != 1 {
		t.Fatalf("ReplaceFrom = %+v, %v", stock, err)
	}
	after := whole(t, d)
	if strings.Contains(after, "Eve Adams") || !strings.Contains(after, "She went home again.") {
		t.Errorf("after restoring what was from before, there is\n%s", after)
	}
	if taken, err := s.Takedowns(t.Context()); err != nil || len(taken) != 1 {
		t.Errorf("what was taken down: %v, %v", taken, err)
	}
}
