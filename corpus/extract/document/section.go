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

// SectionBytes is about how long the sections of a text are: a section may have
// half of that, and more where a statement is longer than that. It is more than
// any newspaper article has.
const SectionBytes = 256 << 10

// Section is a part of a text that is taken apart by itself: whole statements,
// with the headings between them.
type Section struct {
	from, to int
	foreign  bool // as Document.Foreign
}

// Sections takes an article's text apart in sections, as far as statements. An
// error is the context's, and ends them.
func Sections(ctx context.Context, a corpus.Article) iter.Seq2[*Document, error] {
	return SectionsAfter(ctx, a, Section{})
}

// SectionsAfter is Sections without those up to a section of the same article
// and that one; with all of them after the zero Section.
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

// nextSection is the section of about so many bytes that begins at from. Where
// it ends depends on the text alone.
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
		// The last statement may go on behind the end.
		if n := len(d.Statements); n > 1 {
			return Parse(ctx, text[:d.Statements[n-1].Start], from)
		}
	}
}

// lastBreak is where the last paragraph of a text begins that stands behind a
// blank line, is not behind from, and opens no quotation: one that is open may go
// on in it. It is 0 where there is none.
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
// or is nothing but white space.
func opensQuotation(text string) bool {
	text = text[TrimLeft(text, 0, len(text)):]
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || isQuotationMark(string(r))
}

// Parse takes the text from a place on apart as far as statements.
func Parse(ctx context.Context, text string, from int) (*Document, error) {
	return ParseWith(ctx, text, from, lexicon.Words(), model.EmbeddedReports())
}

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

// Parse takes a section of a text apart that was found before.
func (s Section) Parse(ctx context.Context, text string) (*Document, error) {
	d, err := Parse(ctx, text[:s.to], s.from)
	if err != nil {
		return nil, err
	}
	d.Foreign = s.foreign
	return d, nil
}

// Clipped is a text without what offsets of 32 bits cannot reach.
func Clipped(text string) string { return text[:min(len(text), math.MaxInt32)] }

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
