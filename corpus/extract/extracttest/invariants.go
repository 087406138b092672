package extracttest

import (
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// CheckInvariants fails the test if the statements of a text break an invariant.
func CheckInvariants(t testing.TB, text string, got []corpus.Statement) {
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
		if want := Kind(s.Reports); s.Kind != want {
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

// Kind is the kind of a statement with some reports.
func Kind(reports []corpus.Report) corpus.Kind {
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

func checkReport(t testing.TB, text string, s corpus.Statement, r corpus.Report, ids map[corpus.StatementID]bool) {
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
	return before.Contains(cue) && strings.HasSuffix(before.Text, ":") && strings.TrimFunc(text[before.End:s.Start], document.IsSpaceRune) == ""
}
