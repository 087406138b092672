// Package rendertest helps tests of rendered answers: it makes answers from short notations,
// loads languages, and finds markup that is not escaped.
package rendertest

import (
	"regexp"
	"strings"
	"testing"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// English is English.
func English(t testing.TB) *locale.Language {
	t.Helper()
	return Spoken(t, locale.Default)
}

// Spoken is the language of that tag.
func Spoken(t testing.TB, tag string) *locale.Language {
	t.Helper()
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	if all[tag] == nil {
		t.Fatalf("there is no message file of %q", tag)
	}
	return all[tag]
}

// live finds what Discord would give a meaning to, in text in which every
// escaped character has been replaced.
var live = regexp.MustCompile("[*_~`|<>\\[\\]#@]|https?://|:[^\\s:]+:|discord\\.gg/|(?m)^\\s*(?:[-+]|\\d+[.)])\\s")

// escaped is a character that a backslash takes its meaning from.
var escaped = regexp.MustCompile(`(?s)\\.`)

// Inert returns what Discord would give a meaning to in escaped text, "" for nothing.
func Inert(text string) (bad string) {
	return live.FindString(escaped.ReplaceAllString(text, "x"))
}

// Said makes an answer from a text in which the reported content stands in
// {braces}, quoted words in [brackets] and the cue in (parentheses).
func Said(text string) corpus.Answer {
	const offset = 1000 // statements do not begin their article
	var plain strings.Builder
	open := map[rune]int{}
	a := corpus.Answer{ID: "k4n2m7wq3x5y6z2a", Article: "a", Kind: corpus.Narrated}
	for _, r := range text {
		at := offset + plain.Len()
		switch r {
		case '{', '[', '(':
			open[r] = at
		case '}':
			a.Content = &corpus.Span{Start: open['{'], End: at}
			a.Kind = corpus.Indirect
		case ']':
			a.Quotes = append(a.Quotes, corpus.Span{Start: open['['], End: at})
			a.Kind = corpus.Direct
		case ')':
			a.Cue = &corpus.Cue{Span: corpus.Span{Start: open['('], End: at}, Text: plain.String()[open['(']-offset:]}
		default:
			plain.WriteRune(r)
		}
	}
	a.Text = plain.String()
	a.Span = corpus.Span{Start: offset, End: offset + len(a.Text)}
	return a
}

// By is the answer as said for certain by a speaker.
func By(a corpus.Answer, name, role string) corpus.Answer {
	a.Speaker, a.Role, a.Certain = name, role, true
	return a
}

// From is the answer as taken from a fetched article.
func From(a corpus.Answer, title, publisher, url string, published corpus.Date) corpus.Answer {
	a.Title, a.Publisher, a.URL, a.Published, a.Origin = title, publisher, url, published, corpus.OriginImported
	return a
}
