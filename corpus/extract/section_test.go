package extract

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
)

// longTexts are texts of about that many bytes, by what they consist of.
func longTexts(size int) map[string]string {
	article := builtin.Article().Text
	texts := map[string]string{
		"articles":  article + "\n\n",
		"one line":  strings.Join(strings.Fields(article), " ") + " ",
		"lines":     "Ann Lee said that it was so. “We were there,” he said.\n",
		"headings":  "Ann Lee\n",
		"wrapped":   "Ann Lee said that the harbour was not safe for\nlarge ships any more, and that nobody had come.\n",
		"quotation": "“We were there, and it was so.\n\n",
		"sentence":  "he said, she said that ",
		"word":      "a",
		"marks":     "“a”, ",
		"foreign":   "Der Minister sagte, dass es so sei. „Wir waren dabei und sahen es“, sagte er. ",
		"going on":  "“We were there and saw it.” ",
	}
	for name, unit := range texts {
		texts[name] = "Ann Lee said: “So it is.” " + strings.Repeat(unit, max(1, size/len(unit))) + "Tom Hill denied it."
	}
	return texts
}

// The sections of a text follow one another and hold what the whole text does.
func TestSections(t *testing.T) {
	for name, text := range longTexts(2*sectionBytes + 20_000) {
		t.Run(name, func(t *testing.T) {
			whole := parsed(corpus.Article{Text: text})
			want := newIdentifier("a").all(whole)
			var got []corpus.StatementID
			ids, from, longest := newIdentifier("a"), 0, 0
			for d, err := range sections(t.Context(), corpus.Article{Text: text}) {
				if err != nil {
					t.Fatal(err)
				}
				if d.from != from || d.foreign != whole.foreign {
					t.Errorf("a section begins at %d, the one before ends at %d; foreign: %t", d.from, from, d.foreign)
				}
				for i, s := range d.statements {
					if w := whole.statements[len(got)+i]; s.start != w.start || s.end != w.end {
						t.Fatalf("statement %d stands at %d to %d, want %d to %d", len(got)+i, s.start, s.end, w.start, w.end)
					}
				}
				got, longest, from = append(got, ids.all(d)...), max(longest, len(d.text)-d.from), len(d.text)
			}
			if from != len(text) || !slices.Equal(got, want) {
				t.Errorf("the sections end at %d of %d, with %d statements, want %d", from, len(text), len(got), len(want))
			}
			if whole := slices.Contains([]string{"headings", "quotation", "sentence", "word", "marks"}, name); !whole && longest > sectionBytes {
				t.Errorf("a section has %d bytes, want at most %d", longest, sectionBytes)
			}
		})
	}
}

// Some statements are explained as they are among all.
func TestSurvey(t *testing.T) {
	for _, name := range []string{"articles", "one line"} {
		a := corpus.Article{ID: "long", Text: longTexts(2 * sectionBytes)[name]}
		want := explained(a)
		var plain []corpus.Statement
		var s Survey
		visit := func(part []corpus.Statement) { plain = append(plain, part...) }
		if err := s.GoOn(t.Context(), a, visit); err != nil {
			t.Fatal(err)
		}
		if !sameJSON(t, plain, statementsIn(a)) {
			t.Errorf("%s: the survey shows other statements", name)
		}
		for _, at := range [][2]int{{0, 3}, {len(want)/2 - 2, len(want)/2 + 1}, {s.first[1] - 2, s.first[1] + 2}, {len(want) - 1, len(want)}, {5, 5}} {
			got, err := s.Explain(t.Context(), a, at[0], at[1])
			if err != nil || !sameJSON(t, got, slices.Clip(want[at[0]:at[1]])) && len(got)+at[1]-at[0] > 0 {
				t.Errorf("%s: statements %d to %d are explained as %v, %v", name, at[0], at[1], got, err)
			}
		}
	}
}

// A survey that was stopped, however often, comes to the same.
func TestSurveysGoOn(t *testing.T) {
	a := corpus.Article{ID: "long", Text: longTexts(3 * sectionBytes)["one line"]}
	want := statementsIn(a)
	var s Survey
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
	for name, text := range longTexts(sectionBytes + 20_000) {
		a := corpus.Article{ID: "a", Text: text}
		want := statementsIn(a)
		for i := range want {
			want[i].Kind, want[i].Reports = "", nil
		}
		if got := must(Outline(t.Context(), a)); !sameJSON(t, got, want) || counted(text) != len(want) {
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
	for name, text := range longTexts(sectionBytes / 4) {
		a := corpus.Article{ID: "a", Text: text, Language: "en"}
		other := a
		other.Text = strings.ReplaceAll(text, " ", "  it ")
		statements := statementsIn(a)
		last := statements[len(statements)-1]
		correction := corpus.Correction{Article: "a", Statement: "none", Text: "none", Verdict: corpus.VerdictHidden}
		all := map[string]func(ctx context.Context) error{
			"Statements": func(ctx context.Context) error { _, err := Statements(ctx, a); return err },
			"Explain":    func(ctx context.Context) error { _, err := Explain(ctx, a); return err },
			"Outline":    func(ctx context.Context) error { _, err := Outline(ctx, a); return err },
			"Paragraphs": func(ctx context.Context) error { _, err := Paragraphs(ctx, text); return err },
			"Count":      func(ctx context.Context) error { _, err := Count(ctx, text); return err },
			"Candidates": func(ctx context.Context) error { _, _, err := Candidates(ctx, a, last.ID); return err },
			"Changes":    func(ctx context.Context) error { _, err := Changes(ctx, a, other); return err },
			"Apply": func(ctx context.Context) error {
				_, _, err := Apply(ctx, a, statements, []corpus.Correction{correction})
				return err
			},
			"Redact": func(ctx context.Context) error {
				_, _, err := Redact(ctx, a, map[string]bool{TextHash(last.Text): true})
				return err
			},
			"Survey": func(ctx context.Context) error {
				var s Survey
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
