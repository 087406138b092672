package index

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index/indextest"
	"verbatim/index/view"
)

var (
	corpora           = flag.Int("corpora", 50, "guilds with a corpus of their own in BenchmarkProcesses")
	corporaStatements = flag.Int("corpora-statements", 10000, "statements in all of these corpora")
	sharedStatements  = flag.Int("shared-statements", 3000, "statements in the shared corpus beside them")
)

// BenchmarkProcesses parts the corpora of guilds among 1, 2 and 4 processes, by
// Discord's shards, and tells what each of them takes: at first, and when it
// starts again. "none" is a process that holds the shared corpus alone. With
// -eval the vocabulary is that of the folder.
//
//	go test ./index -run '^$' -bench Processes -benchtime 1x -corpora 1000 -corpora-statements 200000
func BenchmarkProcesses(b *testing.B) {
	location := filepath.Join(b.TempDir(), "verbatim.db")
	owners := fillStore(b, location)
	for _, of := range []int{0, 1, 2, 4} {
		name := fmt.Sprint(of)
		if of == 0 {
			name = "none"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				benchmarkProcesses(b, location, of, owners)
			}
		})
	}
	b.Run("one more of 4", func(b *testing.B) {
		for b.Loop() {
			job := processJob{Store: location, Index: b.TempDir(), Guilds: shards(0), More: shards(0, 1)}
			job.run(b)
			reportFigures(b, job.run(b), "came-s", "came-statements", "left-s")
		}
	})
}

// benchmarkProcesses reports what the processes take, as their mean and at most.
func benchmarkProcesses(b *testing.B, location string, of int, owners []corpus.GuildID) {
	b.Helper()
	var sums, most = map[string]float64{}, map[string]float64{}
	for shard := range max(1, of) {
		job := processJob{Store: location, Index: b.TempDir(), Guilds: corpus.Guilds{Of: max(1, of)}}
		if of > 0 {
			job.Guilds.IDs = []int{shard}
		}
		for _, owner := range owners {
			if job.Guilds.Has(owner) && len(job.Ask) < 1000 {
				job.Ask = append(job.Ask, owner)
			}
		}
		built := job.run(b)
		figures := job.run(b)
		figures["build-s"] = built["start-s"]
		figures["MB-on-disk"] = float64(folderSize(b, job.Index)) / 1e6
		for name, value := range figures {
			sums[name] += value
			most[name] = max(most[name], value)
		}
	}
	for name := range sums {
		sums[name] /= float64(max(1, of))
	}
	names := []string{"statements", "build-s", "start-s", "MB-on-disk", "MB-resident", "MB-anonymous", "MB-heap"}
	reportFigures(b, sums, names...)
	if of > 1 {
		for _, name := range names {
			b.ReportMetric(most[name], "most-"+name)
		}
	}
}

func reportFigures(b *testing.B, figures map[string]float64, names ...string) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	for _, name := range names {
		value, ok := figures[name]
		if !ok {
			b.Errorf("the process told no %s", name)
		}
		b.ReportMetric(value, name)
	}
}

// fillStore puts the guilds' corpora and the shared one into a new store. A few
// guilds own most, as of anything that people gather: the n-th largest has its
// size in proportion to 1/(n+2), and at least one article.
func fillStore(b *testing.B, location string) (owners []corpus.GuildID) {
	b.Helper()
	vocabulary, _ := realWords(b)
	sum := 0.0
	for n := range *corpora {
		sum += 1 / float64(n+3)
	}
	random := rand.New(rand.NewPCG(11, 0))
	var articles []corpus.GuildID // whose the article of that number is
	for range (*sharedStatements + indextest.StatementsPerArticle - 1) / indextest.StatementsPerArticle {
		articles = append(articles, corpus.Shared)
	}
	for n := range *corpora {
		owner := corpus.GuildID(fmt.Sprint(random.Uint64N(1 << 60)))
		owners = append(owners, owner)
		for range max(1, int(float64(*corporaStatements)/sum/float64(n+3)/indextest.StatementsPerArticle+0.5)) {
			articles = append(articles, owner)
		}
	}
	random.Shuffle(len(articles), func(i, k int) { articles[i], articles[k] = articles[k], articles[i] })
	g := indextest.NewGenerator(1, len(articles)*indextest.StatementsPerArticle, vocabulary)
	s, err := store.Open(b.Context(), location, slog.New(slog.DiscardHandler))
	must(b, err)
	_, err = s.PutAll(b.Context(), func(yield func(corpus.Article, error) bool) {
		for n, owner := range articles {
			a := g.Article(n)
			a.Guild = owner
			if !yield(a, nil) {
				return
			}
		}
	})
	must(b, err)
	must(b, s.Close())
	info, err := os.Stat(location)
	must(b, err)
	b.Logf("%d articles of %d guilds and the shared corpus, %d statements, %.1f MB in the store",
		len(articles), len(owners), g.Statements(), float64(info.Size())/1e6)
	return owners
}

