package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
)

// telling is the part of an answer or statement that is shown for one report.
type telling struct {
	statement corpus.Span
	text      string // of the statement
	quotes    []corpus.Span
	content   *corpus.Span
}

// heading says who is reported, with the article's own word. A report without a
// cue continues the sentence before, or goesOn.
func heading(b corpus.Byline, goesOn string) string {
	who := "speaker not identified"
	switch {
	case b.Speaker != "" && b.Role != "":
		who = b.Speaker + ", " + b.Role
	case b.Speaker != "":
		who = b.Speaker
	case b.Mention != "":
		who += fmt.Sprintf(" (the article's word: “%s”)", b.Mention)
	}
	if b.Cue == "" {
		return who + " — going on from " + cmp.Or(goesOn, "the sentence before")
	}
	return fmt.Sprintf("%s — “%s”", who, b.Cue)
}

// reported returns the reported words, as in the article, in order.
func (t telling) reported() []string {
	var spans []corpus.Span
	if t.content != nil {
		spans = append(spans, *t.content)
	}
	for _, q := range t.quotes {
		if t.content == nil || !t.content.Overlaps(q) {
			spans = append(spans, t.withMarks(q))
		}
	}
	slices.SortFunc(spans, func(a, b corpus.Span) int { return a.Start - b.Start })
	var out []string
	for _, s := range spans {
		if t.statement.Contains(s) {
			out = append(out, t.in(s))
		}
	}
	return out
}

func (t telling) in(s corpus.Span) string {
	return t.text[s.Start-t.statement.Start : s.End-t.statement.Start]
}

// withMarks extends a quotation by the quotation marks around it.
func (t telling) withMarks(q corpus.Span) corpus.Span {
	if !t.statement.Contains(q) {
		return q
	}
	before, after := t.text[:q.Start-t.statement.Start], t.text[q.End-t.statement.Start:]
	opening, n := utf8.DecodeLastRuneInString(before)
	closing, m := utf8.DecodeRuneInString(after)
	const marks = "“”„‟‘’‚‛\"'«»‹›"
	if n == 0 || m == 0 || !strings.ContainsRune(marks, opening) || !strings.ContainsRune(marks, closing) {
		return q
	}
	return corpus.Span{Start: q.Start - n, End: q.End + m}
}
