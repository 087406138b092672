package indextest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
)

func TestArticlesAreTheSameEveryTime(t *testing.T) {
	g := NewGenerator(1, 95, nil)
	if g.Articles != 4 || g.Statements() != 120 {
		t.Errorf("%d articles of %d statements, want 4 of 120", g.Articles, g.Statements())
	}
	for n := range g.Articles {
		a := g.Article(n)
		if again := NewGenerator(1, 95, nil).Article(n); again != a {
			t.Errorf("article %d is\n%+v\nand then\n%+v", n, a, again)
		}
		if err := a.Validate(); err != nil {
			t.Errorf("article %d: %v", n, err)
		}
		if got := len(extracttest.Statements(t, a)); got != StatementsPerArticle {
			t.Errorf("article %d has %d statements, want %d", n, got, StatementsPerArticle)
		}
	}
	if a, b := g.Questions(3), NewGenerator(1, 95, nil).Questions(3); !slices.Equal(a, b) {
		t.Errorf("questions %q, then %q", a, b)
	}
	changes, err := g.ChangesOf(t.Context(), corpus.Guilds{}, 1, 2)
	if err != nil || len(changes) != 2 || changes[0].Seq != 2 || changes[1].Article.ID != g.Article(2).ID {
		t.Errorf("the changes after the first are %+v, %v, want the second and third article", changes, err)
	}
}

func TestWordsOfAFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"articles.jsonl":  `{"text": "The ferry and the Bridge."}` + "\n" + `{"text": "A bridge, at noon: bridge"}`,
		"questions.jsonl": `{"q": "Which bridge?"}` + "\n" + `{"q": "When?"}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	vocabulary, questions, err := Words(dir)
	slices.Sort(questions)
	if got := strings.Join(vocabulary, " "); err != nil || got != "bridge ferry noon" || !slices.Equal(questions, []string{"When?", "Which bridge?"}) {
		t.Errorf("Words = %q, %q, %v, want the words without stop words, the most frequent first, and both questions", vocabulary, questions, err)
	}
	if _, _, err := Words(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("Words of a folder that is not there gave no error")
	}
	if vocabulary, questions, err := Words(""); len(vocabulary)+len(questions) > 0 || err != nil {
		t.Errorf("Words of no folder = %q, %q, %v, want nothing", vocabulary, questions, err)
	}
}
