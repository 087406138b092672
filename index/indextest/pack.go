package indextest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"verbatim/corpus"
)

// PackQuestion is a question of a pack of invented news.
type PackQuestion struct {
	ID   string   `json:"id"`
	Q    string   `json:"q"`
	Any  []string `json:"any"`  // a statement that holds one of these answers
	Also []string `json:"also"` // a statement that holds one of these is on the topic, but does not answer
	None bool     `json:"none"` // nothing in the pack answers
	Kind string   `json:"kind"`
}

// Answers reports whether a statement answers the question.
func (q *PackQuestion) Answers(statement string) bool { return holdsAny(statement, q.Any) }

// OnTopic reports whether a statement is on the question's topic, but does not answer it.
func (q *PackQuestion) OnTopic(statement string) bool {
	return !q.Answers(statement) && holdsAny(statement, q.Also)
}

func holdsAny(text string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// mark is a mark of a report in an article of a pack.
var mark = regexp.MustCompile(`<[qimo] s="[^"]*"(?: n="\d+")?>|</[qimo]>`)

// ReadPack reads the articles.txt and questions.jsonl of a folder in the form of training/news.
func ReadPack(dir string) ([]corpus.Article, []PackQuestion, error) {
	text, err := os.ReadFile(filepath.Join(dir, "articles.txt"))
	if err != nil {
		return nil, nil, fmt.Errorf("read a pack's articles: %w", err)
	}
	var articles []corpus.Article
	for _, block := range strings.Split("\n"+string(text), "\n### ")[1:] {
		id, body, _ := strings.Cut(block, "\n")
		a := corpus.Article{ID: corpus.ArticleID(filepath.Base(dir) + "/" + strings.TrimSpace(id)), Origin: corpus.OriginImported, Language: "en"}
		for strings.HasPrefix(body, "@") {
			line, rest, _ := strings.Cut(body, "\n")
			key, value, _ := strings.Cut(line, " ")
			body = rest
			switch key {
			case "@title":
				a.Title = strings.TrimSpace(value)
			case "@published":
				if a.Published, err = corpus.ParseDate(strings.TrimSpace(value)); err != nil {
					return nil, nil, fmt.Errorf("article %q: %w", id, err)
				}
			}
		}
		a.Text = mark.ReplaceAllString(strings.Trim(body, "\n"), "")
		articles = append(articles, a)
	}
	questions, err := readLines[PackQuestion](filepath.Join(dir, "questions.jsonl"))
	return articles, questions, err
}
