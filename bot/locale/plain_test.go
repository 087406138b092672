package locale_test

import (
	"strings"
	"testing"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

func TestReasonsInEveryLanguage(t *testing.T) {
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	placeless := map[string]bool{string(corpus.RuleRival): true, string(corpus.RuleGuess): true}
	for tag := range all {
		for _, rule := range rules(t) {
			e := corpus.Evidence{Rule: corpus.Rule(rule), Words: "the\nmayor\u202e", Of: "Anna Lind", Number: 84, Probability: 0.8399}
			got := locale.Accepting(all, tag).Reason(e)
			switch {
			case strings.ContainsAny(got, "{}<>\n\u202e") || strings.HasPrefix(got, "reason."):
				t.Errorf("%s: %s is %q", tag, rule, got)
			case placeless[rule]:
			case rule == string(corpus.RuleProbability) && strings.Contains(got, "83") && strings.Contains(got, "84"):
			case !strings.Contains(got, "the mayor"):
				t.Errorf("%s: %s is %q, want the mention in it", tag, rule, got)
			}
		}
	}
}

func TestReasons(t *testing.T) {
	tests := []struct {
		tag  string
		e    corpus.Evidence
		want string
	}{
		{"en", corpus.Evidence{Rule: corpus.RuleBehindCue, Words: "Lind", Of: "said", Probability: 0.957}, "“Lind” stands behind “said” (95% sure)"},
		{"en", corpus.Evidence{Rule: corpus.RulePronoun, Words: "she", Of: "Lind", Number: 1, Probability: 0.5}, "“she” stands for “Lind”, mentioned 1 time (50% sure)"},
		{"en", corpus.Evidence{Rule: corpus.RuleProbability, Number: 84, Probability: 0.8399}, "it is 83% probable that this is the speaker; from 84% on a name is shown"},
		{"en", corpus.Evidence{Rule: corpus.RuleGuess}, "a guess by rule, never certain"},
		{"de", corpus.Evidence{Rule: corpus.RulePronoun, Words: "sie", Of: "Lind", Number: 3, Probability: 0.5}, "„sie“ steht für „Lind“, 3 Mal erwähnt (zu 50 % sicher)"},
		{"fr", corpus.Evidence{Rule: corpus.RuleBeforeCue, Words: "Lind", Of: "dit", Probability: 0.5}, "« Lind » se trouve avant « dit » (sûr à 50 %)"},
		{"uk", corpus.Evidence{Rule: corpus.RulePronoun, Words: "вона", Of: "Лінд", Number: 22, Probability: 1}, "«вона» означає «Лінд», згадок: 22 (певність 100 %)"},
	}
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		if got := spaced(locale.Accepting(all, tt.tag).Reason(tt.e)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.tag, got, tt.want)
		}
	}
}
