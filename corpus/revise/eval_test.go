package revise_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

var evalDir = flag.String("eval", "", "folder with articles (*.jsonl, *.jsonl.gz, articles.txt) to rewrite and to tell apart")

// How many texts of a file are taken, and how long they are.
const (
	evalPerFile = 40
	evalLeast   = 600 // bytes
)

// TestDoubtOnEval prints how many texts come through after they were rewritten,
// and how much of what is no version of an article does, for whole articles and
// for their beginnings.
func TestDoubtOnEval(t *testing.T) {
	if *evalDir == "" {
		t.Skip("no -eval folder given")
	}
	files := evalFiles(t)
	for _, size := range [][2]int{{5, 15}, {15, 30}, {30, 60}, {0, 0}} {
		e := &evaluation{Rand: rand.New(rand.NewPCG(7, 7)), size: size, came: map[string][2]int{}}
		for _, articles := range files {
			e.file(articles)
		}
		e.print(t)
	}
}

// evaluation counts what comes through.
type evaluation struct {
	*rand.Rand
	size  [2]int // words that are taken of each article; all where 0
	came  map[string][2]int
	order []string
}

func (e *evaluation) try(kind string, before, after corpus.Article) {
	n, ok := e.came[kind]
	if !ok {
		e.order = append(e.order, kind)
	}
	n[1]++
	if doubted(before, after) == corpus.NoDoubt {
		n[0]++
	}
	e.came[kind] = n
}

func (e *evaluation) print(t *testing.T) {
	what := "whole articles"
	if e.size[1] > 0 {
		what = fmt.Sprintf("articles of %d to %d words", e.size[0], e.size[1])
	}
	for _, kind := range e.order {
		n := e.came[kind]
		t.Logf("%s: %-45s %6.2f %% of %d come through", what, kind, 100*float64(n[0])/float64(n[1]), n[1])
	}
}

func (e *evaluation) cut(a corpus.Article) corpus.Article {
	if e.size[1] == 0 {
		return a
	}
	n := e.size[0] + e.IntN(e.size[1]-e.size[0])
	if words := strings.Fields(a.Text); len(words) > 8 {
		a.Text = strings.Join(words[:min(n, len(words))], " ")
	} else if runes := []rune(a.Text); len(runes) > 3*n {
		a.Text = string(runes[:3*n]) // its script parts no words
	}
	return a
}

func (e *evaluation) file(articles []corpus.Article) {
	var pool []string
	for _, a := range articles {
		s := sentences(a.Text)
		pool = append(pool, s[:min(len(s), 20)]...)
	}
	g := &rewriter{e.Rand, pool}
	for _, whole := range articles[:min(len(articles), evalPerFile)] {
		a := e.cut(whole)
		for _, w := range ways {
			for _, rate := range []float64{0.1, 0.3, 0.6} {
				b := a
				b.Text, b.Title = w.do(g, a.Text, rate), g.rewordOne(a.Title, rate)
				e.try(fmt.Sprintf("%s at %.0f %%", w.name, 100*rate), a, b)
			}
		}
		e.others(a, whole, articles)
	}
}

func (e *evaluation) others(a, whole corpus.Article, articles []corpus.Article) {
	other := articles[e.IntN(len(articles))]
	if other.ID != whole.ID && other.Title != whole.Title {
		e.try("another article", a, e.cut(other))
		e.try("another article, whole", a, other)
	}
	for _, o := range articles {
		if o.Title == whole.Title && o.ID != whole.ID && !strings.Contains(o.Text, a.Text[:len(a.Text)/2]) {
			o.Title = "Another title"
			e.try("another part of the same encyclopedia entry", a, e.cut(o))
			break
		}
	}
	home := corpus.Article{Title: "The Courier"}
	for _, i := range e.Perm(len(articles))[:min(len(articles), 25)] {
		home.Text += articles[i].Title + "\n\n" + beginning(articles[i].Text, 1000) + "\n\n"
	}
	home.Text += a.Title + "\n\n" + beginning(a.Text, 1000)
	e.try("front page with its first sentence", a, home)
	for i, w := range walls {
		titles := []string{a.Title, "The Courier"}
		e.try("wall or notice", a, corpus.Article{Title: titles[i%2], Text: w})
	}
	if e.size[1] > 0 {
		return // a sentence or two has no beginning
	}
	for _, parts := range []int{5, 3, 2} {
		b := a
		b.Text = beginning(a.Text, parts) + "\n\nSubscribe now to go on reading this article. You have a subscription? Log in."
		e.try(fmt.Sprintf("teaser, the first 1/%d", parts), a, b)
	}
	b := a
	b.Text = strings.Join(slices.Concat(sentences(other.Text), sentences(a.Text)), " ")
	e.try("it has grown by another article's length", a, b)
}

// evalFiles is the articles of each file, those of long ones in pieces too.
func evalFiles(t *testing.T) [][]corpus.Article {
	var files [][]corpus.Article
	err := filepath.WalkDir(*evalDir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		var articles []corpus.Article
		switch name := d.Name(); {
		case name == "articles.txt":
			articles = evalPack(t, path)
		case strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".jsonl.gz"):
			articles = evalLines(t, path)
		}
		if len(articles) > 2 {
			files = append(files, articles)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func evalLines(t *testing.T, path string) []corpus.Article {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var out []corpus.Article
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() && len(out) < 4*evalPerFile {
		var a struct{ ID, Title, Text string }
		if json.Unmarshal(lines.Bytes(), &a) != nil || len(a.Text) < evalLeast {
			continue // a file of something else
		}
		out = append(out, corpus.Article{ID: corpus.ArticleID(a.ID), Title: strings.ReplaceAll(a.Title, "_", " "), Text: a.Text})
	}
	return out
}

var evalTag = regexp.MustCompile(`</?[qimo]\b[^>]*>`)

// evalPack reads articles with reports marked up, each behind a line "### id".
func evalPack(t *testing.T, path string) []corpus.Article {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []corpus.Article
	for i, part := range strings.Split("\n"+string(data), "\n### ")[1:] {
		a := corpus.Article{ID: corpus.ArticleID(fmt.Sprint(path, i))}
		_, body, _ := strings.Cut(part, "\n")
		for line := range strings.Lines(body) {
			if title, ok := strings.CutPrefix(line, "@title "); ok {
				a.Title = strings.TrimSpace(title)
			} else if !strings.HasPrefix(line, "@") {
				a.Text += evalTag.ReplaceAllString(line, "")
			}
		}
		if len(a.Text) >= evalLeast {
			out = append(out, a)
		}
	}
	return out
}
