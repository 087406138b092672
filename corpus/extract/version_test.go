package extract_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
	"verbatim/internal/golden"
)

const digests = "testdata/version.golden"

// What is derived from a text may change only with extract.Version: an index keeps
// the statements that its version made, and rebuilds itself for another. The golden
// file has a line for each version, with the digest of all that it makes of some
// texts. go test ./corpus/extract -run TestVersion -update adds the line of a new
// version; it never changes one that is there.
func TestVersion(t *testing.T) {
	file, err := os.ReadFile(digests)
	if err != nil {
		t.Fatal(err)
	}
	got := digest(t)
	for _, line := range strings.Split(string(file), "\n") {
		version, want, _ := strings.Cut(line, " ")
		if version != fmt.Sprint(extract.Version) {
			continue
		}
		if got != want {
			t.Fatalf("version %s makes other statements than before: bump extract.Version, then run this test with -update\ngot  %s\nwant %s", version, got, want)
		}
		return
	}
	if !golden.Update() {
		t.Fatalf("version %d has no digest: run this test with -update", extract.Version)
	}
	line := fmt.Sprintf("%d %s\n", extract.Version, got)
	if err := os.WriteFile(digests, append(file, line...), 0o644); err != nil {
		t.Fatal(err)
	}
}

// digest is a hash of the weights and of what is made of the texts.
func digest(t *testing.T) string {
	t.Helper()
	h := sha256.New()
	weights := model.EmbeddedReports().Parts()
	maps.Copy(weights, model.EmbeddedSpeakers().Parts())
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256((*weights[name]).Encode()))
	}
	articles := versionTexts(t)
	for _, id := range slices.Sorted(maps.Keys(articles)) {
		a := articles[id]
		fmt.Fprintln(h, a.ID, paragraphsIn(a.Text))
		for _, s := range statementsIn(a) {
			writeStatement(h, a.Text, s)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// writeStatement writes all that an index keeps of a statement. Probabilities are
// rounded: TestBits compares them exactly.
func writeStatement(w io.Writer, text string, s corpus.Statement) {
	fmt.Fprintf(w, "%s %v %q %s\n", s.ID, s.Span, s.Text, s.Kind)
	for _, r := range s.Reports {
		fmt.Fprintf(w, "  %s %s %v %v %v %s %.6f\n", r.Kind, r.Class, r.Quotes, value(r.Content), value(r.Cue), r.Continues, r.Probability)
		cue, content := extract.ReportWords(text, r)
		fmt.Fprintf(w, "    %q %q\n", cue, content)
		if x := r.Speaker; x != nil {
			fmt.Fprintf(w, "    %q %q %s %t %v %q\n", x.Name, x.Role, x.Kind, x.Certain, x.Mention, x.Aliases)
		}
	}
}

// value is what a pointer leads to, the zero value if it is nil.
func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// versionTexts are the articles that the digest is made of: invented news, the
// built-in article, a text of several sections, and sentences with each word of the
// lexicon.
func versionTexts(t *testing.T) map[corpus.ArticleID]corpus.Article {
	t.Helper()
	articles := map[corpus.ArticleID]corpus.Article{"built-in": builtin.Article()}
	add := func(id, language, text string) {
		articles[corpus.ArticleID(id)] = corpus.Article{ID: corpus.ArticleID(id), Language: language, Text: text}
	}
	all := ""
	for _, a := range inventedNews(t) {
		add(string(a.ID), a.Language, a.Text)
		if a.Language == "en" {
			all += a.Text + "\n\n"
		}
	}
	add("long", "en", strings.Repeat(all, 1+2*document.SectionBytes/len(all)))
	words := slices.Sorted(slices.Values(lexicon.Words().Names))
	for n, part := range slices.Collect(slices.Chunk(words, 100)) {
		text := ""
		for _, w := range part {
			text += strings.ReplaceAll("Ann Lee * that it rained, the * said. “We *,” a * of Leeds *, “and they *.” * Lee of * saw * in the *.\n\n", "*", w)
		}
		add(fmt.Sprintf("words %d", n), "en", text)
	}
	return articles
}

// inventedNews are the articles in testdata/version, named NAME.LANGUAGE.txt.
func inventedNews(t *testing.T) []corpus.Article {
	t.Helper()
	files, err := filepath.Glob("testdata/version/*.txt")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d texts, %v; want 12", len(files), err)
	}
	var articles []corpus.Article
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, language, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), ".")
		articles = append(articles, corpus.Article{ID: corpus.ArticleID(name), Language: language, Text: string(text)})
	}
	return articles
}

// The texts show what extraction can do, so that little of it can change unnoticed.
func TestVersionTextsHoldEveryKind(t *testing.T) {
	kinds, classes := map[corpus.Kind]int{}, map[corpus.Class]int{}
	continued, unnamed, uncertain := 0, 0, 0
	for _, a := range inventedNews(t) {
		for _, s := range statementsIn(a) {
			kinds[s.Kind]++
			for _, r := range s.Reports {
				classes[r.Class]++
				if r.Continues != "" {
					continued++
				}
				if r.Speaker == nil {
					unnamed++
				} else if !r.Speaker.Certain {
					uncertain++
				}
			}
		}
	}
	for _, k := range []corpus.Kind{corpus.Direct, corpus.Indirect, corpus.Mixed, corpus.Narrated} {
		if kinds[k] == 0 {
			t.Errorf("no statement is %s", k)
		}
	}
	for _, c := range lexicon.Classes {
		if classes[c] == 0 {
			t.Errorf("no report is of the class %s", c)
		}
	}
	if continued == 0 || unnamed == 0 || uncertain == 0 {
		t.Errorf("%d reports continue another, %d have no speaker, %d an uncertain one; want some of each", continued, unnamed, uncertain)
	}
}
