package revise

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// TextHash is a hash of a statement's words in their order. It ignores case, white
// space, punctuation and the form of letters. Unlike a statement's id it depends on
// neither the article nor extract.Version, so it can be kept for ever.
func TextHash(text string) string {
	words, rest := wordsOf(text)
	if words == "" {
		words = rest
	}
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:16])
}

// wordsOf returns the words of a text in lower case with one space between them,
// and the rest of the text without its white space.
func wordsOf(text string) (_, _ string) {
	var words, rest strings.Builder
	apart := false
	for _, r := range norm.NFKC.String(text) {
		switch {
		case document.IsWordRune(r):
			if apart && words.Len() > 0 {
				words.WriteByte(' ')
			}
			words.WriteRune(unicode.ToLower(r))
			apart = false
		case r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff':
			// invisible, and not the end of a word
		default:
			apart = true
			if !document.IsSpaceRune(r) {
				rest.WriteRune(r)
			}
		}
	}
	return words.String(), rest.String()
}

// Redact cuts the statements whose TextHash is taken out of an article's text, and
// reports whether there were any. It cuts no other words, and a second run cuts no
// more. The other statements keep their ids, unless two of them run together when
// the text between them is cut. An error is the context's.
func Redact(ctx context.Context, a corpus.Article, taken map[string]bool) (string, bool, error) {
	if len(taken) == 0 {
		return a.Text, false, nil
	}
	changed := false
	for {
		// When a statement is cut, the text behind it may read as a statement that is
		// taken too. Each round leaves less than the one before, apart from white
		// space, so the rounds end.
		text, cut, err := redactOnce(ctx, a, taken)
		if err != nil {
			return "", false, err
		}
		if !cut {
			return a.Text, changed, nil
		}
		a.Text, changed = text, true
	}
}

func redactOnce(ctx context.Context, a corpus.Article, taken map[string]bool) (string, bool, error) {
	var paragraphs, cuts []corpus.Span
	var keep []corpus.StatementID
	ids := document.NewIdentifier(a.ID)
	for d, err := range document.Sections(ctx, a) {
		if err != nil {
			return "", false, err
		}
		for _, p := range d.Paragraphs {
			paragraphs = append(paragraphs, corpus.Span{Start: int(p.Start), End: int(p.End)})
		}
		for i, id := range ids.All(d) {
			if err := document.Ended(ctx, i); err != nil {
				return "", false, err
			}
			span := corpus.Span{Start: int(d.Statements[i].Start), End: int(d.Statements[i].End)}
			switch {
			case !taken[TextHash(span.In(d.Text))]:
				keep = append(keep, id)
			case len(cuts) > 0 && document.TrimSpan(d.Text, cuts[len(cuts)-1].End, span.Start).Len() == 0:
				cuts[len(cuts)-1].End = span.End
			default:
				cuts = append(cuts, span)
			}
		}
	}
	if len(cuts) == 0 {
		return a.Text, false, nil
	}
	best, most := "", -1
	text := a.Text
	for _, join := range []joint{joinAsBefore, joinUnwrapped, joinApart} {
		a.Text = cutOut(text, paragraphs, cuts, join)
		now, err := identify(ctx, a)
		if err != nil {
			return "", false, err
		}
		if kept := common(keep, now); kept > most {
			best, most = a.Text, kept
		}
		if most == len(keep) {
			break
		}
	}
	return best, true, nil
}

// identify returns the ids of an article's statements.
func identify(ctx context.Context, a corpus.Article) ([]corpus.StatementID, error) {
	var all []corpus.StatementID
	ids := document.NewIdentifier(a.ID)
	for d, err := range document.Sections(ctx, a) {
		if err != nil {
			return nil, err
		}
		all = append(all, ids.All(d)...)
	}
	return all, nil
}

// common counts the elements of a that are in b.
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

// joint tells how the texts before and behind a cut are joined.
type joint uint8

const (
	joinAsBefore  joint = iota // by the wider of the two gaps
	joinUnwrapped              // the same, and the paragraph's lines become one
	joinApart                  // as two paragraphs, whose lines become one each
)

// cutOut returns the text without the cuts, which must be in its order and not
// touch.
func cutOut(text string, paragraphs, cuts []corpus.Span, join joint) string {
	w := cutWriter{text: text}
	w.out.Grow(len(text))
	if join != joinAsBefore {
		w.joined = touched(paragraphs, cuts)
	}
	at := 0
	for _, cut := range cuts {
		before := trimRight(text, at, cut.Start)
		after := document.TrimLeft(text, cut.End, len(text))
		w.keep(at, before)
		if w.out.Len() > 0 && after < len(text) {
			w.out.WriteString(parting(text[before:cut.Start], text[cut.End:after], join))
		}
		at = after
	}
	w.keep(at, len(text))
	return w.out.String()
}

// cutWriter writes the parts of a text that stay, in its order.
type cutWriter struct {
	text   string
	joined []corpus.Span // the paragraphs from here on whose lines are to become one
	out    strings.Builder
}

// keep writes text[from:to].
func (w *cutWriter) keep(from, to int) {
	for len(w.joined) > 0 && w.joined[0].Start < to {
		span := corpus.Span{Start: max(from, w.joined[0].Start), End: min(to, w.joined[0].End)}
		if span.Start < span.End {
			w.out.WriteString(w.text[from:span.Start])
			_, _ = oneLine.WriteString(&w.out, w.text[span.Start:span.End])
			from = span.End
		}
		if w.joined[0].End > to {
			break // it goes on behind the cut
		}
		w.joined = w.joined[1:]
	}
	w.out.WriteString(w.text[from:to])
}

// oneLine joins several lines into one.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

// touched returns the paragraphs that have cuts; both are in order.
func touched(paragraphs, cuts []corpus.Span) []corpus.Span {
	var out []corpus.Span
	for _, p := range paragraphs {
		for len(cuts) > 0 && cuts[0].End <= p.Start {
			cuts = cuts[1:]
		}
		if len(cuts) > 0 && cuts[0].Overlaps(p) {
			out = append(out, p)
		}
	}
	return out
}

// parting is the text that separates the text before a cut from the text behind it.
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
		if !document.IsSpaceRune(r) {
			break
		}
		to -= n
	}
	return to
}

// Words returns a text's words as TextHash takes them: in lower case with one space
// between them. The Words of a statement are part of the Words of its text, which
// is a quick test.
func Words(text string) string {
	words, _ := wordsOf(text)
	return words
}

// Count returns the number of statements of a text. It takes a fraction of the time
// of extract.Statements. An error is the context's.
func Count(ctx context.Context, text string) (int, error) {
	n := 0
	for d, err := range document.Sections(ctx, corpus.Article{Text: text, Language: "en"}) {
		if err != nil {
			return 0, err
		}
		n += len(d.Statements)
	}
	return n, nil
}
