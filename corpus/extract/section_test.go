package extract_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/revise"
)

// Some statements are explained as they are among all.
func TestSurvey(t *testing.T) {
	for _, name := range []string{"articles", "one line"} {
		a := corpus.Article{ID: "long", Text: extracttest.LongTexts(2 * document.SectionBytes)[name]}
		want := explained(a)
		var plain []corpus.Statement
		var s extract.Survey
		visit := func(part []corpus.Statement) { plain = append(plain, part...) }
		if err := s.GoOn(t.Context(), a, visit); err != nil {
			t.Fatal(err)
		}
		if !sameJSON(t, plain, statementsIn(a)) {
			t.Errorf("%s: the survey shows other statements", name)
		}
		for _, at := range [][2]int{{0, 3}, {len(want)/2 - 2, len(want)/2 + 1}, {s.FirstOf(1) - 2, s.FirstOf(1) + 2}, {len(want) - 1, len(want)}, {5, 5}} {
			got, err := s.Explain(t.Context(), a, at[0], at[1])
			if err != nil || !sameJSON(t, got, slices.Clip(want[at[0]:at[1]])) && len(got)+at[1]-at[0] > 0 {
				t.Errorf("%s: statements %d to %d are explained as %v, %v", name, at[0], at[1], got, err)
			}
		}
	}
}

// A survey that was stopped, however often, comes to the same.
func TestSurveysGoOn(t *testing.T) {
	a := corpus.Article{ID: "long", Text: extracttest.LongTexts(3 * document.SectionBytes)["one line"]}
	want := statementsIn(a)
	var s extract.Survey
	var got []corpus.Statement
	stops := 0
	for {
		err := s.GoOn(&leaving{after: 400}, a, func(part []corpus.Statement) { got = append(got, part...) })
		if err == nil {
			break
		}
		if stops++; stops > 100 {
			t.Fatal("it comes to no end")
		}
	}
	if stops < 2 || !sameJSON(t, got, want) {
		t.Errorf("after %d stops there are %d statements that are other ones, want %d", stops, len(got), len(want))
	}
	if again, err := s.Explain(t.Context(), a, len(want)-1, len(want)); err != nil || again[0].ID != want[len(want)-1].ID {
		t.Errorf("the last is explained as %v, %v", again, err)
	}
}

func TestOutline(t *testing.T) {
	for name, text := range extracttest.LongTexts(document.SectionBytes + 20_000) {
		a := corpus.Article{ID: "a", Text: text}
		want := statementsIn(a)
		for i := range want {
			want[i].Kind, want[i].Reports = "", nil
		}
		if got := must(extract.Outline(t.Context(), a)); !sameJSON(t, got, want) || counted(text) != len(want) {
			t.Errorf("%s: the outline has %d statements that are other ones, want %d", name, len(got), len(want))
		}
	}
}

// leaving is a context that ends when it has been looked at so often; 0 means
// never.
type leaving struct{ looks, after int }

func (c *leaving) Err() error {
	if c.looks++; c.after > 0 && c.looks >= c.after {
		return context.Canceled
	}
	return nil
}

func (*leaving) Done() <-chan struct{}       { return nil }
func (*leaving) Deadline() (time.Time, bool) { return time.Time{}, false }
func (*leaving) Value(any) any               { return nil }

// What looks at a whole text looks at its context at least once for so many bytes
// of it, and returns its error at once.
func TestContextsAreHeeded(t *testing.T) {
	const bytesALook = 8 << 10
	for name, text := range extracttest.LongTexts(document.SectionBytes / 4) {
		a := corpus.Article{ID: "a", Text: text, Language: "en"}
		other := a
		other.Text = strings.ReplaceAll(text, " ", "  it ")
		statements := statementsIn(a)
		last := statements[len(statements)-1]
		correction := corpus.Correction{Article: "a", Statement: "none", Text: "none", Verdict: corpus.VerdictHidden}
		all := map[string]func(ctx context.Context) error{
			"Statements": func(ctx context.Context) error { _, err := extract.Statements(ctx, a); return err },
			"Explain":    func(ctx context.Context) error { _, err := extract.Explain(ctx, a); return err },
			"Outline":    func(ctx context.Context) error { _, err := extract.Outline(ctx, a); return err },
			"Paragraphs": func(ctx context.Context) error { _, err := extract.Paragraphs(ctx, text); return err },
			"Count":      func(ctx context.Context) error { _, err := revise.Count(ctx, text); return err },
			"Candidates": func(ctx context.Context) error { _, _, err := extract.Candidates(ctx, a, last.ID); return err },
			"Changes":    func(ctx context.Context) error { _, err := revise.Changes(ctx, a, other); return err },
			"Apply": func(ctx context.Context) error {
				_, _, err := revise.Apply(ctx, a, statements, []corpus.Correction{correction})
				return err
			},
			"Redact": func(ctx context.Context) error {
				_, _, err := revise.Redact(ctx, a, map[string]bool{revise.TextHash(last.Text): true})
				return err
			},
			"Survey": func(ctx context.Context) error {
				var s extract.Survey
				if err := s.GoOn(ctx, a, func([]corpus.Statement) {}); err != nil {
					return err
				}
				_, err := s.Explain(ctx, a, 0, 1)
				return err
			},
		}
		for function, run := range all {
			patient := &leaving{}
			if err := run(patient); err != nil {
				t.Fatal(err)
			}
			looks := patient.looks
			if name != "word" && function != "Apply" && looks < len(text)/bytesALook {
				t.Errorf("%s of %q: the context is looked at %d times in %d bytes", function, name, looks, len(text))
			}
			for _, after := range []int{looks/2 + 1, looks} {
				c := &leaving{after: after}
				if err := run(c); !errors.Is(err, context.Canceled) {
					t.Errorf("%s of %q: got %v from a context that ended", function, name, err)
				}
				if c.looks > after+1 {
					t.Errorf("%s of %q: goes on for %d looks after the context's end", function, name, c.looks-after)
				}
			}
		}
	}
}
