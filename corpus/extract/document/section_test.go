package document_test

import (
	"slices"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/extracttest"
)

// The sections of a text follow one another and hold what the whole text does.
func TestSections(t *testing.T) {
	for name, text := range extracttest.LongTexts(2*document.SectionBytes + 20_000) {
		t.Run(name, func(t *testing.T) {
			whole := parsed(t, text)
			want := document.NewIdentifier("a").All(whole)
			var got []corpus.StatementID
			ids, from, longest := document.NewIdentifier("a"), 0, 0
			for d, err := range document.Sections(t.Context(), corpus.Article{Text: text}) {
				if err != nil {
					t.Fatal(err)
				}
				if d.From != from || d.Foreign != whole.Foreign {
					t.Errorf("a section begins at %d, the one before ends at %d; foreign: %t", d.From, from, d.Foreign)
				}
				for i, s := range d.Statements {
					if w := whole.Statements[len(got)+i]; s.Start != w.Start || s.End != w.End {
						t.Fatalf("statement %d stands at %d to %d, want %d to %d", len(got)+i, s.Start, s.End, w.Start, w.End)
					}
				}
				got, longest, from = append(got, ids.All(d)...), max(longest, len(d.Text)-d.From), len(d.Text)
			}
			if from != len(text) || !slices.Equal(got, want) {
				t.Errorf("the sections end at %d of %d, with %d statements, want %d", from, len(text), len(got), len(want))
			}
			if whole := slices.Contains([]string{"headings", "quotation", "sentence", "word", "marks"}, name); !whole && longest > document.SectionBytes {
				t.Errorf("a section has %d bytes, want at most %d", longest, document.SectionBytes)
			}
		})
	}
}

// parsed is a whole text in one section.
func parsed(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := document.Parse(t.Context(), text, 0)
	if err != nil {
		t.Fatal(err)
	}
	d.Foreign = document.IsForeign("", d)
	return d
}
