package store_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/corpus/store/storetest"
	"verbatim/index"
)

var killRounds = flag.Int("kill-rounds", 3, "how often TestKill kills a writing process")

// TestKill kills a process that writes, and whose index follows, again and
// again at random. What was acknowledged is there, once, as it was last
// written, and nothing else is: in the store, and in the index that opens
// where the killed one was.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	t.Run("SQLite", func(t *testing.T) { testKill(t, filepath.Join(t.TempDir(), "verbatim.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { testKill(t, storetest.Postgres(t, "fsync=on").Database(t)) })
}

func testKill(t *testing.T, location string) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	k := &killing{location: location, index: filepath.Join(t.TempDir(), "index"),
		stands: map[string]string{}, committed: map[string]bool{}}
	steps := 0
	for round := range *killRounds {
		pending, acknowledged := k.round(t, random, round)
		steps += acknowledged
		k.check(t, fmt.Sprintf("round %d of seed %d", round, seed), pending)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d rounds, %d transactions acknowledged, %d articles stand, the index was built anew %d times",
		*killRounds, steps, len(k.stands), k.rebuilt)
	if steps == 0 {
		t.Error("no transaction was acknowledged before a kill")
	}
}

// killing is what must be in the store and in the index.
type killing struct {
	location, index string
	stands          map[string]string // texts by id
	committed       map[string]bool   // names of the transactions
	rebuilt         int               // how often an index was built anew
}

// round lets a process write, kills it, and returns the steps of which nobody
// knows whether they were committed, and how many were acknowledged.
func (k *killing) round(t *testing.T, random *rand.Rand, round int) (pending map[string]killStep, acknowledged int) {
	t.Helper()
	job, err := json.Marshal(killJob{Location: k.location, Index: k.index, Round: round})
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), killChild+"="+string(job))
	var complaints strings.Builder
	child.Stderr = &complaints
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pending = map[string]killStep{}
	lines := bufio.NewScanner(out)
	// Some are killed before they have opened the store.
	for left := random.IntN(120); left > 0 && lines.Scan(); left-- {
		acknowledged += k.take(t, lines.Bytes(), pending)
	}
	time.AfterFunc(time.Duration(random.IntN(15_000))*time.Microsecond, func() { _ = child.Process.Kill() })
	for lines.Scan() { // what it wrote until then
		acknowledged += k.take(t, lines.Bytes(), pending)
	}
	if err := child.Wait(); err == nil || child.ProcessState.ExitCode() > 0 {
		t.Fatalf("the process ended before it was killed: %v\n%s", err, &complaints)
	}
	return pending, acknowledged
}

// take takes note of a line that the process wrote, and returns how many
// transactions it acknowledges.
func (k *killing) take(t *testing.T, line []byte, pending map[string]killStep) int {
	t.Helper()
	var step killStep
	if err := json.Unmarshal(line, &step); err != nil {
		t.Fatalf("line %q: %v", line, err)
	}
	switch {
	case step.Problem != "":
		t.Fatal(step.Problem)
	case step.Done:
		k.commit(pending[step.Name])
		delete(pending, step.Name)
		return 1
	case !step.Opened:
		pending[step.Name] = step
	}
	return 0
}

func (k *killing) commit(step killStep) {
	for _, id := range step.Remove {
		delete(k.stands, id)
	}
	for id, text := range step.Put {
		k.stands[id] = text
	}
	k.committed[step.Name] = true
}

// check opens the store and the index as they were left, and compares.
func (k *killing) check(t *testing.T, when string, pending map[string]killStep) {
	t.Helper()
	ctx := t.Context()
	s, err := store.Open(ctx, k.location, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	// Whatever a killed process had under way ends before another writes.
	if err := s.Update(ctx, "wait", func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	k.checkLog(t, when, s, pending)
	list, err := s.Articles(ctx, killGuild)
	if err != nil {
		t.Fatal(err)
	}
	inStore := map[string][]string{}
	for _, l := range list {
		a, _, err := s.Article(ctx, killGuild, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		inStore[string(l.ID)] = append(inStore[string(l.ID)], a.Text)
	}
	k.compare(t, when+": the store", inStore)
	k.compare(t, when+": the index", k.indexed(t, s))
}

// checkLog finds out which pending steps were committed, each of them whole,
// and that each step was committed once.
func (k *killing) checkLog(t *testing.T, when string, s *store.Store, pending map[string]killStep) {
	t.Helper()
	entries, err := s.Entries(t.Context(), killGuild, 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, e := range entries {
		times[e.Subject]++
		if step, ok := pending[e.Subject]; ok && times[e.Subject] == 1 {
			k.commit(step)
		}
	}
	lost, doubled, ghosts := 0, 0, 0
	for name := range k.committed {
		if times[name] == 0 {
			lost++
		}
	}
	for name, n := range times {
		if n > 1 {
			doubled++
		}
		if !k.committed[name] {
			ghosts++
		}
	}
	if lost+doubled+ghosts > 0 {
		t.Errorf("%s: transactions lost %d, doubled %d, ghosts %d, want none", when, lost, doubled, ghosts)
	}
}

// indexed is what the index answers, once it has caught up, by article.
func (k *killing) indexed(t *testing.T, s *store.Store) map[string][]string {
	t.Helper()
	var logged strings.Builder
	x, err := index.Open(t.Context(), k.index, s, index.Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	k.rebuilt += strings.Count(logged.String(), "anew")
	all, err := x.Search(t.Context(), corpus.Query{Guild: killGuild, Text: "lighthouse", Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, a := range all.Answers {
		found[string(a.Article)] = append(found[string(a.Article)], a.Text)
		for _, also := range a.Also { // every text is another
			found[string(also.Article)] = append(found[string(also.Article)], a.Text)
		}
	}
	return found
}

// compare says what of an article's texts is not as it must be.
func (k *killing) compare(t *testing.T, where string, found map[string][]string) {
	t.Helper()
	if f := faultsOf(k.stands, found); f != (faults{}) {
		t.Errorf("%s: %+v of %d articles, want none", where, f, len(k.stands))
	}
}

// faults counts the articles that are not as they must be.
type faults struct{ lost, doubled, stale, ghosts int }

func faultsOf(want map[string]string, found map[string][]string) (f faults) {
	for id, text := range want {
		switch texts := found[id]; {
		case len(texts) == 0:
			f.lost++
		case len(texts) > 1:
			f.doubled++
		case texts[0] != text:
			f.stale++
		}
	}
	for id := range found {
		if _, stands := want[id]; !stands {
			f.ghosts++
		}
	}
	return f
}

func TestKillSeesFaults(t *testing.T) {
	want := map[string]string{"a": "one", "b": "two"}
	for name, tt := range map[string]struct {
		found map[string][]string
		want  faults
	}{
		"none":    {map[string][]string{"a": {"one"}, "b": {"two"}}, faults{}},
		"lost":    {map[string][]string{"a": {"one"}}, faults{lost: 1}},
		"doubled": {map[string][]string{"a": {"one", "one"}, "b": {"two"}}, faults{doubled: 1}},
		"stale":   {map[string][]string{"a": {"zero"}, "b": {"two"}}, faults{stale: 1}},
		"ghosts":  {map[string][]string{"a": {"one"}, "b": {"two"}, "c": {"two"}}, faults{ghosts: 1}},
	} {
		if got := faultsOf(want, tt.found); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", name, got, tt.want)
		}
	}
}
