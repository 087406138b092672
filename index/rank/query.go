package rank

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
	"verbatim/corpus"
	"verbatim/index/wording"
)

// Question is a question of a person, taken apart.
type Question struct {
	Words    []Word        // in order without stop words, each term once
	sequence []string      // every word in order, normalised, stop words kept
	places   []corpus.Span // of these words in Plain; nil for a piece of a message
	Phrases  [][]string    // "exact phrases", normalised words
	Without  [][]string    // -words and -"phrases"
	speaker  string        // of "speaker:…"
	since    corpus.Date
	until    corpus.Date
	about    aboutSpeech
	Wants    aspect   // the kind of thing that it asks for
	Blank    bool     // it has only filters and exclusions
	Literal  bool     // no word is corrected as a typing error
	Near     []string // terms that the passage of an answer must hold
	Plain    string   // the question without its filters and exclusions, for the reader; "" for a piece of a message
}

// Word is a word that is searched for.
type Word struct {
	Term    string
	Text    string // normalised
	Name    bool   // begins with a capital letter, and is not the first
	Number  bool
	subject bool     // names the speaker that is asked about: X of "what did X say about Y"
	at      int      // position among all words of the question
	generic bool     // belongs to the way of asking: "say" in the same question
	others  []string // terms that count as much: "twoplayer" for each word of "two-player"
}

// Divide returns the two words that a word is written in one of, the second from a byte on. The flag
// is false if these cannot be words that are asked for.
func (w Word) Divide(at int) (first, second Word, ok bool) {
	a, b := w.Text[:at], w.Text[at:]
	if a == "" || len(b) < minSecond || wording.IsStop([]byte(a)) || wording.IsStop([]byte(b)) {
		return first, second, false
	}
	first, second = w, w
	first.others, second.others = nil, nil
	first.Term, first.Text = wording.Stem(a), a
	second.Term, second.Text = wording.Stem(b), b
	return first, second, true
}

// minSecond is the fewest letters of the second of two words that are written in one.
const minSecond = 3

// Subject reports whether the word names the person whose words are asked for.
func (w Word) Subject() bool { return w.subject }

// isMatter reports whether the word is about the matter, and does not belong to the way of asking for a person's words.
func (w Word) isMatter() bool { return !w.subject && !w.generic }

// ParseQuestion takes a question apart. It may turn out to have no words. The error is
// corpus.ErrLongQuestion, corpus.ErrUnreadable or corpus.ErrQuery.
func ParseQuestion(text string, stems *wording.Stemmer) (*Question, error) {
	if len(text) > corpus.MaxQuestion {
		return nil, corpus.ErrLongQuestion
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, isControl) {
		return nil, corpus.ErrUnreadable
	}
	q := &Question{}
	plain, exact, err := q.takeOperators(withoutMentions(text))
	if err != nil {
		return nil, err
	}
	q.Plain = strings.TrimSpace(plain)
	q.Blank = q.Plain == ""
	q.takeWords(plain, exact, stems)
	return q, nil
}

// isControl reports whether r makes a question unreadable. A control character does not if it is
// white space.
func isControl(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError
}

