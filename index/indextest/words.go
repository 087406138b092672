package indextest

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis/lang/en"
)

const (
	maxLine      = 64 << 20 // bytes of a line in a folder's files
	askedOfWords = 2000     // questions that Words takes
)

// Words reads what is needed to fill an index with a folder's words and ask it
// the folder's questions: the words of the texts in its articles.jsonl, the most
// frequent first and without English's stop words, and 2,000 questions out of
// all parts of its questions.jsonl. Where dir is "", both are empty.
func Words(dir string) (vocabulary, questions []string, err error) {
	if dir == "" {
		return nil, nil, nil
	}
	counts := map[string]int{}
	texts, err := column(filepath.Join(dir, "articles.jsonl"), "text")
	if err != nil {
		return nil, nil, err
	}
	stop := stopWords()
	for _, text := range texts {
		words := strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for w := range words {
			if !stop[w] {
				counts[w]++
			}
		}
	}
	for w := range counts {
		vocabulary = append(vocabulary, w)
	}
	slices.SortFunc(vocabulary, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	asked, err := column(filepath.Join(dir, "questions.jsonl"), "q")
	if err != nil {
		return nil, nil, err
	}
	for i := range min(askedOfWords, len(asked)) {
		questions = append(questions, asked[i*7919%len(asked)])
	}
	return vocabulary, questions, nil
}

func stopWords() map[string]bool {
	out := map[string]bool{}
	for l := range strings.Lines(string(en.EnglishStopWords)) {
		word, _, _ := strings.Cut(l, "|") // what follows is a comment
		out[strings.TrimSpace(word)] = true
	}
	return out
}

// column is a field of every line of a file of JSON objects.
func column(name, field string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read words: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		var one map[string]any
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("read words of %q: %w", name, err)
		}
		value, _ := one[field].(string)
		out = append(out, value)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read words of %q: %w", name, err)
	}
	return out, nil
}
