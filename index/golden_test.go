package index

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/index/indextest"
	"verbatim/internal/golden"
)

// goldenTexts returns the texts of the golden ranking, and the built-in article.
func goldenTexts(t *testing.T) []corpus.Article {
	t.Helper()
	out := []corpus.Article{builtin.Article()}
	for _, id := range []string{"harbour", "bridge", "comet"} {
		text, err := os.ReadFile(filepath.Join("testdata", "golden", id+".txt"))
		must(t, err)
		out = append(out, article(id, string(text)))
	}
	return out
}

// TestGoldenRanking holds the rank of every question's answer among a few texts,
// and the figures over all of them: a change of the ranking shows in review.
func TestGoldenRanking(t *testing.T) {
	x, _ := open(t, goldenTexts(t)...)
	questions, err := os.ReadFile(filepath.Join("testdata", "golden", "questions.txt"))
	must(t, err)
	var b strings.Builder
	var all indextest.Figures
	refused, unanswerable := 0, 0
	for line := range strings.Lines(string(questions)) {
		question, want, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if want == "-" {
			unanswerable++
			verdict := "answered"
			if len(ask(t, x, corpus.Query{Text: question, Threshold: DefaultThreshold})) == 0 {
				refused++
				verdict = "refused"
			}
			fmt.Fprintf(&b, "%-8s  %s\n", verdict, question)
			continue
		}
		rank := 0
		for i, text := range texts(ask(t, x, corpus.Query{Text: question, Limit: 100})) {
			if strings.Contains(text, want) {
				rank = i + 1
				break
			}
		}
		note := ""
		if len(ask(t, x, corpus.Query{Text: question, Threshold: DefaultThreshold})) == 0 {
			note = "  (refused)"
		}
		all.Add(rank)
		fmt.Fprintf(&b, "%8d  %s%s\n", rank, question, note)
	}
	fmt.Fprintf(&b, "\nMRR %.3f  R@1 %.3f  R@5 %.3f  refused %d of %d that nothing answers\n", all.MRR(), all.Recall(1), all.Recall(5), refused, unanswerable)
	golden.Check(t, filepath.Join("testdata", "golden", "ranking.golden"), b.String(), "the ranking changed")
}
