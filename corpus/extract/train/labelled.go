package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// Labelled is an article with the reports that people found in it. The train
// command learns from it.
type Labelled struct {
	ID     corpus.ArticleID
	Text   string
	Quotes []LabelledQuote
}

// LabelledQuote is one reported span of a Labelled article.
type LabelledQuote struct {
	corpus.Span              // of the content, in bytes
	Kind         corpus.Kind // Direct, Indirect or Mixed
	Cue          string      // the words of the cue, "" if there is no cue
	Group        string      // the same for the parts of one report
	Speaker      string      // resolved within the article, "" if unknown
	SpeakerSpan  corpus.Span // the mention; empty if there is no mention
	SpeakerType  string      // "name", "pronoun", "nominal" …
	Resolved     string      // how Speaker was found
	Transcript   bool        // words of a transcript
	SpeakerWords string      // the mention's text
}

// whole takes a text to learn from apart, in one section whatever its length.
func whole(text string, lex *lexicon.Lexicon, m *model.Reports) *document.Document {
	d, _ := document.ParseWith(context.Background(), text, 0, lex, m) // which never ends
	return d
}

// UnmarshalJSON reads a line of the training data, whose offsets are code
// points.
func (a *Labelled) UnmarshalJSON(b []byte) error {
	var in struct {
		ID     corpus.ArticleID
		Text   string
		Quotes []struct {
			Start, End          int
			Kind                corpus.Kind
			Cue, Group, Speaker string
			SpeakerStart        *int   `json:"speaker_start"`
			SpeakerEnd          *int   `json:"speaker_end"`
			SpeakerType         string `json:"speaker_type"`
			SpeakerSurface      string `json:"speaker_surface"`
			ResolvedBy          string `json:"resolved_by"`
			Transcript          bool
		}
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("labelled article: %w", err)
	}
	offsets := make([]int, 0, len(in.Text)+1)
	for i := range in.Text {
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(in.Text))
	inside := func(start, end int) bool { return 0 <= start && start <= end && end < len(offsets) }
	*a = Labelled{ID: in.ID, Text: in.Text}
	for _, q := range in.Quotes {
		if !inside(q.Start, q.End) {
			return fmt.Errorf("labelled article %q: span [%d,%d) lies outside its text", in.ID, q.Start, q.End)
		}
		out := LabelledQuote{
			Span: corpus.Span{Start: offsets[q.Start], End: offsets[q.End]}, Kind: q.Kind, Cue: q.Cue, Group: q.Group,
			Speaker: q.Speaker, SpeakerType: q.SpeakerType, Resolved: q.ResolvedBy, Transcript: q.Transcript, SpeakerWords: q.SpeakerSurface,
		}
		if q.SpeakerStart != nil && q.SpeakerEnd != nil && inside(*q.SpeakerStart, *q.SpeakerEnd) {
			out.SpeakerSpan = corpus.Span{Start: offsets[*q.SpeakerStart], End: offsets[*q.SpeakerEnd]}
		}
		a.Quotes = append(a.Quotes, out)
	}
	return nil
}

// readGolden reads the hand-written reports of the built-in article. They show the
// models the annotation rules when the data goes by others.
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
