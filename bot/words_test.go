package bot

import (
	"strings"
	"testing"

	"verbatim/corpus"
)

func TestReasonsInEveryLanguage(t *testing.T) {
	all, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	placeless := map[string]bool{string(corpus.RuleRival): true, string(corpus.RuleGuess): true}
	for tag, l := range all {
		for _, rule := range rules(t) {
			e := corpus.Evidence{Rule: corpus.Rule(rule), Words: "the\nmayor\u202e", Of: "Anna Lind", Number: 84, Weight: 0.8399}
			got := Words{l}.Reason(e)
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
		tag          string
		e            corpus.Evidence
		text, weight string
	}{
		{"en", corpus.Evidence{Rule: corpus.RuleBehindCue, Words: "Lind", Of: "said", Weight: 0.957}, "“Lind” stands behind “said”", "+0.96"},
		{"en", corpus.Evidence{Rule: corpus.RulePronoun, Words: "she", Of: "Lind", Number: 1, Weight: -1}, "“she” stands for “Lind”, mentioned 1 time", "-1.00"},
		{"en", corpus.Evidence{Rule: corpus.RuleProbability, Number: 84, Weight: 0.8399}, "it is 83% probable that this is the speaker; from 84% on a name is shown", ""},
		{"en", corpus.Evidence{Rule: corpus.RuleGuess}, "a guess by rule, never certain", ""},
		{"de", corpus.Evidence{Rule: corpus.RulePronoun, Words: "sie", Of: "Lind", Number: 3, Weight: 0.5}, "„sie“ steht für „Lind“, 3 Mal erwähnt", "+0,50"},
		{"fr", corpus.Evidence{Rule: corpus.RuleBeforeCue, Words: "Lind", Of: "dit", Weight: 0.5}, "« Lind » se trouve avant « dit »", "+0,50"},
		{"uk", corpus.Evidence{Rule: corpus.RulePronoun, Words: "вона", Of: "Лінд", Number: 22, Weight: 0.5}, "«вона» означає «Лінд», згадок: 22", "+0,50"},
	}
	for _, tt := range tests {
		w := Words{spoken(t, tt.tag)}
		if text, weight := spaced(w.Reason(tt.e)), w.Weight(tt.e); text != tt.text || weight != tt.weight {
			t.Errorf("%s: got %q %q, want %q %q", tt.tag, weight, text, tt.weight, tt.text)
		}
	}
}
