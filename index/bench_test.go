package index

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/indextest"
	"verbatim/index/wording"
)

var (
	sizes    = flag.String("sizes", "10000", "statements in the benchmark's corpora, parted by commas")
	withFTS5 = flag.Bool("fts5", true, "compare with SQLite FTS5")
)

// What BenchmarkIndex asks for: so many answers to so many questions at most.
const (
	benchAnswers   = 3
	benchQuestions = 1000
)

// BenchmarkIndex builds an index of generated articles, answers questions out of
// it and does the same with SQLite FTS5, each question of one right after the same
// of the other. With -eval the vocabulary and the questions are those of the folder.
func BenchmarkIndex(b *testing.B) {
	for _, size := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatalf("-sizes %q: %v", *sizes, err)
		}
		b.Run(size, func(b *testing.B) { benchmarkSize(b, n) })
	}
}

func benchmarkSize(b *testing.B, statements int) {
	vocabulary, questions := realWords(b)
	g := indextest.NewGenerator(1, statements, vocabulary)
	if len(questions) == 0 {
		questions = g.Questions(1000)
	}
	dir := b.TempDir()
	build := buildOnDisk(b, g, dir)
	alone := answerAlone(b, dir, statements, questions)
	x, err := Open(context.Background(), dir, g, Options{})
	must(b, err)
	defer func() { must(b, x.Close()) }()
	var peer *fts5
	if *withFTS5 {
		peer = newFTS5(b, g)
	}
	questions = questions[:min(len(questions), benchQuestions)]
	var ours, theirs []time.Duration
	for b.Loop() {
		for _, q := range questions { // all of them, however long it takes: quantiles need many
			start := time.Now()
			ask(b, x, corpus.Query{Text: q, Limit: benchAnswers})
			ours = append(ours, time.Since(start))
			if peer != nil {
				match := fts5Query(q)
				start = time.Now()
				must(b, peer.ask(match))
				theirs = append(theirs, time.Since(start))
			}
		}
	}
	for name, value := range alone {
		b.ReportMetric(value, name)
	}
	b.ReportMetric(float64(g.Statements())/build.Seconds(), "statements/s")
	b.ReportMetric(extraction(b, g), "extracted/s")
	b.ReportMetric(float64(folderSize(b, dir))/1e6, "MB-on-disk")
	mean := reportMean(b, "", ours)
	figures := reportQuantiles(b, "", ours)
	if peer != nil {
		b.ReportMetric(reportMean(b, "fts5-", theirs)/mean, "times-faster-mean")
		for i, their := range reportQuantiles(b, "fts5-", theirs) {
			b.ReportMetric(their/figures[i], "times-faster-"+[...]string{"p50", "p95", "p99"}[i])
		}
	}
}

// realWords is the vocabulary of the -eval folder, the most frequent words
// first, and its questions.
func realWords(b testing.TB) (vocabulary, questions []string) {
	b.Helper()
	vocabulary, questions, err := indextest.Words(*evalDir)
	must(b, err)
	return vocabulary, questions
}

func buildOnDisk(b *testing.B, g *indextest.Generator, dir string) time.Duration {
	b.Helper()
	start := time.Now()
	x, err := Open(context.Background(), dir, g, Options{})
	must(b, err)
	catchUp(b, x)
	must(b, x.Close())
	took := time.Since(start)
	debug.FreeOSMemory()
	return took
}

