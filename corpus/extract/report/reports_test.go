package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
)

// brief writes the reports of a text, a line each: kind, class, cue, content or
// quotes, and the number of the statement that it continues.
func brief(t *testing.T, text, language string) []string {
	t.Helper()
	statements := extracttest.Statements(t, corpus.Article{Language: language, Text: text})
	number := map[corpus.StatementID]int{}
	for i, s := range statements {
		number[s.ID] = i + 1
	}
	var out []string
	for _, s := range statements {
		for _, r := range s.Reports {
			f := []string{string(r.Kind), string(r.Class), "-", "", ""}
			if r.Cue != nil {
				f[2] = r.Cue.Text
			}
			var quotes []string
			for _, q := range r.Quotes {
				quotes = append(quotes, q.In(text))
			}
			f[3] = strings.Join(quotes, " … ")
			if r.Content != nil {
				f[3] = r.Content.In(text)
			}
			if r.Continues != "" {
				f[4] = fmt.Sprint(number[r.Continues])
			}
			out = append(out, strings.TrimSuffix(strings.Join(f, " | "), " | "))
		}
	}
	return out
}

func TestReports(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		// direct
		{"tag behind", "“We won,” said Ann Lee.", []string{"direct | asserts | said | We won,"}},
		{"tag before", "Ann Lee said: “We won.”", []string{"direct | asserts | said | We won."}},
		{"wholly in marks after that", "Ann Lee said that “the game was lost.”", []string{"direct | asserts | said | the game was lost."}},
		{"split quotation", "“We won,” she said, “and they lost.”", []string{"direct | asserts | said | We won, … and they lost."}},
		{"a verb nobody listed", "“We won,” she fumed, “and they lost.”", []string{"direct | asserts | fumed | We won, … and they lost."}},
		{"question", "“Who won?” she asked.", []string{"direct | asks | asked | Who won?"}},
		{"British", "‘We won,’ says Ann. ‘They lost.’", []string{"direct | asserts | says | We won,", "direct | asserts | - | They lost. | 1"}},
		{"goes on in the same paragraph", "“We won,” he said. “They lost.”", []string{"direct | asserts | said | We won,", "direct | asserts | - | They lost. | 1"}},
		{"over paragraphs", "“We won.\n\n“They lost,” she said.", []string{"direct | asserts | said | We won.\n\n“They lost,"}},
		{"a name and a colon", "Lee: “We won the match and nobody was hurt.”", []string{"direct | asserts | - | We won the match and nobody was hurt."}},
		// indirect
		{"that", "The mayor said that the bridge was safe.", []string{"indirect | asserts | said | the bridge was safe"}},
		{"without that", "The mayor said the bridge was safe.", []string{"indirect | asserts | said | the bridge was safe"}},
		{"fronted", "The bridge was safe, the mayor said.", []string{"indirect | asserts | said | The bridge was safe"}},
		{"according to", "According to the mayor, the bridge was safe.", []string{"indirect | asserts | According to | the bridge was safe"}},
		{"denial", "The company denied any wrongdoing.", []string{"indirect | denies | denied | any wrongdoing"}},
		{"accusation", "Tehran accused Canberra of meddling.", []string{"indirect | alleges | accused | meddling"}},
		{"promise", "The minister promised to build more homes.", []string{"indirect | promises | promised | to build more homes"}},
		{"warning", "Police warned that the roads were icy.", []string{"indirect | warns | warned | the roads were icy"}},
		{"asking", "She asked whether the shop was open.", []string{"indirect | asks | asked | whether the shop was open"}},
		{"belief", "Scientists believe that the drug works.", []string{"indirect | holds | believe | the drug works"}},
		{"passive", "It was alleged that he had fled.", []string{"indirect | alleges | alleged | he had fled"}},
		{"a claim in the passive", "The allegations were rejected by the bank.", []string{"indirect | denies | rejected | The allegations"}},
		{"somebody else's claim", "The minister dismissed claims made by rival parties that he had lied.", []string{"indirect | alleges | claims | he had lied"}},
		{"two side by side", "Ann Lee admitted taking the money, but said that she had paid it back.",
			[]string{"indirect | acknowledges | admitted | taking the money", "indirect | asserts | said | she had paid it back"}},
		{"two speakers", "Critics say the plan is unfair, while supporters argue that it is overdue.",
			[]string{"indirect | asserts | say | the plan is unfair", "indirect | asserts | argue | it is overdue"}},
		{"the occasion stays outside", "The mayor said that the bridge was safe after a press conference in the town.", []string{"indirect | asserts | said | the bridge was safe"}},
		{"the source stays outside", "Officials said that the talks had failed, the newspaper reported on Monday.", []string{"indirect | asserts | reported | Officials said that the talks had failed"}},
		// mixed
		{"some words quoted", "The mayor said that the bridge was “perfectly safe”.", []string{"mixed | asserts | said | the bridge was “perfectly safe”"}},
		// continuations
		{"quoted words go on", "Officials have claimed that they sell tools to the army in “peace.” However, they have not sold “arms for use in any war”.",
			[]string{"mixed | alleges | claimed | they sell tools to the army in “peace.”", "mixed | alleges | - | However, they have not sold “arms for use in any war” | 1"}},
		{"not into a new paragraph", "The mayor said that they wanted peace.\n\nThey had met twice.", []string{"indirect | asserts | said | they wanted peace"}},
		// none
		{"refusal", "The ministry declined to comment.", nil},
		{"did not say", "He did not say when the shop would open.", nil},
		{"refused to say", "She refused to say who had called.", nil},
		{"title of a work", "The film “The Long Day” opens on Friday.", nil},
		{"only a person", "The crowd denounced Ann Lee.", nil},
		{"narration", "The bridge was closed for two days in May.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := brief(t, tt.in, "en"); !slices.Equal(got, tt.want) {
				t.Errorf("%s\ngot  %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}

// An article in another language has direct reports only, without cues.
func TestForeign(t *testing.T) {
	text := "„Wir haben gewonnen, und das ist auch gut so“, sagte Frau Lee am Montag in Berlin. Der Minister sagte, dass die Brücke sicher sei und dass niemand " +
		"verletzt wurde, als der Zug am Morgen in den Bahnhof einfuhr und die Türen sich öffneten."
	want := []string{"direct | asserts | - | Wir haben gewonnen, und das ist auch gut so"}
	for _, language := range []string{"de", "de-AT", ""} {
		if got := brief(t, text, language); !slices.Equal(got, want) {
			t.Errorf("language %q: got %q, want %q", language, got, want)
		}
	}
	for _, s := range extracttest.Statements(t, corpus.Article{Language: "de", Text: text}) {
		for _, r := range s.Reports {
			if r.Speaker != nil {
				t.Errorf("%q has a speaker: %+v", s.Text, r.Speaker)
			}
		}
	}
}
