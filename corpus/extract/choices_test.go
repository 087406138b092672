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
	for _, want := range []string{"a councillor", "the mayor of Lismore", "she"} {
		if !slices.Contains(others, want) {
			t.Errorf("%q is not offered: %q", want, others)
		}
	}
	if others[0] != "she" {
		t.Errorf("the first mention is %q, want the nearest", others[0])
	}
	if _, _, ok := candidatesFor(a, "none"); ok {
		t.Error("an id that is no statement's has candidates")
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
