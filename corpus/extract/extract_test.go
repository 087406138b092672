package extract

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

// checkInvariants fails where the statements of a text break one.
func checkInvariants(t *testing.T, text string, got []corpus.Statement) {
	t.Helper()
	at, ids := 0, map[corpus.StatementID]bool{}
	for i, s := range got {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("statement %d is [%d,%d) after %d of %d", i, s.Start, s.End, at, len(text))
		}
		at = s.End
		if s.Text != text[s.Start:s.End] {
			t.Errorf("statement %d: Text = %q, its span holds %q", i, s.Text, text[s.Start:s.End])
		}
		if len(s.ID) != 16 || ids[s.ID] {
			t.Errorf("statement %d: id %q is not new or not 16 long", i, s.ID)
		}
		ids[s.ID] = true
		if want := statementKind(s.Reports); s.Kind != want {
			t.Errorf("statement %d: kind %q, want %q", i, s.Kind, want)
		}
		for _, r := range s.Reports {
			checkReport(t, text, s, r, ids)
			if r.Cue != nil && !s.Contains(r.Cue.Span) && (i == 0 || !announces(text, got[i-1], s, r.Cue.Span)) {
				t.Errorf("%q: the cue at %v stands neither in the statement nor in one that announces it", s.Text, r.Cue.Span)
			}
		}
	}
}

func statementKind(reports []corpus.Report) corpus.Kind {
	if len(reports) == 0 {
		return corpus.Narrated
	}
	for _, r := range reports {
		if r.Kind != reports[0].Kind {
			return corpus.Mixed
		}
	}
	return reports[0].Kind
}

func checkReport(t *testing.T, text string, s corpus.Statement, r corpus.Report, ids map[corpus.StatementID]bool) {
	t.Helper()
	spans := append([]corpus.Span{}, r.Quotes...)
	if r.Cue != nil && (r.Cue.Text != r.Cue.In(text) || r.Cue.Text == "") {
		t.Errorf("%q: cue %q is not the text under its span", s.Text, r.Cue.Text)
	}
	if r.Content != nil {
		spans = append(spans, *r.Content)
	}
	for _, span := range spans {
		if span.Len() <= 0 || !s.Contains(span) {
			t.Errorf("%q: %v of %+v lies outside the statement", s.Text, span, r)
		}
	}
	switch r.Kind {
	case corpus.Direct:
		if len(r.Quotes) == 0 || r.Content != nil {
			t.Errorf("%q: direct report with quotes %v, content %v", s.Text, r.Quotes, r.Content)
		}
	case corpus.Indirect:
		if len(r.Quotes) != 0 || r.Content == nil {
			t.Errorf("%q: indirect report with quotes %v, content %v", s.Text, r.Quotes, r.Content)
		}
	case corpus.Mixed:
		if len(r.Quotes) == 0 || r.Content == nil {
			t.Errorf("%q: mixed report with quotes %v, content %v", s.Text, r.Quotes, r.Content)
		}
	default:
		t.Errorf("%q: a report of kind %q", s.Text, r.Kind)
	}
	if r.Continues != "" && !ids[r.Continues] {
		t.Errorf("%q continues %q, which is no statement up to here", s.Text, r.Continues)
	}
	if sp := r.Speaker; sp != nil {
		if m := sp.Mention; m.Start < 0 || m.Len() <= 0 || m.End > len(text) {
			t.Errorf("%q: mention %v lies outside the article", s.Text, m)
		}
		if r.Probability < 0 || r.Probability > 1 {
			t.Errorf("%q: probability %v", s.Text, r.Probability)
		}
	}
}

// announces reports whether a cue stands in the statement before another, and
// nothing but a colon and white space parts the two.
func announces(text string, before, s corpus.Statement, cue corpus.Span) bool {
	return before.Contains(cue) && strings.HasSuffix(before.Text, ":") && strings.TrimFunc(text[before.End:s.Start], isSpaceRune) == ""
}

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
			if gap := text[min(at, got[i].Start):got[i].Start]; at < got[i].Start && strings.TrimFunc(gap, isSpaceRune) != "" {
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
		checkInvariants(t, text, got)
		checkCover(t, text, got)
		if again := statementsIn(a); !sameJSON(t, got, again) {
			t.Error("a second run gives another result")
		}
		if ID(a.ID, text) == "" {
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
