package extract

import (
	"context"
	"iter"
	"math"
	"strings"
	"unicode/utf8"
	"verbatim/corpus"
)

// sectionBytes is about how long the sections of a text are: a section may have
// half of that, and more where a statement is longer than that. It is more than
// any newspaper article has.
const sectionBytes = 256 << 10

// section is a part of a text that is taken apart by itself: whole statements,
// with the headings between them.
type section struct {
	from, to int
	foreign  bool // as document.foreign
}

// sections takes an article's text apart in sections, as far as statements. An
// error is the context's, and ends them.
func sections(ctx context.Context, a corpus.Article) iter.Seq2[*document, error] {
	return sectionsFrom(ctx, a, 0, false)
}

// sectionsFrom is the sections that begin at a place or behind it, where one begins,
// and which are foreign if the first of all is.
func sectionsFrom(ctx context.Context, a corpus.Article, from int, foreign bool) iter.Seq2[*document, error] {
	return func(yield func(*document, error) bool) {
		text := clipped(a.Text)
		for from < len(text) {
			d, err := nextSection(ctx, text, from, sectionBytes)
			if err != nil {
				yield(nil, err)
				return
			}
			if from == 0 { // the rest of the text is in the same language
				foreign = isForeign(a.Language, d)
			}
			d.foreign = foreign
			if !yield(d, nil) {
				return
			}
			from = len(d.text)
		}
	}
}

// nextSection is the section of about so many bytes that begins at from. Where
// it ends depends on the text alone.
func nextSection(ctx context.Context, text string, from, size int) (*document, error) {
	for ; ; size *= 2 {
		if from+size >= len(text) {
			return parse(ctx, text, from)
		}
		to := from + size
		if at := lastBreak(text[:to], from+size/2); at > 0 {
			return parse(ctx, text[:at], from)
		}
		for !utf8.RuneStart(text[to]) && to > from+size/2 {
			to--
		}
		d, err := parse(ctx, text[:to], from)
		if err != nil {
			return nil, err
		}
		// The last statement may go on behind the end.
		if n := len(d.statements); n > 1 {
			return parse(ctx, text[:d.statements[n-1].start], from)
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
		if len(line) < end-from && trimSpan(line, 0, len(line)).Len() == 0 && !opensQuotation(text[end:]) {
			return end + 1
		}
	}
}

// opensQuotation reports whether a text begins with what may be a quotation mark,
// or is nothing but white space.
func opensQuotation(text string) bool {
	text = text[trimLeft(text, 0, len(text)):]
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || isQuotationMark(string(r))
}

// parse takes the text from a place on apart as far as statements.
func parse(ctx context.Context, text string, from int) (*document, error) {
	return parseWith(ctx, text, from, words(), reportModels())
}

func parseWith(ctx context.Context, text string, from int, lex *lexicon, m *models) (*document, error) {
	d := &document{text: text, from: from, lex: lex, models: m}
	for _, phase := range []func(context.Context) error{d.tokenize, d.markQuotations, d.splitSentences} {
		if err := phase(ctx); err != nil {
			return nil, err
		}
	}
	d.joinStatements()
	d.classifyMarks()
	return d, ctx.Err()
}

// parse takes a section of a text apart that was found before.
func (s section) parse(ctx context.Context, text string) (*document, error) {
	d, err := parse(ctx, text[:s.to], s.from)
	if err != nil {
		return nil, err
	}
	d.foreign = s.foreign
	return d, nil
}

// clipped is a text without what offsets of 32 bits cannot reach.
func clipped(text string) string { return text[:min(len(text), math.MaxInt32)] }

func trimLeft(text string, from, to int) int {
	for from < to {
		r, n := utf8.DecodeRuneInString(text[from:to])
		if !isSpaceRune(r) {
			break
		}
		from += n
	}
	return from
}
