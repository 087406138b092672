package extract_test

import (
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/extracttest"
)

func TestCandidates(t *testing.T) {
	a := extracttest.Bridge()
	c := extracttest.Correction(t, a, "denied", "denied", corpus.VerdictSpeaker)
	s, got, ok := candidatesFor(a, c.Statement)
	if !ok || s.ID != c.Statement || s.Text != c.Text {
		t.Fatalf("got %v, %+v", ok, s)
	}
	var speakers, others []string
	for _, one := range got {
		if one.Speaker {
			speakers = append(speakers, one.Name)
		} else {
			others = append(others, one.Name)
		}
	}
	if want := []string{"An official", "Tom Brown", "Ann Lee"}; !slices.Equal(speakers, want) {
		t.Errorf("speakers %q, want %q", speakers, want)
	}
	for _, want := range []string{"a councillor", "the mayor of Lismore"} {
		if !slices.Contains(others, want) {
			t.Errorf("%q is not offered: %q", want, others)
		}
	}
	if slices.Contains(others, "she") {
		t.Errorf("a pronoun is offered: %q", others)
	}
	if _, _, ok := candidatesFor(a, "none"); ok {
		t.Error("an id that is no statement's has candidates")
	}
}

// Words that name nobody in particular are not offered, at the beginning of a sentence or in it.
func TestCandidatesNameSomebody(t *testing.T) {
	a := corpus.Article{ID: "ferry", Text: "Somebody left the gate open. Everyone on the quay saw it. The ferry is safe, Ada Winter said. " +
		"Nobody asked the pilots, she said. He denied it. We told anybody who came, one sailor said. They laughed, and it rained, Ben Marsh said."}
	found, err := extract.Statements(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	offered := make(map[string]bool)
	for _, s := range found {
		_, got, _ := candidatesFor(a, s.ID)
		for _, c := range got {
			first, _, _ := strings.Cut(strings.ToLower(c.Name), " ")
			if slices.Contains([]string{"somebody", "everyone", "it", "nobody", "she", "he", "we", "anybody", "they", "who"}, first) {
				t.Errorf("%q is offered for %q", c.Name, s.Text)
			}
			offered[c.Name] = true
		}
	}
	for _, want := range []string{"Ada Winter", "Ben Marsh"} {
		if !offered[want] {
			t.Errorf("%q is not offered: %v", want, offered)
		}
	}
}

// checkCandidates fails where a candidate cannot be chosen.
func checkCandidates(t *testing.T, a corpus.Article, s corpus.Statement) {
	t.Helper()
	_, got, ok := candidatesFor(a, s.ID)
	if !ok || len(got) > 25 {
		t.Fatalf("%v, %d candidates", ok, len(got))
	}
	names := make(map[string]bool)
	mere := false
	for _, c := range got {
		at, ok := extract.MentionAt(a.Text, c.Mention, c.Occurrence)
		if !ok || at.In(a.Text) != c.Mention {
			t.Fatalf("%+v has no place in the text", c)
		}
		if names[c.Name] || !c.Speaker && c.Name != c.Mention || mere && c.Speaker {
			t.Fatalf("%+v is there twice, has another name, or stands behind mentions: %+v", c, got)
		}
		names[c.Name], mere = true, mere || !c.Speaker
	}
	if len(s.Reports) == 0 {
		return
	}
	cue, content := extract.ReportWords(a.Text, s.Reports[0])
	for _, c := range got { // whoever is offered may be chosen
		chosen := corpus.Correction{
			Guild: a.Guild, ArticleGuild: a.Guild, Article: a.ID, Statement: s.ID, Text: s.Text, Cue: cue, Content: content,
			Verdict: corpus.VerdictSpeaker, Name: c.Name, Mention: c.Mention, Occurrence: c.Occurrence,
		}
		out, applies := applied(a, []corpus.Statement{s}, []corpus.Correction{chosen})
		if !applies[0] || out[0].Reports[0].Speaker.Name != c.Name {
			t.Fatalf("%+v cannot be chosen for %q", c, s.Text)
		}
	}
}

func TestCandidatesCanBeChosen(t *testing.T) {
	a := builtin.Article()
	for i, s := range statementsIn(a) {
		if i%4 == 0 {
			checkCandidates(t, a, s)
		}
	}
	crowd := corpus.Article{ID: "crowd", Language: "en"}
	for i := range 60 {
		crowd.Text += "Ann " + strings.Repeat("L", 1+i) + "ee, a doctor, said that the bridge was open. The nurses of Leeds objected. "
	}
	all := statementsIn(crowd)
	checkCandidates(t, crowd, all[len(all)/2])
}

func FuzzCandidates(f *testing.F) {
	f.Add(extracttest.Bridge().Text, 2)
	f.Add("He said. Ann’s. O’Brien’s Ann Ann, Ann said “no” to the U.S. she said", 0)
	f.Fuzz(func(t *testing.T, text string, at int) {
		a := corpus.Article{ID: "fuzz", Text: text}
		if all := statementsIn(a); len(all) > 0 {
			checkCandidates(t, a, all[uint(at)%uint(len(all))])
		}
	})
}