// BenchmarkExtractionShare tells what extracting articles costs, as a share of
// what indexing their statements does: -cpu 1 keeps both on one core. The
// built-in article has news's share of reports; its copies bring few new words,
// so that indexing them is cheaper than news would be.
func BenchmarkExtractionShare(b *testing.B) {
	g := indextest.NewGenerator(1, 10000, nil)
	sets := []struct {
		name     string
		articles []corpus.Article
	}{{"generated", nil}, {"built-in", nil}, {"eval", nil}}
	for n := range g.Articles {
		sets[0].articles = append(sets[0].articles, g.Article(n))
	}
	for n := range 200 {
		a := builtin.Article()
		a.ID = corpus.ArticleID(fmt.Sprintf("copy-%d", n))
		sets[1].articles = append(sets[1].articles, a)
	}
	if *evalDir != "" {
		sets[2].articles, _ = evalData(b)
	}
	for _, set := range sets {
		if len(set.articles) == 0 {
			continue
		}
		b.Run(set.name, func(b *testing.B) {
			feed := newMemory(set.articles...)
			var extracting, all time.Duration
			for b.Loop() {
				start := time.Now()
				for _, a := range set.articles {
					extracttest.Statements(b, a)
				}
				extracting += time.Since(start)
				start = time.Now()
				x, err := Open(b.Context(), b.TempDir(), feed, Options{})
				must(b, err)
				catchUp(b, x)
				must(b, x.Close())
				all += time.Since(start)
			}
			b.ReportMetric(extracting.Seconds()/(all-extracting).Seconds(), "extraction/indexing")
		})
	}
}

// extraction is how many statements a second are extracted on one core.
func extraction(b *testing.B, g *indextest.Generator) float64 {
	articles := make([]corpus.Article, min(g.Articles, 1000))
	for n := range articles {
		articles[n] = g.Article(n)
	}
	start, count := time.Now(), 0
	for _, a := range articles {
		count += len(extracttest.Statements(b, a))
	}
	return float64(count) / time.Since(start).Seconds()
}

func folderSize(b *testing.B, dir string) (size int64) {
	b.Helper()
	must(b, filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	}))
	return size
}

func reportQuantiles(b *testing.B, prefix string, took []time.Duration) (ms [3]float64) {
	slices.Sort(took)
	for i, p := range []int{50, 95, 99} {
		ms[i] = float64(took[len(took)*p/100].Microseconds()) / 1000
		b.ReportMetric(ms[i], fmt.Sprintf("%sp%d-ms", prefix, p))
	}
	return ms
}

// reportMean reports the mean, which it returns in milliseconds.
func reportMean(b *testing.B, prefix string, took []time.Duration) float64 {
	sum := time.Duration(0)
	for _, t := range took {
		sum += t
	}
	mean := float64(sum.Microseconds()) / 1000 / float64(len(took))
	b.ReportMetric(mean, prefix+"mean-ms")
	return mean
}

// fts5 is a full-text table of SQLite.
type fts5 struct{ best *sql.Stmt }

// newFTS5 makes a table of the same statements, and prepares the question to it.
func newFTS5(b *testing.B, g *indextest.Generator) *fts5 {
	b.Helper()
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "fts5.db"))
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	_, err = db.Exec(`PRAGMA journal_mode=off; PRAGMA synchronous=off; CREATE VIRTUAL TABLE s USING fts5(text, tokenize='porter')`)
	must(b, err)
	start := time.Now()
	tx, err := db.Begin()
	must(b, err)
	for n := range g.Articles {
		for _, s := range extracttest.Statements(b, g.Article(n)) {
			_, err := tx.Exec(`INSERT INTO s VALUES ($1)`, s.Text)
			must(b, err)
		}
	}
	must(b, tx.Commit())
	_, err = db.Exec(`INSERT INTO s(s) VALUES ('optimize')`)
	must(b, err)
	b.ReportMetric(float64(g.Statements())/time.Since(start).Seconds(), "fts5-statements/s")
	best, err := db.Prepare(fmt.Sprintf(`SELECT text FROM s WHERE s MATCH $1 ORDER BY bm25(s) LIMIT %d`, benchAnswers))
	must(b, err)
	b.Cleanup(func() { must(b, best.Close()) })
	return &fts5{best}
}

// ask reads the best statements.
func (f *fts5) ask(match string) error {
	rows, err := f.best.Query(match)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
	}
	return rows.Err()
}

