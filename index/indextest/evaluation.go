package indextest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"verbatim/corpus"
)

// Question is a question with the sentences that answer it.
type Question struct {
	ID      string
	Q       string
	Targets []Target
}

// Target is a sentence of an article.
type Target struct {
	Article    corpus.ArticleID
	Start, End int // bytes of the article's text; code points in the file
}

// AnsweredBy reports whether a span of an article covers a target: at least half of it, in
// no more than four times its length.
func (q *Question) AnsweredBy(article corpus.ArticleID, s corpus.Span) bool {
	for _, t := range q.Targets {
		shared := min(s.End, t.End) - max(s.Start, t.Start)
		if t.Article == article && 2*shared >= t.End-t.Start && s.Len() <= 4*(t.End-t.Start) {
			return true
		}
	}
	return false
}

// ReadQuestions reads the articles.jsonl and questions.jsonl of a folder.
func ReadQuestions(dir string) ([]corpus.Article, []Question, error) {
	articles, err := readLines[corpus.Article](filepath.Join(dir, "articles.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	offsets := make(map[corpus.ArticleID][]int) // of each code point, in bytes
	for i, a := range articles {
		articles[i].Origin = corpus.OriginImported
		var at []int
		for b := range a.Text {
			at = append(at, b)
		}
		offsets[a.ID] = append(at, len(a.Text))
	}
	questions, err := readLines[Question](filepath.Join(dir, "questions.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	for i := range questions {
		for k := range questions[i].Targets {
			target := &questions[i].Targets[k]
			at := offsets[target.Article]
			if target.Start < 0 || target.Start >= len(at) || target.End < target.Start {
				return nil, nil, fmt.Errorf("question %q: its target is not in the text of article %q", questions[i].ID, target.Article)
			}
			target.Start, target.End = at[target.Start], at[min(target.End, len(at)-1)]
		}
	}
	return articles, questions, nil
}

// readLines reads a file with a JSON object a line.
func readLines[T any](name string) ([]T, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read questions and articles: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, len(out)+1, err)
		}
		out = append(out, one)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return out, nil
}

// Figures are the mean reciprocal rank and the recall of a run.
type Figures struct {
	Questions  int
	reciprocal float64
	found      map[int]int // how many questions have which rank, up to 10
}

// Add counts a question by the rank of its first right answer, 0 for none. Ranks over 100
// count as none.
func (f *Figures) Add(rank int) {
	f.Questions++
	if rank == 0 || rank > 100 {
		return
	}
	f.reciprocal += 1 / float64(rank)
	if f.found == nil {
		f.found = make(map[int]int)
	}
	if rank <= 10 {
		f.found[rank]++
	}
}

// MRR returns the mean reciprocal rank.
func (f *Figures) MRR() float64 { return f.reciprocal / float64(f.Questions) }

// Recall returns the part of the questions with a right answer among the first k, at most
// 10.
func (f *Figures) Recall(k int) float64 {
	n := 0
	for rank := 1; rank <= k; rank++ {
		n += f.found[rank]
	}
	return float64(n) / float64(f.Questions)
}

// String returns the figures in one line.
func (f *Figures) String() string {
	return fmt.Sprintf("%d questions  MRR@100 %.4f  R@1 %.4f  R@5 %.4f  R@10 %.4f", f.Questions, f.MRR(), f.Recall(1), f.Recall(5), f.Recall(10))
}
