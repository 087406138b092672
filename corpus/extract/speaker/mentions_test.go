package speaker

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

func TestMentions(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // the mentions, "form/type words [core]", inner ones in brackets
	}{
		{"a name with its title", "It rained, Mayor Anna Keller said.", "pronoun It; person Mayor Anna Keller [Anna Keller]"},
		{"a title with a place", "It rained, former Ohio Gov. Jim Lake said.", "pronoun It; person former Ohio Gov. Jim Lake [Jim Lake]"},
		{"two titles", "It rained, said former Ohio Gov. and Senate Chairman Jim Lake.", "pronoun It; person former Ohio Gov. and Senate Chairman Jim Lake [Jim Lake]"},
		{"a role after an organisation", "The campaign chief of staff left.", "person The campaign chief; group staff"},
		{"particles", "We met Jan van der Berg and Omar al Hadi.", "pronoun We; person Jan van der Berg [Jan van der Berg]; person Omar al Hadi [Omar al Hadi]"},
		{"an organisation with of", "He left the Department of Trade.", "pronoun He; organisation the Department of Trade [Department of Trade]"},
		{"a person with of", "We saw Ann Lee of Boston.", "pronoun We; person Ann Lee [Ann Lee]; unknown Boston [Boston]"},
		{"a genitive", "They saw Ann Lee’s lawyer.", "pronoun They; (person Ann Lee [Ann Lee]); person Ann Lee’s lawyer"},
		{"a country in capitals", "Today the US agreed with us.", "government the US [US]; pronoun us"},
		{"a country of two words", "Today the United States agreed.", "government the United States [United States]"},
		{"a verb is no part of a name", "Yesterday Trent scolded Moore.", "unknown Trent [Trent]; unknown Moore [Moore]"},
		{"a sentence’s first word", "Critics complained.", "group Critics"},
		{"a role alone", "Yesterday the outgoing finance chief left.", "person the outgoing finance chief"},
	}
	types := [...]string{TypeUnknown: "unknown", typePerson: "person", typeGroup: "group", typeOrganisation: "organisation", typeGovernment: "government", typeThing: "thing"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := parsed(t, corpus.Article{Text: tt.text, Language: "en"})
			var got []string
			for _, m := range mentionsIn(t, d) {
				s := fmt.Sprintf("%s %s", types[m.Type], d.Span(m.TokenRange).In(d.Text))
				if m.Kind == Pronominal {
					s = "pronoun " + d.Word(m.From)
				}
				if m.Kind == Named {
					s += " [" + d.Span(m.core).In(d.Text) + "]"
				}
				if m.Inner {
					s = "(" + s + ")"
				}
				got = append(got, s)
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("mentions of %q\ngot  %s\nwant %s", tt.text, g, tt.want)
			}
		})
	}
}

func TestEntities(t *testing.T) {
	tests := []struct {
		name, text string
		want       map[string]int // names with their mentions, pronouns apart
	}{
		{"a surname after the full name", "Ann Lee came. Later Lee left.", map[string]int{"Ann Lee": 2}},
		{"a surname before the full name", "Yesterday Lee came. Later Ann Lee left.", map[string]int{"Ann Lee": 2}},
		{"an initial", "Robert Lee came. Later R. Lee left.", map[string]int{"Robert Lee": 2}},
		{"the longest form", "Robert Lee came. Later Robert Edward Lee left.", map[string]int{"Robert Edward Lee": 2}},
		{"two of one surname", "Ann Lee met Paul Lee. Later Mr. Lee left, and so did Mrs. Lee.", map[string]int{"Ann Lee": 2, "Paul Lee": 2}},
		{"a given name alone", "Paula Lee came. Later Paula left.", map[string]int{"Paula Lee": 2}},
		{"a suffix", "Martin Hope Jr. came. Later Hope left.", map[string]int{"Martin Hope Jr.": 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := entitiesOf(t, parsed(t, corpus.Article{Text: tt.text, Language: "en"}))
			got := map[string]int{}
			for _, e := range c.Entities {
				if e.Named {
					got[c.Doc.Span(e.Name).In(c.Doc.Text)] += int(e.count)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("entities of %q\ngot  %v\nwant %v", tt.text, got, tt.want)
			}
		})
	}
}

func TestRoles(t *testing.T) {
	tests := []struct{ name, text, who, want string }{
		{"before the name", "Finance Minister Ann Lee came.", "Ann Lee", "Finance Minister"},
		{"in lower case", "The outgoing mayor Ann Lee came.", "Ann Lee", "outgoing mayor"},
		{"behind the name", "Ann Lee, a doctor from Leeds, came.", "Ann Lee", "a doctor from Leeds"},
		{"behind an age", "Ann Lee, 34, a nurse, came.", "Ann Lee", "a nurse"},
		{"at the end", "It was sold by Ann Lee, the owner of the house.", "Ann Lee", "the owner of the house"},
		{"a courtesy is none", "Later Mr. Lee came.", "Lee", ""},
		{"a list is none", "Ann Lee, Paul Hope and Jim Lake came.", "Ann Lee", ""},
		{"a clause is none", "When he met Ann Lee, the owner was gone.", "Ann Lee", ""},
		{"a bare title in the sentence before", "Irish Prime Minister rejects the plan. Ann Lee says that it costs too much.", "Ann Lee", "Irish Prime Minister"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := entitiesOf(t, parsed(t, corpus.Article{Text: tt.text, Language: "en"}))
			findRoles((&Resolver{EntitySet: c}))
			for _, e := range c.Entities {
				if c.Doc.Span(e.Name).In(c.Doc.Text) != tt.who {
					continue
				}
				got := ""
				if !e.role.Empty() {
					got = c.Doc.Span(e.role).In(c.Doc.Text)
				}
				if got != tt.want {
					t.Errorf("role of %s in %q: got %q, want %q", tt.who, tt.text, got, tt.want)
				}
				return
			}
			t.Fatalf("%s is not found in %q", tt.who, tt.text)
		})
	}
}

// parsed is a whole text in one section.
func parsed(t *testing.T, a corpus.Article) *document.Document {
	t.Helper()
	d, err := document.Parse(t.Context(), a.Text, 0)
	if err != nil {
		t.Fatal(err)
	}
	d.Foreign = document.IsForeign(a.Language, d)
	return d
}

func mentionsIn(t *testing.T, d *document.Document) []Mention {
	t.Helper()
	all, err := FindMentions(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func entitiesOf(t *testing.T, d *document.Document) *EntitySet {
	t.Helper()
	c, err := FindEntities(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
