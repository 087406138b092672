package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/index/indextest"
	"verbatim/index/view"
)

func article(id, text string) corpus.Article {
	return corpus.Article{ID: corpus.ArticleID(id), Origin: corpus.OriginImported, Text: text}
}

var (
	harbour = article("harbour", "The harbour of Little Wick reopens in spring. “We have waited for years,” Ann Lee said.\n\nThe ferry to Gull Island was cancelled.")
	bridge  = article("bridge", "The bridge at Stone Ford is closed. Mayor Tom Hill said that repairs would take two months.")
)

// openDir is an index on disk, caught up, with what it logged.
func openDir(t *testing.T, dir string, f feed) (*Index, *strings.Builder) {
	t.Helper()
	var logged strings.Builder
	x, err := Open(context.Background(), dir, f, Options{Log: slog.New(slog.NewTextHandler(&logged, nil)), LockTimeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	catchUp(t, x)
	return x, &logged
}

func wantTexts(t *testing.T, x *Index, question string, want ...string) {
	t.Helper()
	got := texts(ask(t, x, corpus.Query{Text: question}))
	if len(got) != len(want) {
		t.Errorf("%q: got %q, want %q", question, got, want)
		return
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("%q: got %q, want %q", question, got, want)
		}
	}
}

func TestFollowsChanges(t *testing.T) {
	x, f := open(t, harbour, bridge)
	wantTexts(t, x, "ferry", "ferry to Gull Island")
	changed := harbour
	changed.Text = "The harbour of Little Wick reopens in autumn."
	f.put(changed)
	catchUp(t, x)
	wantTexts(t, x, "ferry")
	wantTexts(t, x, "harbour", "in autumn")
	wantTexts(t, x, "bridge", "Stone Ford")
	f.remove(corpus.Shared, "harbour")
	catchUp(t, x)
	wantTexts(t, x, "harbour")
	if got, want := x.view.Position.Documents, uint64(2); got != want {
		t.Errorf("got %d documents counted, want %d", got, want)
	}
	if got := documentCount(t, x); got != 2 {
		t.Errorf("got %d documents, want 2", got)
	}
}

// More than articles takes positions, so the head may be further than the last
// change.
func TestFeedWithGaps(t *testing.T) {
	x, f := open(t, harbour)
	for range 3 {
		f.skip(5)
		catchUp(t, x)
		if got, want := x.view.Position.Seq, f.head.Seq; got != want {
			t.Errorf("the index stands at %d, want the head, %d", got, want)
		}
	}
	f.put(bridge)
	f.skip(1)
	catchUp(t, x)
	wantTexts(t, x, "harbour", "in spring")
	wantTexts(t, x, "bridge", "Stone Ford")
	if got, want := x.view.Position.Seq, f.head.Seq; got != want {
		t.Errorf("the index stands at %d, want the head, %d", got, want)
	}
	for i := range firstChanges {
		f.skip(1)
		f.put(article(string(rune('a'+i)), "Many a lighthouse was painted."))
	}
	f.skip(1)
	catchUp(t, x)
	if got, want := x.view.Position.Seq, f.head.Seq; got != want {
		t.Errorf("the index stands at %d, want the head, %d", got, want)
	}
	if got, want := len(ask(t, x, corpus.Query{Text: "lighthouse", Limit: 50})), 1; got < want {
		t.Errorf("got %d answers, want some", got)
	}
}

func TestReopensWhereItStood(t *testing.T) {
	dir, f := t.TempDir(), newMemory(harbour)
	x, _ := openDir(t, dir, f)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	f.put(bridge)
	y, logged := openDir(t, dir, f)
	wantTexts(t, y, "bridge", "Stone Ford")
	wantTexts(t, y, "ferry", "Gull Island")
	if logged.Len() > 0 {
		t.Errorf("logged %q, want nothing", logged)
	}
	counts, err := y.Speakers(context.Background(), corpus.Query{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	fresh, _ := open(t, harbour, bridge)
	want, err := fresh.Speakers(context.Background(), corpus.Query{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(counts, want) {
		t.Errorf("got speakers %v, want %v as in a new index", counts, want)
	}
}

// Whatever happens to its files, the index comes back by itself.
func TestRebuildsItself(t *testing.T) {
	tests := []struct {
		name   string
		damage func(t *testing.T, dir string, f *memory)
		logged string
	}{
		{"missing", func(t *testing.T, dir string, _ *memory) { must(t, os.RemoveAll(filepath.Join(dir, "view"))) }, "build the index"},
		{"whole folder missing", func(t *testing.T, dir string, _ *memory) { must(t, os.RemoveAll(dir)) }, "build the index"},
		{"the segments missing", func(t *testing.T, dir string, _ *memory) { segments(t, dir, os.Remove) }, ""}, // Bleve may still know an earlier, empty state
		{"a segment truncated", func(t *testing.T, dir string, _ *memory) { segments(t, dir, truncate(100)) }, "cut short|checksum|anew"},
		{"a segment empty", func(t *testing.T, dir string, _ *memory) { segments(t, dir, truncate(0)) }, "anew"},
		{"a bit flipped", func(t *testing.T, dir string, _ *memory) { segments(t, dir, flipBit) }, "checksum is wrong"},
		{"the root file missing", func(t *testing.T, dir string, _ *memory) {
			must(t, os.Remove(filepath.Join(dir, "view", "store", "root.bolt")))
		}, "build the index"},
		{"the root file empty", root(truncate(0)), "anew"},
		{"the root file cut within its first page", root(truncate(100)), "anew"},
		{"the root file cut within its second page", root(truncate(5000)), "anew"},
		{"the root file cut after two pages", root(truncate(2 * 4096)), "root.bolt is cut short"},
		{"the root file cut after three pages", root(truncate(3 * 4096)), "root.bolt is cut short"},
		{"the root file cut after four pages", root(truncate(4 * 4096)), "root.bolt is cut short"},
		{"the root file garbled", func(t *testing.T, dir string, _ *memory) {
			name := filepath.Join(dir, "view", "store", "root.bolt")
			b, err := os.ReadFile(name)
			must(t, err)
			for i := 8192; i < len(b); i++ {
				b[i] = byte(i * 7)
			}
			must(t, os.WriteFile(name, b, 0o600))
		}, "anew"},
		{"the description garbled", func(t *testing.T, dir string, _ *memory) {
			must(t, os.WriteFile(filepath.Join(dir, "view", "index_meta.json"), []byte("{"), 0o600))
		}, "anew"},
		{"another store", func(_ *testing.T, _ string, f *memory) { f.head.Epoch = "second" }, "another store"},
		{"below the horizon", func(_ *testing.T, _ string, f *memory) { f.put(bridge); f.head.Horizon = f.head.Seq }, "too old"},
		{"ahead of the store", func(_ *testing.T, _ string, f *memory) {
			f.head.Seq = 1
			f.changes = f.changes[:1]
			f.changes[0].Seq = 1
		}, "ahead of its store"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, f := filepath.Join(t.TempDir(), "index"), newMemory(harbour, article("other", "Gulls sleep."))
			f.put(harbour)
			x, _ := openDir(t, dir, f)
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			tt.damage(t, dir, f)
			y, logged := openDir(t, dir, f)
			if len(f.changes) > 1 {
				wantTexts(t, y, "ferry", "Gull Island")
			}
			if !slices.ContainsFunc(strings.Split(tt.logged, "|"), func(s string) bool { return strings.Contains(logged.String(), s) }) {
				t.Errorf("logged %q, want %q", logged, tt.logged)
			}
		})
	}
}

// root calls do with the index's root file.
func root(do func(name string) error) func(*testing.T, string, *memory) {
	return func(t *testing.T, dir string, _ *memory) {
		must(t, do(filepath.Join(dir, "view", "store", "root.bolt")))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// segments calls do with every segment file of the index.
func segments(t *testing.T, dir string, do func(name string) error) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "view", "store", "*.zap"))
	must(t, err)
	if len(names) == 0 {
		t.Fatal("the index has no segment on disk")
	}
	for _, name := range names {
		must(t, do(name))
	}
}

func truncate(to int64) func(string) error {
	return func(name string) error { return os.Truncate(name, to) }
}

func flipBit(name string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	b[len(b)/2] ^= 4
	return os.WriteFile(name, b, 0o600)
}

func TestRebuildsForAnotherVersion(t *testing.T) {
	dir, f := t.TempDir(), newMemory(harbour)
	x, _ := openDir(t, dir, f)
	old := x.view.Position
	old.Version = "layout 0, extractor 0"
	must(t, x.view.Commit(x.view.NewBatch(), old)) // which Close waits for
	must(t, x.Close())
	y, logged := openDir(t, dir, f)
	wantTexts(t, y, "ferry", "Gull Island")
	if !strings.Contains(logged.String(), "another version") {
		t.Errorf("logged %q, want that the version is another", logged)
	}
}

func TestAnExchangedStoreIsNoticedWhileFollowing(t *testing.T) {
	x, f := open(t, harbour)
	g := newMemory(bridge)
	f.head, f.changes = corpus.Head{Epoch: "second", Seq: 1}, g.changes
	catchUp(t, x)
	wantTexts(t, x, "ferry")
	wantTexts(t, x, "bridge", "Stone Ford")
}

func TestSecondOpenIsRefusedInTime(t *testing.T) {
	dir, f := t.TempDir(), newMemory()
	openDir(t, dir, f)
	_, err := Open(context.Background(), dir, f, Options{LockTimeout: 10 * time.Millisecond})
	if !errors.Is(err, ErrInUse) {
		t.Fatalf("got %v, want ErrInUse", err)
	}
}

// A disk that takes nothing more is told, soon, and by what it says itself.
func TestADiskThatTakesNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not remove a folder that is in use")
	}
	dir, f := t.TempDir(), newMemory(harbour)
	var logged strings.Builder
	x, err := Open(t.Context(), dir, f, Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	must(t, err)
	catchUp(t, x)
	must(t, x.persisted(t.Context()))
	segments := filepath.Join(x.viewDir(), "store")
	must(t, os.Rename(segments, segments+" away"))
	f.put(bridge)
	catchUp(t, x)
	wantTexts(t, x, "bridge", "Stone Ford")
	for range 2 { // it does not forget
		if err := x.persisted(t.Context()); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), segments) {
			t.Errorf("persisted = %v, want that %q is gone", err, segments)
		}
	}
	must(t, os.Rename(segments+" away", segments))
	must(t, x.persisted(t.Context()))
	must(t, os.Rename(segments, segments+" away"))
	f.put(harbour)
	catchUp(t, x)
	if err := x.Close(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Close = %v, want that %q is gone", err, segments)
	}
	must(t, os.Rename(segments+" away", segments))
	y, _ := openDir(t, dir, f)
	wantTexts(t, y, "ferry", "Gull Island")
	wantTexts(t, y, "bridge", "Stone Ford")
}

