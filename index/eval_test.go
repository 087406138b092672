package index

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
)

var evalDir = flag.String("eval", "", "folder with articles.jsonl and questions.jsonl to measure ranking and refusal on")

// evalQuestion is a question with the sentences that answer it.
type evalQuestion struct {
	ID      string
	Q       string
	Targets []struct {
		Article    corpus.ArticleID
		Start, End int // code points of the article's text, then bytes
	}
}

// rightAnswer reports whether a span covers a target: at least half of it, in
// no more than four times its length.
func (q *evalQuestion) rightAnswer(article corpus.ArticleID, s corpus.Span) bool {
	for _, t := range q.Targets {
		shared := min(s.End, t.End) - max(s.Start, t.Start)
		if t.Article == article && 2*shared >= t.End-t.Start && s.Len() <= 4*(t.End-t.Start) {
			return true
		}
	}
	return false
}

// evalData is the articles and questions of the folder; the test is skipped
// where none is given.
func evalData(t testing.TB) ([]corpus.Article, []evalQuestion) {
	t.Helper()
	if *evalDir == "" {
		t.Skip("no -eval folder given")
	}
	articles := readLines[corpus.Article](t, filepath.Join(*evalDir, "articles.jsonl"))
	offsets := make(map[corpus.ArticleID][]int)
	for i, a := range articles {
		articles[i].Origin = corpus.OriginImported
		var at []int
		for b := range a.Text {
			at = append(at, b)
		}
		offsets[a.ID] = append(at, len(a.Text))
	}
	questions := readLines[evalQuestion](t, filepath.Join(*evalDir, "questions.jsonl"))
	for i := range questions {
		for k := range questions[i].Targets {
			target := &questions[i].Targets[k]
			at := offsets[target.Article]
			target.Start, target.End = at[target.Start], at[min(target.End, len(at)-1)]
		}
	}
	return articles, questions
}

func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, one)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// figures are the mean reciprocal rank and the recall of a run.
type figures struct {
	questions        int
	mrr, r1, r5, r10 float64
}

func (f *figures) add(rank int) {
	f.questions++
	if rank == 0 || rank > 100 {
		return
	}
	f.mrr += 1 / float64(rank)
	for _, at := range []struct {
		k   int
		sum *float64
	}{{1, &f.r1}, {5, &f.r5}, {10, &f.r10}} {
		if rank <= at.k {
			*at.sum++
		}
	}
}

func (f *figures) log(t testing.TB, name string) {
	n := float64(f.questions)
	t.Logf("%-28s %d questions  MRR@100 %.4f  R@1 %.4f  R@5 %.4f  R@10 %.4f", name, f.questions, f.mrr/n, f.r1/n, f.r5/n, f.r10/n)
}

// TestEvalRanking prints the ranking's figures beside those of Bleve's English
// defaults on the same statements.
func TestEvalRanking(t *testing.T) {
	articles, questions := evalData(t)
	x, _ := open(t, articles...)
	var ours figures
	for i := range questions {
		q := &questions[i]
		rank := 0
		for k, a := range ask(t, x, corpus.Query{Text: q.Q, Limit: 100}) {
			if q.rightAnswer(a.Article, a.Span) {
				rank = k + 1
				break
			}
		}
		ours.add(rank)
	}
	ours.log(t, "index")
	baseline := bleveDefault(t, articles, questions)
	baseline.log(t, "Bleve, en, BM25, defaults")
	t.Logf("MRR above the baseline: %+.4f", ours.mrr/float64(ours.questions)-baseline.mrr/float64(baseline.questions))
}

// bleveDefault asks Bleve with its English analyzer and BM25 over statements.
func bleveDefault(t *testing.T, articles []corpus.Article, questions []evalQuestion) *figures {
	t.Helper()
	field := bleve.NewTextFieldMapping()
	field.Analyzer = en.AnalyzerName
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt("text", field)
	m.ScoringModel = bleveindex.BM25Scoring
	b, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	type place struct {
		article corpus.ArticleID
		span    corpus.Span
	}
	places := make(map[string]place)
	batch := b.NewBatch()
	for _, a := range articles {
		for _, s := range extracttest.Statements(t, a) {
			places[string(s.ID)] = place{a.ID, s.Span}
			if err := batch.Index(string(s.ID), map[string]any{"text": s.Text}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.Batch(batch); err != nil {
		t.Fatal(err)
	}
	out := &figures{}
	for i := range questions {
		query := bleve.NewMatchQuery(questions[i].Q)
		query.SetField("text")
		result, err := b.SearchInContext(context.Background(), bleve.NewSearchRequestOptions(query, 100, 0, false))
		if err != nil {
			t.Fatal(err)
		}
		rank := 0
		for k, hit := range result.Hits {
			if p := places[hit.ID]; questions[i].rightAnswer(p.article, p.span) {
				rank = k + 1
				break
			}
		}
		out.add(rank)
	}
	return out
}