// takeOperators takes the phrases, exclusions and filters out of a question, and returns
// the rest of it. The words of phrases stay in the rest, at the spans.
func (q *Question) takeOperators(text string) (rest string, exact []corpus.Span, err error) {
	var plain strings.Builder
	for i := 0; i < len(text); {
		begins := i == 0 || isSpace(text[i-1])
		if begins {
			n, err := q.takeFilter(text[i:])
			if err != nil {
				return "", nil, err
			}
			if n > 0 {
				i += n
				continue
			}
		}
		negated := begins && text[i] == '-' && i+1 < len(text)
		at := i
		if negated {
			at++
		}
		if inner, n := quoted(text[at:]); n > 0 {
			if words := wording.NameWords(inner); len(words) > 0 {
				if negated {
					q.Without = append(q.Without, words)
				} else {
					q.Phrases = append(q.Phrases, words)
					start := plain.Len() + 1
					exact = append(exact, corpus.Span{Start: start, End: start + len(inner)})
					plain.WriteString(" " + inner + " ")
				}
			}
			i = at + n
			continue
		}
		if negated {
			if end := wordsEnd(text, at); end > at {
				if words := wording.NameWords(text[at:end]); len(words) > 0 {
					q.Without = append(q.Without, words)
				}
				i = end
				continue
			}
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		plain.WriteString(text[i : i+n])
		i += n
	}
	return plain.String(), exact, nil
}

// wordsEnd returns the end of the words that begin at start with nothing between them: "60mm" is
// two.
func wordsEnd(text string, start int) int {
	for {
		end := wording.WordEnd(text, start)
		if end == start {
			return end
		}
		start = end
	}
}

// takeFilter takes a filter ("speaker:Kirby", "since:2022-11-01") that the text begins
// with, and returns its length, 0 if there is no filter.
func (q *Question) takeFilter(text string) (int, error) {
	for _, f := range []struct {
		name string
		set  func(string) error
	}{
		{"speaker:", func(v string) error { q.speaker = v; return nil }},
		{"since:", func(v string) error { return parseDate(v, &q.since) }},
		{"until:", func(v string) error { return parseDate(v, &q.until) }},
	} {
		if len(text) <= len(f.name) || !strings.EqualFold(text[:len(f.name)], f.name) {
			continue
		}
		rest := text[len(f.name):]
		value, n := quoted(rest)
		if n == 0 {
			n = len(rest)
			if i := strings.IndexFunc(rest, unicode.IsSpace); i >= 0 {
				n = i
			}
			value = rest[:n]
		}
		if strings.TrimSpace(value) == "" {
			return 0, nil
		}
		return len(f.name) + n, f.set(value)
	}
	return 0, nil
}

// parseDate parses a date into to.
func parseDate(s string, to *corpus.Date) error {
	d, err := corpus.ParseDate(s)
	if err != nil {
		return fmt.Errorf("%w: %w", corpus.ErrQuery, err)
	}
	*to = d
	return nil
}

// quoted returns the text inside the quotation marks that the text begins with, and the
// length including the marks. The length is 0 if it does not begin with marks that close.
func quoted(text string) (string, int) {
	for _, marks := range [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		if rest, ok := strings.CutPrefix(text, marks[0]); ok {
			if i := strings.Index(rest, marks[1]); i > 0 {
				return rest[:i], len(marks[0]) + i + len(marks[1])
			}
		}
	}
	return "", 0
}

// isSpace reports whether c is white space that separates words.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// bare reports whether the question is only words to look for, without any stop word.
func (q *Question) bare() bool { return len(q.Words) == len(q.sequence) }

// When returns the time and the order that the question asks for, if it is asked now.
func (q *Question) When(now time.Time) When { return whenAsked(q.sequence, now) }

// Unordered returns the question without the words of the order.
func (q *Question) Unordered(w When) *Question { return omitting(q, w, false) }

// Timeless returns the question without the words of the order and of the time.
func (q *Question) Timeless(w When) *Question { return omitting(q, w, true) }

// Naming returns the question for passages that name the time.
func (q *Question) Naming(w When) *Question { return naming(q, w) }

// Permitted reports whether the statement holds every phrase of the question and nothing
// that the question excludes.
func (q *Question) Permitted(text string) bool {
	if len(q.Phrases) == 0 && len(q.Without) == 0 {
		return true
	}
	for _, phrase := range q.Phrases {
		if !holdsPhrase(text, phrase) {
			return false
		}
	}
	for _, words := range q.Without {
		if len(words) == 1 && holdsWord(text, words[0]) || len(words) > 1 && holdsPhrase(text, words) {
			return false
		}
	}
	return true
}

// Filters adds the filters of the question's text to those of the query.
func (q *Question) Filters(query corpus.Query) corpus.Query {
	query.Speaker = cmp.Or(query.Speaker, q.speaker)
	query.Since = cmp.Or(query.Since, q.since)
	query.Until = cmp.Or(query.Until, q.until)
	return query
}
