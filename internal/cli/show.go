package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-isatty"

	"verbatim/corpus"
)

// width is how many columns text for people is wrapped to.
const width = 80

// style makes text stand out on a terminal, and leaves it alone elsewhere.
type style struct {
	terminal bool
}

// style is the one for standard output.
func (p *Program) style() style {
	f, ok := p.Stdout.(*os.File)
	return style{terminal: ok && isatty.IsTerminal(f.Fd()) && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"}
}

func (s style) bold(text string) string { return s.escape("1", text) }
func (s style) dim(text string) string  { return s.escape("2", text) }

func (s style) escape(code, text string) string {
	if !s.terminal || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// printable is s as it may be sent to a terminal: what steers one, or turns the
// reading order around, is shown as a replacement character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// page is text for people, line by line.
type page struct {
	style
	strings.Builder
}

// write wraps text into lines that begin with prefix, each decorated. An empty
// line of the text stays one.
func (p *page) write(prefix, text string, decorate func(string) string) {
	room := width - utf8.RuneCountInString(prefix)
	for _, l := range wrap(printable(text), room) {
		if decorate != nil {
			l = decorate(l)
		}
		p.line(prefix + l)
	}
}

// item wraps text into lines of which the first begins with mark, and the
// others are indented as far.
func (p *page) item(mark, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(mark))
	for _, l := range wrap(printable(text), width-len(indent)) {
		p.line(mark + l)
		mark = indent
	}
}

// line ends a line, without the spaces at its end.
func (p *page) line(text string) {
	p.WriteString(strings.TrimRight(text, " "))
	p.WriteByte('\n')
}

// wrap breaks text into lines of at most room characters, between words; a
// longer word has a line of its own.
func wrap(text string, room int) []string {
	var out []string
	for paragraph := range strings.Lines(strings.TrimSpace(text)) {
		var l strings.Builder
		used := 0
		for _, word := range strings.Fields(paragraph) {
			n := utf8.RuneCountInString(word)
			if used > 0 && used+1+n > room {
				out = append(out, l.String())
				l.Reset()
				used = 0
			}
			if used > 0 {
				l.WriteByte(' ')
				used++
			}
			l.WriteString(word)
			used += n
		}
		out = append(out, l.String())
	}
	return out
}

// telling is what is shown of a report, of an answer or of a statement.
type telling struct {
	statement corpus.Span
	text      string // of the statement
	quotes    []corpus.Span
	content   *corpus.Span
}

// heading says who is reported, and by which word of the article. A report without
// a cue goes on from the sentence before, or from what is named.
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

// reported are the reported words, as the article has them, in its order.
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

// withMarks is the quotation with the marks that stand around it.
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

// quotation sets the words off.
func (p *page) quotation(indent string, words []string) {
	for i, w := range words {
		if i > 0 {
			p.line(indent + "│ […]")
		}
		p.write(indent+"│ ", w, p.bold)
	}
}
