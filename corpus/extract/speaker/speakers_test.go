package speaker_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/extract/report"
	"verbatim/corpus/extract/speaker"
)

// spoken is the speakers of a text's reports, as "name (role)" with a "?" where
// they are not certain.
func spoken(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	for _, s := range extracttest.Statements(t, corpus.Article{ID: "test", Language: "en", Text: text}) {
		for _, r := range s.Reports {
			if r.Speaker == nil {
				out = append(out, "-")
				continue
			}
			name := r.Speaker.Name
			if r.Speaker.Role != "" {
				name += " (" + r.Speaker.Role + ")"
			}
			out = append(out, name)
		}
	}
	return out
}

func TestSpeakers(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"behind the quotation", "“We waited too long,” Anna Keller said.", []string{"Anna Keller"}},
		{"inverted", "“We waited too long,” said Anna Keller, a nurse from Leeds.", []string{"Anna Keller (a nurse from Leeds)"}},
		{"before the quotation", "Anna Keller said: “We waited too long.”", []string{"Anna Keller"}},
		{"an apposition between", "“We waited too long,” Anna Keller, the mayor of Leeds, told reporters.", []string{"Anna Keller (the mayor of Leeds)"}},
		{"a name in apposition", "The mayor of Leeds, Anna Keller, said that the bridge was safe. “I walked over it,” she added.", []string{"Anna Keller (mayor of Leeds)", "Anna Keller (mayor of Leeds)"}},
		{"an owner's phrase before a name", "The company’s lawyer, Anna Keller, said that the bridge was safe.", []string{"Anna Keller (The company’s lawyer)"}},
		{"a possessive phrase before a name", "Its chief executive, Anna Keller, promised to repair the bridge.", []string{"Anna Keller"}},
		{"a list is no apposition", "The mayor of Leeds, Anna Keller, and Paul Brandt met. “We waited,” the mayor said.", []string{"the mayor"}},
		{"a title", "“We waited too long,” said Mayor Anna Keller.", []string{"Anna Keller (Mayor)"}},
		{"a former office", "“We waited too long,” said former Ohio Gov. Jim Lake.", []string{"Jim Lake (former Ohio Gov.)"}},
		{"between the parts", "Anna Keller came late. “We waited,” she said, “for too long.”", []string{"Anna Keller"}},
		{"according to", "According to the Ministry of Transport, the bridge is unsafe.", []string{"the Ministry of Transport"}},
		{"an agent behind by", "The charge was rejected by the Bridge Workers’ Union.", []string{"the Bridge Workers’ Union"}},
		{"a country", "The United States has denied that it sold the ships.", []string{"The United States"}},
		{"a capital", "Paris denied that it had sold the ships.", []string{"Paris"}},
		{"a group with a place", "Officials from Norway said that the ships were sold.", []string{"Officials from Norway"}},
		{"the longest form", "Anna Maria Keller spoke first. “We waited too long,” Keller said.", []string{"Anna Maria Keller"}},
		{"a pronoun", "Anna Keller met Paul Brandt on Monday. “We waited too long,” she said.", []string{"Anna Keller"}},
		{"a pronoun by a title", "Mr. Okoro met Mrs. Adeyemi on Monday. “We waited too long,” she said.", []string{"Adeyemi"}},
		{"a pronoun by a role", "Chair Adeyemi, a businesswoman, met Chair Okoro, a businessman. “We waited too long,” he said.", []string{"Okoro (Chair)"}},
		{"two of one surname", "Anna Keller met Paul Keller. “We waited too long,” Mr. Keller said. “Not I,” Mrs. Keller replied.", []string{"Paul Keller", "Anna Keller"}},
		{"a role noun", "Finance Minister Carla Ruiz told parliament that the budget was safe. “No cut is planned,” the finance chief added.", []string{"Carla Ruiz (Finance Minister)", "Carla Ruiz (Finance Minister)"}},
		{"a role noun of another field", "Finance Minister Carla Ruiz told parliament that the budget was safe. “No goal was planned,” the football chief said.", []string{"Carla Ruiz (Finance Minister)", "the football chief"}},
		{"a body", "The Ministry of Transport said that the bridge was unsafe. The office said it would close in May.", []string{"The Ministry of Transport", "The Ministry of Transport"}},
		{"a signature", "The bus was late again.\n\n“It is a disgrace that I have to stand here for an hour every day.” — Tom Field, bus driver", []string{"Tom Field"}},
		{"a signature under a short line", "The bus was late again.\n\n“The worst of all the lines.” ― Tom Field", []string{"Tom Field"}},
		{"a quotation that goes on", "“We waited,” Anna Keller said. “Nobody came.”", []string{"Anna Keller", "Anna Keller"}},
		{"unknown stays unknown", "“We waited too long,” he said.", []string{"he"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := spoken(t, tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("speakers of %q\ngot  %q\nwant %q", tt.text, got, tt.want)
			}
		})
	}
}

