package index

import (
	"context"
	"flag"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/indextest"
)

var evalDir = flag.String("eval", "", "folder with articles.jsonl and questions.jsonl to measure ranking and refusal on")

// evalData returns the articles and questions of the -eval folder. Without the flag it
// skips the test.
func evalData(t testing.TB) ([]corpus.Article, []indextest.Question) {
	t.Helper()
	if *evalDir == "" {
		t.Skip("no -eval folder given")
	}
	articles, questions, err := indextest.ReadQuestions(*evalDir)
	must(t, err)
	return articles, questions
}

// TestEvalRanking prints the ranking's figures beside those of Bleve's English
// defaults on the same statements.
func TestEvalRanking(t *testing.T) {
	articles, questions := evalData(t)
	x, _ := open(t, articles...)
	var ours indextest.Figures
	for i := range questions {
		q := &questions[i]
		rank := 0
		for k, a := range ask(t, x, corpus.Query{Text: q.Q, Limit: 100}) {
			if q.AnsweredBy(a.Article, a.Span) {
				rank = k + 1
				break
			}
		}
		ours.Add(rank)
	}
	t.Logf("%-28s %s", "index", &ours)
	baseline := bleveDefault(t, articles, questions)
	t.Logf("%-28s %s", "Bleve, en, BM25, defaults", baseline)
	t.Logf("MRR above the baseline: %+.4f", ours.MRR()-baseline.MRR())
}

// bleveDefault asks Bleve with its English analyzer and BM25 over statements.
func bleveDefault(t *testing.T, articles []corpus.Article, questions []indextest.Question) *indextest.Figures {
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
	out := &indextest.Figures{}
	for i := range questions {
		query := bleve.NewMatchQuery(questions[i].Q)
		query.SetField("text")
		result, err := b.SearchInContext(context.Background(), bleve.NewSearchRequestOptions(query, 100, 0, false))
		if err != nil {
			t.Fatal(err)
		}
		rank := 0
		for k, hit := range result.Hits {
			if p := places[hit.ID]; questions[i].AnsweredBy(p.article, p.span) {
				rank = k + 1
				break
			}
		}
		out.Add(rank)
	}
	return out
}
