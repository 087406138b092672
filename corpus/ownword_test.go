package corpus_test

import (
	"testing"

	"verbatim/corpus"
)

func TestOwnWord(t *testing.T) {
	tests := []struct{ name, mention, want string }{
		{"a pronoun", "he", "he"},
		{"a pronoun that begins a sentence", "She", "She"},
		{"a description", "an official", "an official"},
		{"a description that begins a sentence", "The diplomatic chief", "The diplomatic chief"},
		{"a bare plural that begins a sentence", "Officials", "Officials"},
		{"a name", "Maria Lopez", ""},
		{"a surname", "Lopez", ""},
		{"a name in quotes", "“Lopez”", ""},
		{"a description with a name in it", "officials from Iran", ""},
		{"a body", "The Foreign Ministry", ""},
		{"a name in another script", "Оксана", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		if got := corpus.OwnWord(tt.mention); got != tt.want {
			t.Errorf("%s: OwnWord(%q) = %q, want %q", tt.name, tt.mention, got, tt.want)
		}
	}
}
