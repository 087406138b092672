package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// MentionAt is the place of a mention's n-th occurrence in a text, counted from 0,
// as whole words. It reports false if there are fewer.
func MentionAt(text, mention string, n int) (corpus.Span, bool) {
	found := corpus.Span{}
	ok := false
	eachMention(text, mention, func(at corpus.Span) bool {
		found, ok = at, n == 0
		n--
		return n >= 0
	})
	return found, ok
}

// NearestMention is the occurrence of a mention that is nearest to a span, the
// earlier if two are as near. It reports false if the text does not have it.
func NearestMention(text, mention string, to corpus.Span) (corpus.Span, bool) {
	var best corpus.Span
	ok := false
	eachMention(text, mention, func(at corpus.Span) bool {
		if !ok || Gap(at, to) < Gap(best, to) {
			best, ok = at, true
		}
		return at.Start < to.End
	})
	return best, ok
}

// OccurrenceOf counts the earlier occurrences of the words of a span. It reports
// false if the span begins or ends inside a word.
func OccurrenceOf(text string, span corpus.Span) (int, bool) {
	if !standsAlone(text, span) { // else every earlier place would be looked at in vain
		return 0, false
	}
	n, ok := 0, false
	eachMention(text, span.In(text), func(at corpus.Span) bool {
		if at.Start < span.Start {
			n++
			return true
		}
		ok = at == span
		return false
	})
	return n, ok
}

// eachMention calls visit for every occurrence of a mention as whole words, until
// visit returns false. Occurrences may overlap.
func eachMention(text, mention string, visit func(at corpus.Span) bool) {
	if mention == "" {
		return
	}
	_, step := utf8.DecodeRuneInString(mention)
	for from := 0; ; {
		i := strings.Index(text[from:], mention)
		if i < 0 {
			return
		}
		at := corpus.Span{Start: from + i, End: from + i + len(mention)}
		from = at.Start + step
		if standsAlone(text, at) && !visit(at) {
			return
		}
	}
}

// standsAlone reports whether a span, which is not empty, begins and ends at the
// boundaries of words.
func standsAlone(text string, at corpus.Span) bool {
	first, _ := utf8.DecodeRuneInString(text[at.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:at.End])
	before, _ := utf8.DecodeLastRuneInString(text[:at.Start])
	after, _ := utf8.DecodeRuneInString(text[at.End:])
	return (!IsWordRune(first) || !IsWordRune(before)) && (!IsWordRune(last) || !IsWordRune(after))
}

// Gap is the number of bytes between two spans.
func Gap(a, b corpus.Span) int { return max(0, a.Start-b.End, b.Start-a.End) }

// maxReportWords bounds the words that tell a report from another.
const maxReportWords = 8

// ReportWords returns the words that a correction keeps of a report: its cue, "" if
// it has no cue, and the first words of its content or, if it has no content, of
// its quotes.
func ReportWords(text string, r corpus.Report) (cue, content string) {
	if r.Cue != nil {
		cue = r.Cue.Text
	}
	switch {
	case r.Content != nil:
		content = r.Content.In(text)
	case len(r.Quotes) > 0:
		content = r.Quotes[0].In(text)
	}
	words := strings.Fields(content)
	return cue, strings.Join(words[:min(len(words), maxReportWords)], " ")
}

// bareWords are the words of a text in lower case without punctuation.
func bareWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !IsWordRune(r) }), " ")
}

// BeginsAlike reports whether one of two texts begins with all words of the other.
// It is false if either has no words.
func BeginsAlike(a, b string) bool {
	a, b = bareWords(a), bareWords(b)
	return a != "" && b != "" && (strings.HasPrefix(a+" ", b+" ") || strings.HasPrefix(b+" ", a+" "))
}

// isQuotationMark reports whether a text consists of characters that may be
// quotation marks.
func isQuotationMark(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("'`\"", r) && !unicode.In(r, unicode.Pi, unicode.Pf) && r != '„' && r != '‚'
	}) < 0
}
