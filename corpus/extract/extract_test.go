package extract_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/extracttest"
)

// checkCover fails where a letter or digit outside headings stands in no statement.
func checkCover(t *testing.T, text string, got []corpus.Statement) {
	t.Helper()
	i := 0
	for _, p := range paragraphsIn(text) {
		at := p.Start
		if i > 0 {
			at = max(at, got[i-1].End)
		}
		for ; i < len(got) && got[i].Start < p.End; i++ {
			if gap := text[min(at, got[i].Start):got[i].Start]; at < got[i].Start && strings.TrimFunc(gap, document.IsSpaceRune) != "" {
				t.Errorf("%q lies between statements", gap)
			}
			at = got[i].End
		}
		if at < p.End {
			t.Errorf("%q at the end of a paragraph lies in no statement", text[at:p.End])
		}
	}
}

func FuzzStatements(f *testing.F) {
	f.Add(builtin.Article().Text)
	for _, s := range []string{
		"", "\xff\xfe", "“A,” he said. “B.”\n\n“C\n\n“D,” she said.", "He said ‘no’. ‘Tis the years’ end’.",
		"‘‘‘‘''''\"\"\"\"``", "«Non», dit-il. „Nein“, sagte er.", "U.S. U.K. J. K. R. Tolkien said that... no?",
		"According to Ann Lee, a doctor, \"it 'is' fine,\" but Bob (not Ann) denied it.", "said asked said: \"said",
		"Ann responded to charges made by a union that !!", "Ann Lee said:\n\n“We waited for years.\n\n“We left.”", "A heading\nShe said:\n- one\n- two.\n", "Ann said “x”\u2029’s’t’ n't’n’t.",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a := corpus.Article{ID: "fuzz", Text: text}
		got := statementsIn(a)
		extracttest.CheckInvariants(t, text, got)
		checkCover(t, text, got)
		if again := statementsIn(a); !sameJSON(t, got, again) {
			t.Error("a second run gives another result")
		}
		if extract.ID(a.ID, text) == "" {
			t.Error("the text has no id")
		}
		if utf8.ValidString(text) {
			for _, s := range got {
				if !utf8.ValidString(s.Text) {
					t.Errorf("statement %q cuts a character", s.Text)
				}
			}
		}
	})
}

func sameJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}
