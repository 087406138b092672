package main

import (
	"fmt"
	"os"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

// readGolden reads the hand-written reports of the built-in article, which show
// the models the annotation rules where the data goes by others.
func readGolden(path string) (Labelled, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Labelled{}, fmt.Errorf("read the built-in article's reports: %w", err)
	}
	a := Labelled{ID: corpus.BuiltinID, Text: builtin.Article().Text}
	at, statement := 0, ""
	for n, line := range strings.Split(string(b), "\n") {
		fields := strings.Split(strings.TrimSpace(line), " | ")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) == 8 {
			q, err := goldenReport(at, statement, fields)
			if err != nil {
				return a, fmt.Errorf("%s, line %d: %w", path, n+1, err)
			}
			a.Quotes = append(a.Quotes, q)
			continue
		}
		if i := strings.Index(a.Text[at:], line); line != "" && i >= 0 {
			at, statement = at+i, line
		}
	}
	return a, nil
}

// goldenReport reads a line of eight fields about the statement at an offset.
func goldenReport(at int, statement string, fields []string) (LabelledQuote, error) {
	kind, _, _ := strings.Cut(fields[0], " ")
	words := fields[5]
	if words == "-" {
		words = fields[6]
	}
	i := strings.Index(statement, words)
	if i < 0 {
		return LabelledQuote{}, fmt.Errorf("%q does not stand in %q", words, statement)
	}
	q := LabelledQuote{Kind: corpus.Kind(kind), Group: fmt.Sprint(at, i)}
	q.Start, q.End = at+i, at+i+len(words)
	if fields[4] != "-" {
		q.Cue = fields[4]
	}
	if name, _ := strings.CutSuffix(fields[1], "?"); name != "-" {
		q.Speaker, q.SpeakerType = name, "nominal"
	}
	if m := strings.Index(statement, fields[3]); m >= 0 && fields[3] != "-" {
		q.SpeakerSpan = corpus.Span{Start: at + m, End: at + m + len(fields[3])}
		if fields[3] == "he" || fields[3] == "He" {
			q.SpeakerType = "pronoun"
		}
	}
	return q, nil
}
