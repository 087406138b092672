package document

import (
	"context"
	"iter"
	"math"
	"strings"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/extract/lexicon"
	"verbatim/corpus/extract/model"
)

// SectionBytes is the usual length of a section. A section may have half of that,
// or more if a statement is longer. No newspaper article is this long.
const SectionBytes = 256 << 10

// Section is a part of a text that is taken apart by itself: whole statements, with
// the headings between them.
type Section struct {
	from, to int
	foreign  bool // as Document.Foreign
}

// Sections takes an article's text apart in sections, as far as statements. It
// stops after the first error, which is the context's.
func Sections(ctx context.Context, a corpus.Article) iter.Seq2[*Document, error] {
	return SectionsAfter(ctx, a, Section{})
}

// SectionsAfter is Sections without the ones up to last, which must be a section of
// the same article. After the zero Section come all of them.
func SectionsAfter(ctx context.Context, a corpus.Article, last Section) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		from, foreign := last.to, last.foreign
		text := Clipped(a.Text)
		for from < len(text) {
			d, err := nextSection(ctx, text, from, SectionBytes)
			if err != nil {
				yield(nil, err)
				return
			}
			if from == 0 { // the rest of the text is in the same language
				foreign = IsForeign(a.Language, d)
			}
			d.Foreign = foreign
			if !yield(d, nil) {
				return
			}
			from = len(d.Text)
		}
	}
}

// nextSection is the section that begins at from and has about size bytes. Its end
// depends only on the text.
func nextSection(ctx context.Context, text string, from, size int) (*Document, error) {
	for ; ; size *= 2 {
		if from+size >= len(text) {
			return Parse(ctx, text, from)
		}
		to := from + size
		if at := lastBreak(text[:to], from+size/2); at > 0 {
			return Parse(ctx, text[:at], from)
		}
		for !utf8.RuneStart(text[to]) && to > from+size/2 {
			to--
		}
		d, err := Parse(ctx, text[:to], from)
		if err != nil {
			return nil, err
		}
		// The last statement may go on after the end.
		if n := len(d.Statements); n > 1 {
			return Parse(ctx, text[:d.Statements[n-1].Start], from)
		}
	}
}

// lastBreak is the beginning of the last paragraph of a text that follows a blank
// line, is not after from, and opens no quotation, because an open quotation may go
// on in it. It is 0 if there is no such paragraph.
func lastBreak(text string, from int) int {
	for end := len(text); ; {
		at := strings.LastIndexByte(text[from:end], '\n')
		if at < 0 {
			return 0
		}
		end = from + at
		line := text[from:end]
		line = line[strings.LastIndexByte(line, '\n')+1:]
		if len(line) < end-from && TrimSpan(line, 0, len(line)).Len() == 0 && !opensQuotation(text[end:]) {
			return end + 1
		}
	}
}

// opensQuotation reports whether a text begins with what may be a quotation mark,
// or has only white space.
func opensQuotation(text string) bool {
	text = text[TrimLeft(text, 0, len(text)):]
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || isQuotationMark(string(r))
}

// Parse takes the text from an offset on apart, as far as statements.
func Parse(ctx context.Context, text string, from int) (*Document, error) {
	return ParseWith(ctx, text, from, lexicon.Words(), model.EmbeddedReports())
}

// ParseWith is Parse with another lexicon and other models than the embedded ones.
func ParseWith(ctx context.Context, text string, from int, lex *lexicon.Lexicon, m *model.Reports) (*Document, error) {
	d := &Document{Text: text, From: from, Lex: lex, Models: m}
	for _, phase := range []func(context.Context, *Document) error{tokenize, markQuotations, splitSentences} {
		if err := phase(ctx, d); err != nil {
			return nil, err
		}
	}
	joinStatements(d)
	classifyMarks(d)
	return d, ctx.Err()
}

// Parse takes a section of a text apart again.
func (s Section) Parse(ctx context.Context, text string) (*Document, error) {
	d, err := Parse(ctx, text[:s.to], s.from)
	if err != nil {
		return nil, err
	}
	d.Foreign = s.foreign
	return d, nil
}

// Clipped cuts off the part of a text that offsets of 32 bits cannot reach.
func Clipped(text string) string { return text[:min(len(text), math.MaxInt32)] }

// TrimLeft is the first offset of text[from:to] that is not white space, or to.
func TrimLeft(text string, from, to int) int {
	for from < to {
		r, n := utf8.DecodeRuneInString(text[from:to])
		if !IsSpaceRune(r) {
			break
		}
		from += n
	}
	return from
}