func TestAdvice(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"a full disk", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, `make room on the disk of "/data/index"`},
		{"no permission", fmt.Errorf("open: %w", fs.ErrPermission), `make "/data/index" and what is in it writable, or choose another data folder with --data`},
		{"a read-only disk", syscall.EROFS, "--data"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := advise(tt.err, "/data/index"); !errors.Is(got, tt.err) || !strings.Contains(got.Error(), tt.want) {
				t.Errorf("got %v, want %q", got, tt.want)
			}
		})
	}
	if got := advise(errClosed, "/data/index"); got != errClosed { //nolint:errorlint // it is the very one
		t.Errorf("got %v, want no advice where none helps", got)
	}
}

func TestFollow(t *testing.T) {
	f := newMemory()
	f.fail, f.waiting = errors.New("the disk is on holiday"), make(chan corpus.Seq)
	f.put(harbour)
	x, err := OpenMemory(f, Options{})
	must(t, err)
	defer func() { must(t, x.Close()) }()
	x.pause = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- x.Follow(ctx) }()
	for range 2 { // the failure is met again
		<-f.failed
	}
	f.recover()
	for <-f.waiting < 1 { // until the index waits behind the article
	}
	wantTexts(t, x, "ferry", "Gull Island")
	f.put(bridge)
	for <-f.waiting < 2 { // and behind the next
	}
	wantTexts(t, x, "bridge", "Stone Ford")
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Follow = %v, want nil", err)
	}
}

