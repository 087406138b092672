package rank

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/index/wording"
)

// token is a word of a question.
type token struct {
	Word
	start, end int
	stop       bool // it tells nothing about what is asked
	dropped    bool // it is not even part of the sentence: "lol"
	exact      bool // it is in an exact phrase
	capital    bool // it begins with a capital letter
	pause      bool // a mark or the end follows it
}

// takeWords sets the words to search for, and how they are asked. The exact phrases are in the
// text at such bytes.
func (q *Question) takeWords(text string, exact []corpus.Span, stems *wording.Stemmer) {
	tokens := questionTokens(text, stems)
	for i := range tokens {
		t := &tokens[i]
		t.exact = slices.ContainsFunc(exact, func(s corpus.Span) bool { return s.Start <= t.start && t.end <= s.End })
	}
	if said := withoutChat(tokens); slices.ContainsFunc(said, func(t token) bool { return !t.stop }) {
		tokens = said
	}
	for _, t := range tokens {
		q.sequence = append(q.sequence, t.Text)
	}
	if !q.Literal {
		q.places = placesOf(tokens, len(text)-len(strings.TrimLeftFunc(text, unicode.IsSpace)))
	}
	q.about = speechAsked(q.sequence)
	q.Wants = aspectsAsked(q.sequence)
	seen := make(map[string]bool)
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		t.at, t.subject, t.generic = i, q.about.isSubject(i), q.about.isCue(i)
		if i+1 < len(tokens) {
			if compound, ok := wording.Compound(t.Text + " " + tokens[i+1].Text); ok {
				t.Term, t.Text, t.Name, t.stop = compound, compound, compound != wording.Percent, false
				i++
			}
		}
		if !t.stop && !seen[t.Term] {
			seen[t.Term] = true
			q.Words = append(q.Words, t.Word)
		}
	}
	if !q.Literal {
		dropPlain(q)
	}
}

// placesOf returns where the tokens are in a text of which some bytes are cut at the beginning.
func placesOf(tokens []token, cut int) []corpus.Span {
	places := make([]corpus.Span, len(tokens))
	for i, t := range tokens {
		places[i] = corpus.Span{Start: t.start - cut, End: t.end - cut}
	}
	return places
}

// questionTokens returns the words of a question, stop words included.
func questionTokens(text string, stems *wording.Stemmer) []token {
	var tokens []token
	var places []int // of each word's token, or of the next one if it has none
	wording.EachWord(text, func(start, end int) {
		places = append(places, len(tokens))
		word := wording.Normalise(nil, text[start:end])
		if len(word) == 0 {
			return
		}
		first, _ := utf8.DecodeRuneInString(text[start:end])
		tokens = append(tokens, token{
			Word: Word{
				Term: stems.Term(word), Text: string(word),
				Name: unicode.IsUpper(first) && len(tokens) > 0, Number: unicode.IsDigit(first),
			},
			start: start, end: end, stop: wording.IsStop(word), capital: unicode.IsUpper(first),
			pause: end == len(text) || strings.IndexByte(",.!?;:\n", text[end]) >= 0,
		})
	})
	stems.Read(text, wording.Interest{Numbers: true}, func(f wording.Found) {
		if f.Besides {
			addBesides(tokens, places[f.First], places[f.Last], f)
		}
	})
	tokens = slices.DeleteFunc(tokens, func(t token) bool { return t.dropped })
	addJoined(tokens, text, stems)
	return tokens
}

// addBesides adds to words the term that they have together. If they are one number, the first of
// them becomes it.
func addBesides(tokens []token, first, last int, f wording.Found) {
	if f.Whole {
		tokens[first].Term, tokens[first].Text, tokens[first].end = f.Term, f.Term, f.End
		for i := first + 1; i <= last; i++ {
			tokens[i].dropped = true
		}
		return
	}
	for i := first; i <= last && i < len(tokens); i++ {
		tokens[i].others = append(tokens[i].others, f.Term)
	}
}

// addJoined adds to each two neighbours the term of the two as one word, for a text that writes
// them so.
func addJoined(tokens []token, text string, stems *wording.Stemmer) {
	for i := 1; i < len(tokens); i++ {
		a, b := &tokens[i-1], &tokens[i]
		if a.stop || b.stop || a.Number || b.Number || len(a.Text)+len(b.Text) > wording.MaxJoined || !wording.IsSpace(text[a.end:b.start]) {
			continue
		}
		joined := stems.Term([]byte(a.Text + b.Text))
		a.others, b.others = append(a.others, joined), append(b.others, joined)
	}
}

// withoutChat returns the tokens without what people in a chat say around a question.
func withoutChat(tokens []token) []token {
	out := make([]token, 0, len(tokens))
	opening := true // nothing but chat so far
	for i, t := range tokens {
		if !t.exact {
			if long, ok := shortForms[t.Text]; ok {
				out = append(out, longForms(t, long)...)
				opening = false
				continue
			}
			if isChat(&t) || opening && isOpening(tokens[i:]) {
				continue
			}
		}
		opening = false
		out = append(out, t)
	}
	for i := range out {
		n := asidesAt(out[i:])
		for k := range n {
			out[i+k].dropped = true
		}
	}
	return slices.DeleteFunc(out, func(t token) bool { return t.dropped })
}

// longForms returns the words that a short form stands for. The last of them takes its place.
func longForms(t token, long string) []token {
	var out []token
	for _, word := range strings.Fields(long) {
		one := t
		one.Text, one.Term, one.stop = word, wording.Stem(word), wording.IsStop([]byte(word))
		out = append(out, one)
	}
	return out
}

// isChat reports whether a word is one of a chat. Some are only in small letters.
func isChat(t *token) bool {
	if _, ok := chatWords[t.Text]; ok {
		return true
	}
	_, ok := smallChat[t.Text]
	return ok && !t.capital
}

// isOpening reports whether the first of the tokens, at the beginning of a question, only opens it.
func isOpening(tokens []token) bool {
	t := &tokens[0]
	if _, ok := openingWords[t.Text]; !ok {
		return false
	}
	if t.pause || len(tokens) == 1 || tokens[1].stop || isChat(&tokens[1]) {
		return true
	}
	_, ok := openingWords[tokens[1].Text]
	_, short := shortForms[tokens[1].Text]
	return ok || short
}

// asidesAt returns the number of words that the tokens begin with and that only ask to be
// answered, or lead to what is asked.
func asidesAt(tokens []token) int {
	for _, aside := range asides {
		if len(aside) > len(tokens) {
			continue
		}
		same := true
		for i, word := range aside {
			same = same && tokens[i].Text == word && !tokens[i].exact
		}
		if same {
			return len(aside)
		}
	}
	return 0
}