// fts5Query is the words of a question, stop words left out as ours are.
func fts5Query(q string) string {
	var words []string
	wording.EachWord(q, func(start, end int) {
		if w := strings.ToLower(q[start:end]); !wording.IsStop([]byte(w)) {
			words = append(words, `"`+w+`"`)
		}
	})
	return strings.Join(words, " OR ")
}

// answerAlone opens the index in a process of its own and answers questions
// there: how long opening took and how much memory is resident.
func answerAlone(b *testing.B, dir string, statements int, questions []string) map[string]float64 {
	b.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestAnswerAlone$", "-test.v")
	cmd.Env = append(os.Environ(), "INDEX_ALONE="+dir, fmt.Sprintf("INDEX_STATEMENTS=%d", statements))
	cmd.Stdin = strings.NewReader(strings.Join(questions, "\n"))
	return figuresOf(b, cmd)
}

// figuresOf runs a process of the test binary and reads the figures it tells.
func figuresOf(b *testing.B, cmd *exec.Cmd) map[string]float64 {
	b.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	figures := make(map[string]float64)
	for line := range strings.Lines(string(out)) {
		var name string
		var value float64
		if n, _ := fmt.Sscanf(line, "figure %s %g", &name, &value); n == 2 {
			figures[name] = value
		}
	}
	return figures
}

// TestAnswerAlone is the process that answerAlone starts.
func TestAnswerAlone(t *testing.T) {
	dir := os.Getenv("INDEX_ALONE")
	if dir == "" {
		t.Skip("only the benchmark starts it")
	}
	n, err := strconv.Atoi(os.Getenv("INDEX_STATEMENTS"))
	must(t, err)
	start := time.Now()
	x, err := Open(context.Background(), dir, indextest.NewGenerator(1, n, nil), Options{})
	must(t, err)
	fmt.Printf("figure open-s %g\n", time.Since(start).Seconds())
	defer func() { must(t, x.Close()) }()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if _, err := x.Search(t.Context(), corpus.Query{Text: lines.Text(), Limit: 10}); err != nil {
			t.Logf("%q: %v", lines.Text(), err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc: resident memory is not measured here")
	}
	for line := range bytes.Lines(status) {
		var kB float64
		for _, f := range []struct{ field, name string }{{"VmRSS:", "MB-resident"}, {"RssAnon:", "MB-resident-heap"}} {
			if n, _ := fmt.Sscanf(string(line), f.field+" %g kB", &kB); n == 1 {
				fmt.Printf("figure %s %g\n", f.name, kB/1024)
			}
		}
	}
}

// BenchmarkPutToSearchable is how long it takes until an article that is put is
// found, with the index's follower running.
func BenchmarkPutToSearchable(b *testing.B) {
	statements, err := strconv.Atoi(strings.Split(*sizes, ",")[0])
	must(b, err)
	g := indextest.NewGenerator(1, statements, nil)
	f := newMemory()
	for n := range g.Articles {
		f.changes = append(f.changes, corpus.Change{Seq: corpus.Seq(n + 1), Article: g.Article(n)})
	}
	f.head.Seq = corpus.Seq(g.Articles)
	x, err := Open(context.Background(), b.TempDir(), f, Options{})
	must(b, err)
	defer func() { must(b, x.Close()) }()
	catchUp(b, x)
	ctx, cancel := context.WithCancel(context.Background())
	var following sync.WaitGroup
	following.Go(func() { _ = x.Follow(ctx) })
	defer following.Wait()
	defer cancel()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		word := fmt.Sprintf("xyzzy%d", i)
		start := time.Now()
		f.put(article(word, fmt.Sprintf("The %s was found on the shore.", word)))
		for len(ask(b, x, corpus.Query{Text: word, Limit: 1})) == 0 {
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(start))
	}
	reportQuantiles(b, "", took)
}
