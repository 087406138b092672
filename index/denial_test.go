package index

import (
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
)

func TestDenialBesideAnAllegation(t *testing.T) {
	tests := []struct {
		name, text, question, want string // want: words of the denial, "" for none
	}{
		{
			"of the same thing",
			"Tom Brown alleged that the turbine had cost ten million pounds. It rained.\n\nAn official denied that the turbine had cost so many million pounds.",
			"turbine cost", "An official denied",
		},
		{
			"of something else",
			"Tom Brown alleged that the turbine had cost ten million pounds.\n\nAn official denied that the ferry was late.",
			"turbine cost", "",
		},
		{
			"by who is accused, of whatever it is",
			"Washington accused Iran of supplying drones.\n\nTehran strongly rejected the allegations.",
			"supplying drones", "Tehran strongly rejected",
		},
		{
			"by who is accused, of something else",
			"Washington accused Iran of supplying drones.\n\nTehran denied that the harbour was closed.",
			"supplying drones", "",
		},
		{
			"by who is not accused",
			"Washington accused Iran of supplying drones.\n\nOslo rejected the allegations.",
			"supplying drones", "",
		},
		{
			"before the allegation",
			"Tehran denied supplying drones to Moscow.\n\nThe weather was fine.\n\nWashington accused Iran of supplying drones.",
			"supplying drones", "Tehran denied",
		},
		{
			"the one that shares more",
			"Ann Lee alleged that the mayor had sold the mill for ten pounds.\n\nThe mayor denied the sale of a mill.\n\nThe mayor denied that he had sold the mill for ten pounds.",
			"alleged mayor sold mill ten pounds", "for ten pounds",
		},
		{
			"no allegation",
			"Tom Brown said that the turbine had cost ten million pounds.\n\nAn official denied that the turbine had cost ten million pounds.",
			"Tom Brown turbine cost", "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, _ := open(t, article("a", tt.text), article("other", "Tehran denied supplying drones. The turbine cost nothing, an official said, denying that it had cost ten million pounds."))
			got := ask(t, x, corpus.Query{Text: tt.question, Only: refs(corpus.Shared, "a")})
			if tt.want != "" && !slices.ContainsFunc(got, func(a corpus.Answer) bool { return a.Class == corpus.Alleges }) || len(got) == 0 {
				t.Fatalf("got %+v, want the allegation among them", got)
			}
			for _, a := range got {
				if a.Class == corpus.Alleges {
					checkDenial(t, a, tt.want)
				} else if a.Denial != nil {
					t.Errorf("%q (%s) has the denial %q", a.Text, a.Class, a.Denial.Text)
				}
			}
		})
	}
}

func checkDenial(t *testing.T, a corpus.Answer, want string) {
	t.Helper()
	switch {
	case want == "" && a.Denial != nil:
		t.Errorf("%q (%s) has the denial %q, want none", a.Text, a.Class, a.Denial.Text)
	case want != "" && a.Denial == nil:
		t.Errorf("%q (%s) has no denial, want %q", a.Text, a.Class, want)
	case want != "" && (!strings.Contains(a.Denial.Text, want) || a.Denial.Class != corpus.Denies || a.Denial.Article != a.Article || a.Denial.ID == ""):
		t.Errorf("%q has the denial %+v, want %q", a.Text, a.Denial, want)
	}
}

// A denial that a guild hides is none for it, and one for all others.
func TestDenialsAreCorrected(t *testing.T) {
	a := article("a", "Tom Brown alleged that the turbine had cost ten million pounds.\n\nAn official denied that the turbine had cost ten million pounds.")
	m := newModerated(a)
	m.correct(about(t, "1", a, "official", "denied", corpus.VerdictHidden))
	m.correct(about(t, "2", a, "official", "denied", corpus.VerdictNoStatement))
	m.correct(about(t, "3", a, "official", "denied", corpus.VerdictUnidentified))
	x := openModerated(t, m)
	for guild, want := range map[corpus.GuildID]string{"1": "", "2": "", "3": "official denied", "4": "official denied", corpus.Shared: "official denied"} {
		t.Run("guild "+string(guild), func(t *testing.T) {
			for _, q := range []corpus.Query{
				{Guild: guild, Text: "Tom Brown alleged turbine cost"}, {Guild: guild, Speaker: "Tom Brown"},
				{Guild: guild, Text: "Brown says the turbine has cost millions.", Message: true},
			} {
				got := ask(t, x, q)
				if len(got) == 0 || got[0].Class != corpus.Alleges {
					t.Fatalf("got %+v, want the allegation", got)
				}
				checkDenial(t, got[0], want)
			}
		})
	}
}