// After a large build there is one segment, and what is found is the same.
func TestLargeBuildsAreCompact(t *testing.T) {
	dir, g := t.TempDir(), indextest.NewGenerator(7, 30000, nil)
	x, _ := openDir(t, dir, g)
	must(t, x.view.Read(func(s *view.Snapshot) error {
		if n := len(s.Segments()); n != 1 {
			t.Errorf("got %d segments, want 1", n)
		}
		return nil
	}))
	question := corpus.Query{Text: g.Questions(1)[0]}
	want := texts(ask(t, x, question))
	must(t, x.Close())
	y, logged := openDir(t, dir, g)
	if got := texts(ask(t, y, question)); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("got %q, want %q as before it was closed", got, want)
	}
	if logged.Len() > 0 {
		t.Errorf("logged %q, want nothing", logged)
	}
}

func TestClosedIndex(t *testing.T) {
	x, err := OpenMemory(newMemory(), Options{})
	must(t, err)
	must(t, x.Close())
	must(t, x.Close())
	if _, err := x.Search(context.Background(), corpus.Query{Text: "harbour", Limit: 1}); !errors.Is(err, errClosed) {
		t.Errorf("Search = %v, want errClosed", err)
	}
	if err := x.CatchUp(context.Background()); !errors.Is(err, errClosed) {
		t.Errorf("CatchUp = %v, want errClosed", err)
	}
	if err := x.Follow(context.Background()); !errors.Is(err, errClosed) {
		t.Errorf("Follow = %v, want errClosed", err)
	}
}
