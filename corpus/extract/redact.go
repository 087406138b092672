package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/corpus"
)

// TextHash is a hash of a statement's words in their order: case, white space,
// punctuation and the form of letters make no difference. Unlike a statement's
// id it depends on neither the article nor Version, so it can be kept for ever.
func TextHash(text string) string {
	words, rest := wordsOf(text)
	if words == "" {
		words = rest
	}
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:16])
}

// wordsOf is the words of a text in lower case, one space between them, and
// the rest of it without its white space.
func wordsOf(text string) (_, _ string) {
	var words, rest strings.Builder
	apart := false
	for _, r := range norm.NFKC.String(text) {
		switch {
		case isWordRune(r):
			if apart && words.Len() > 0 {
				words.WriteByte(' ')
			}
			words.WriteRune(unicode.ToLower(r))
			apart = false
		case r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff':
			// invisible, and no end of a word
		default:
			apart = true
			if !isSpaceRune(r) {
				rest.WriteRune(r)
			}
		}
	}
	return words.String(), rest.String()
}

// Redact is the article's text without the statements whose TextHash is taken,
// and whether there were any. Nothing else is cut, and a second run cuts
// nothing. The statements that stay keep their ids, unless they no longer stand
// apart from one another without what was cut.
func Redact(a corpus.Article, taken map[string]bool) (string, bool) {
	if len(taken) == 0 {
		return a.Text, false
	}
	changed := false
	for {
		// What stands behind a cut may read as a statement that is taken too.
		// Each round leaves less but white space, so they end.
		text, cut := redactOnce(a, taken)
		if !cut {
			return a.Text, changed
		}
		a.Text, changed = text, true
	}
}

func redactOnce(a corpus.Article, taken map[string]bool) (string, bool) {
	d := parse(a)
	ids := d.identify(a.ID)
	var cuts []corpus.Span
	keep := ids[:0:0]
	for i, s := range d.statements {
		span := corpus.Span{Start: int(s.start), End: int(s.end)}
		switch {
		case !taken[TextHash(span.In(d.text))]:
			keep = append(keep, ids[i])
		case len(cuts) > 0 && trimSpan(d.text, cuts[len(cuts)-1].End, span.Start).Len() == 0:
			cuts[len(cuts)-1].End = span.End
		default:
			cuts = append(cuts, span)
		}
	}
	if len(cuts) == 0 {
		return a.Text, false
	}
	best, most := "", -1
	for _, join := range []joint{joinAsBefore, joinUnwrapped, joinApart} {
		a.Text = cutOut(d, cuts, join)
		kept := common(keep, parse(a).identify(a.ID))
		if kept > most {
			best, most = a.Text, kept
		}
		if most == len(keep) {
			break
		}
	}
	return best, true
}

// identify is the ids of the statements.
func (d *document) identify(article corpus.ArticleID) []corpus.StatementID {
	ids := make([]corpus.StatementID, len(d.statements))
	next := newIdentifier(article, len(d.statements))
	for i, s := range d.statements {
		ids[i] = next.next(d.tokens[s.from:s.to])
	}
	return ids
}

// common is how many of a are in b.
func common(a, b []corpus.StatementID) int {
	there := make(map[corpus.StatementID]bool, len(b))
	for _, id := range b {
		there[id] = true
	}
	n := 0
	for _, id := range a {
		if there[id] {
			n++
		}
	}
	return n
}

// joint says how what stands before and behind a cut is joined.
type joint uint8

const (
	joinAsBefore  joint = iota // by the wider of the two gaps
	joinUnwrapped              // the same, and the paragraph's lines become one
	joinApart                  // as two paragraphs, whose lines become one each
)

// cutOut is the document's text without the cuts, which lie in its order and do
// not touch.
func cutOut(d *document, cuts []corpus.Span, join joint) string {
	text := d.text
	var out strings.Builder
	out.Grow(len(text))
	at := 0
	for i, cut := range cuts {
		before := trimRight(text, at, cut.Start)
		after := trimLeft(text, cut.End, len(text))
		d.keep(&out, at, before, cuts, join)
		if out.Len() > 0 && after < len(text) {
			out.WriteString(parting(text[before:cut.Start], text[cut.End:after], join))
		}
		at = after
		if i == len(cuts)-1 {
			d.keep(&out, at, len(text), cuts, join)
		}
	}
	return out.String()
}

// keep writes text[from:to]; where lines are to be joined, those of paragraphs
// that are cut become one.
func (d *document) keep(out *strings.Builder, from, to int, cuts []corpus.Span, join joint) {
	if join == joinAsBefore {
		out.WriteString(d.text[from:to])
		return
	}
	for _, p := range d.paragraphs {
		span := corpus.Span{Start: max(from, int(p.start)), End: min(to, int(p.end))}
		if span.Start >= span.End || !touches(cuts, corpus.Span{Start: int(p.start), End: int(p.end)}) {
			continue
		}
		out.WriteString(d.text[from:span.Start])
		out.WriteString(oneLine.Replace(d.text[span.Start:span.End]))
		from = span.End
	}
	out.WriteString(d.text[from:to])
}

// oneLine makes one line of several.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

func touches(cuts []corpus.Span, s corpus.Span) bool {
	for _, c := range cuts {
		if c.Overlaps(s) {
			return true
		}
	}
	return false
}

// parting is what parts the text before a cut from the text behind it.
func parting(before, after string, join joint) string {
	lines := max(strings.Count(before, "\n"), strings.Count(after, "\n"))
	switch {
	case join == joinApart || lines > 1:
		return "\n\n"
	case lines == 1 && join == joinAsBefore:
		return "\n"
	case lines == 1:
		return "\n\n"
	}
	return " "
}

func trimRight(text string, from, to int) int {
	for to > from {
		r, n := utf8.DecodeLastRuneInString(text[from:to])
		if !isSpaceRune(r) {
			break
		}
		to -= n
	}
	return to
}

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

// Words is a text's words as TextHash takes them: in lower case, one space
// between them. A text that holds a statement holds its Words too, which takes
// little time to tell.
func Words(text string) string {
	words, _ := wordsOf(text)
	return words
}

// Count is how many statements a text has. It takes a fraction of the time of
// Statements.
func Count(text string) int {
	d := &document{text: text[:min(len(text), math.MaxInt32)], lex: words()}
	d.tokenize()
	d.markQuotations()
	d.splitSentences()
	d.joinStatements()
	return len(d.statements)
}