// Nobody who is not sure of a name may see it.
func TestNotCertain(t *testing.T) {
	tests := []struct{ name, text string }{
		{"a pronoun without a person", "“We waited too long,” he said."},
		{"a pronoun between two", "Paul Brandt wrote to John Keller. John Keller wrote to Paul Brandt. They met. “We waited too long,” he said."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range extracttest.Statements(t, corpus.Article{ID: "test", Language: "en", Text: tt.text}) {
				for _, r := range s.Reports {
					if r.Kind == corpus.Direct && r.Speaker != nil && r.Speaker.Certain {
						t.Errorf("%q is certainly %s's (%.2f), want uncertain", s.Text, r.Speaker.Name, r.Probability)
					}
				}
			}
		})
	}
}

func TestAliases(t *testing.T) {
	text := "Mayor Anna Keller came. Keller was late. “We waited too long,” Anna Keller said."
	for _, s := range extracttest.Statements(t, corpus.Article{ID: "test", Language: "en", Text: text}) {
		for _, r := range s.Reports {
			if want := []string{"Keller"}; r.Speaker == nil || !slices.Equal(r.Speaker.Aliases, want) {
				t.Errorf("speaker %+v, want the aliases %q", r.Speaker, want)
			}
		}
	}
}

// What every attribution promises, whatever the text.
func checkSpeakers(t *testing.T, text string) {
	t.Helper()
	for _, s := range extracttest.Explained(t, corpus.Article{ID: "test", Language: "en", Text: text}) {
		for _, r := range s.Reports {
			if r.Probability < 0 || r.Probability > 1 {
				t.Errorf("probability %v in %q", r.Probability, s.Text)
			}
			if r.Speaker == nil {
				if r.Probability != 0 {
					t.Errorf("probability %v without a speaker in %q", r.Probability, s.Text)
				}
				continue
			}
			m := r.Speaker.Mention
			if m.Start < 0 || m.Start >= m.End || m.End > len(text) {
				t.Fatalf("mention %v of a text of %d bytes", m, len(text))
			}
			if r.Speaker.Name == "" || !strings.Contains(text, r.Speaker.Name) || !strings.Contains(text, r.Speaker.Role) {
				t.Errorf("speaker %q, %q is not in the article's words", r.Speaker.Name, r.Speaker.Role)
			}
			if r.Speaker.Certain && r.Probability < speaker.CertainFrom {
				t.Errorf("%q is certain at %.2f", r.Speaker.Name, r.Probability)
			}
			if slices.Contains(r.Speaker.Aliases, r.Speaker.Name) || len(r.Speaker.Aliases) > speaker.MaxAliases {
				t.Errorf("aliases %q of %q", r.Speaker.Aliases, r.Speaker.Name)
			}
			if len(r.Evidence) == 0 {
				t.Errorf("no evidence for %q", r.Speaker.Name)
			}
		}
	}
}

func TestSpeakersOfHostileText(t *testing.T) {
	for name, text := range hostile(1 << 12) {
		t.Run(name, func(t *testing.T) { checkSpeakers(t, text) })
	}
}

// hostile is texts of about n repetitions that a careless search would take
// too long for.
func hostile(n int) map[string]string {
	return map[string]string{
		"capitals":      strings.Repeat("A", n) + ". " + strings.Repeat("Ab Cd ", n),
		"one surname":   strings.Repeat("Ann Lee met Bo Lee, and he said that she said so. ", n/16),
		"many surnames": manyNames(n / 8),
		"said":          strings.Repeat("said ", n),
		"pronouns":      strings.Repeat("he said she said ", n),
		"appositions":   "Ann Lee" + strings.Repeat(", a nurse", n) + ", said that it rained.",
		"genitives":     strings.Repeat("Ann’s ", n) + "lawyer said that it rained.",
		"titles":        strings.Repeat("Mr. ", n) + "Lee said that it rained.",
		"dashes":        strings.Repeat("“A.” — ", n),
		"quotations":    strings.Repeat("“A,” he said. ", n),
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Ann Lee%c%c%c said that it rained. ", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26)
	}
	return b.String()
}

func FuzzSpeakers(f *testing.F) {
	f.Add(builtin.Article().Text)
	for _, text := range hostile(8) {
		f.Add(text)
	}
	f.Add("Ann Lee’s ’ “said the US ― Bo” of the of")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		checkSpeakers(t, text)
	})
}

// go test -bench Speakers -cpu 1 ./corpus/extract/speaker
func BenchmarkSpeakers(b *testing.B) {
	texts := hostile(1 << 14)
	texts["article"] = strings.Repeat(builtin.Article().Text+"\n\n", 50)
	var names []string
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			d, err := document.Parse(b.Context(), texts[name], 0)
			if err != nil {
				b.Fatal(err)
			}
			drafts, err := report.Drafts(b.Context(), d)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(texts[name])))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := speaker.Speakers(b.Context(), d, drafts, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestEvidenceIsPrinted(t *testing.T) {
	s := extracttest.Explained(t, corpus.Article{ID: "test", Language: "en", Text: "“We waited too long,” said Anna Keller."})
	if len(s) != 1 || len(s[0].Reports) != 1 {
		t.Fatalf("statements %+v, want one with one report", s)
	}
	b, err := json.Marshal(s[0].Reports[0].Evidence)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"rule":"behind-cue","words":"Anna Keller","of":"said","probability":0.`, `{"rule":"probability","number":84,"probability":0.`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("evidence %s, want %s", b, want)
		}
	}
}
