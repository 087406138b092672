package bot

import (
	"regexp"
	"testing"

	"verbatim/bot/locale"
)

// en is English.
func en(t testing.TB) *locale.Language {
	t.Helper()
	return spoken(t, locale.Default)
}

// spoken is the language of that tag.
func spoken(t testing.TB, tag string) *locale.Language {
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

func inert(text string) (bad string) {
	return live.FindString(escaped.ReplaceAllString(text, "x"))
}