// processJob is what a process that is measured does: it opens an index of some
// guilds, brings it up to the store, and asks a question for each of Ask.
type processJob struct {
	Store, Index string
	Guilds       corpus.Guilds
	Ask          []corpus.GuildID
	More         corpus.Guilds // that it then holds, and again does not; none: it does not
}

// run does the job in a process of its own and returns the figures that it
// tells.
func (j processJob) run(b *testing.B) map[string]float64 {
	b.Helper()
	job, err := json.Marshal(j)
	must(b, err)
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestProcessAlone$", "-test.v")
	cmd.Env = append(os.Environ(), "INDEX_PROCESS="+string(job))
	return figuresOf(b, cmd)
}

// TestProcessAlone is the process that BenchmarkProcesses starts.
func TestProcessAlone(t *testing.T) {
	encoded := os.Getenv("INDEX_PROCESS")
	if encoded == "" {
		t.Skip("only the benchmark starts it")
	}
	var j processJob
	must(t, json.Unmarshal([]byte(encoded), &j))
	s, err := store.Open(t.Context(), j.Store, slog.New(slog.DiscardHandler))
	must(t, err)
	defer func() { must(t, s.Close()) }()
	start := time.Now()
	x := openHolding(t, j.Index, s, j.Guilds)
	defer func() { must(t, x.Close()) }()
	catchUp(t, x)
	must(t, x.persisted(t.Context()))
	tell("start-s", time.Since(start).Seconds())
	g := indextest.NewGenerator(1, 30000, nil)
	questions := g.Questions(max(1, len(j.Ask)))
	for i, guild := range j.Ask {
		ask(t, x, corpus.Query{Guild: guild, Text: questions[i], Limit: 10})
	}
	tellMemory(t)
	before := statementsIn(t, x)
	tell("statements", float64(before))
	if j.More.Of > 0 {
		start = time.Now()
		hold(t, x, j.More)
		tell("came-s", time.Since(start).Seconds())
		tell("came-statements", float64(statementsIn(t, x)-before))
		start = time.Now()
		hold(t, x, j.Guilds)
		tell("left-s", time.Since(start).Seconds())
		must(t, x.view.Read(func(s *view.Snapshot) error {
			if count, err := s.DocCount(); err != nil || count != s.Size {
				t.Errorf("the segments have room for %d documents, there are %d, %v", s.Size, count, err)
			}
			return nil
		}))
	}
}

func tell(name string, value float64) { fmt.Printf("figure %s %g\n", name, value) }

// tellMemory tells what is resident, which the pages of the index's files count
// to that were read; what of it is no file's; and what the heap holds.
func tellMemory(t *testing.T) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc: resident memory is not measured here")
	}
	for line := range bytes.Lines(status) {
		var kB float64
		for _, f := range []struct{ field, name string }{{"VmRSS:", "MB-resident"}, {"RssAnon:", "MB-anonymous"}} {
			if n, _ := fmt.Sscanf(string(line), f.field+" %g kB", &kB); n == 1 {
				tell(f.name, kB*1024/1e6)
			}
		}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	tell("MB-heap", float64(m.HeapAlloc)/1e6)
}

// statementsIn is how many statements the index holds.
func statementsIn(t *testing.T, x *Index) (n int) {
	t.Helper()
	must(t, x.view.Read(func(s *view.Snapshot) error {
		return s.EachTerm(view.FieldKind, "", func(term string) bool {
			if _, kind, _ := view.CutScope(term); kind != view.AnyKind {
				return true
			}
			must(t, s.EachPosting(view.FieldKind, term, func(number, _ uint64) {
				p, err := s.Passage(number)
				must(t, err)
				n += len(p.Statements)
			}))
			return true
		})
	}))
	return n
}
