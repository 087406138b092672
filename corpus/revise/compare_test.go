package revise

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// version is the statements of a text, one sentence after the other.
func version(text string) []corpus.Statement {
	return statementsIn(corpus.Article{ID: "a", Language: "en", Text: text})
}

// describe is edits in short: "+new", "-old", "old > new".
func describe(edits []corpus.Edit) []string {
	out := []string{}
	for _, e := range edits {
		switch e.Kind {
		case corpus.Added:
			out = append(out, "+"+e.New.Text)
		case corpus.Withdrawn:
			out = append(out, "-"+e.Old.Text)
		case corpus.Reworded:
			out = append(out, e.Old.Text+" > "+e.New.Text)
		}
	}
	return out
}

func TestCompare(t *testing.T) {
	const (
		bridge = "The bridge over the Wye will reopen on Monday, the mayor said."
		closed = "The bridge over the Wye will not reopen on Monday, the mayor said."
		cost   = "Repairs cost two million pounds."
		school = "Pupils of the primary school sang at the opening."
		train  = "Trains to Cardiff were late all week."
	)
	tests := []struct {
		name     string
		old, new []string
		want     []string
	}{
		{"nothing", nil, nil, []string{}},
		{"the same", []string{bridge, cost}, []string{bridge, cost}, []string{}},
		{"marks of another form", []string{"“It is done,” he said."}, []string{"\"It is done,\" he said."}, []string{}},
		{"all new", nil, []string{bridge, cost}, []string{"+" + bridge, "+" + cost}},
		{"all gone", []string{bridge, cost}, nil, []string{"-" + bridge, "-" + cost}},
		{"a not", []string{cost, bridge, school}, []string{cost, closed, school}, []string{bridge + " > " + closed}},
		{"added in the middle", []string{bridge, cost}, []string{bridge, school, cost}, []string{"+" + school}},
		{"withdrawn in the middle", []string{bridge, school, cost}, []string{bridge, cost}, []string{"-" + school}},
		{"exchanged for another", []string{bridge, school, cost}, []string{bridge, train, cost}, []string{"-" + school, "+" + train}},
		{"moved", []string{bridge, school, cost}, []string{school, cost, bridge}, []string{}},
		{"moved and reworded", []string{bridge, school, cost}, []string{school, cost, closed}, []string{bridge + " > " + closed}},
		{
			"one of two alike",
			[]string{"It rained.", cost, "It rained."},
			[]string{"It rained.", cost},
			[]string{"-It rained."},
		},
		{
			"reworded, withdrawn and added",
			[]string{train, bridge, cost},
			[]string{closed, school, cost},
			[]string{"-" + train, bridge + " > " + closed, "+" + school},
		},
		{
			"alone between neighbours",
			[]string{cost, "Smith denied the charges.", school},
			[]string{cost, "Smith, who is 45, rejected all of the charges on Tuesday.", school},
			[]string{"Smith denied the charges. > Smith, who is 45, rejected all of the charges on Tuesday."},
		},
		{
			"alone between neighbours, in two places",
			[]string{cost, "Smith denied the charges.", school, "Herons nest by the river.", train},
			[]string{cost, "Smith, who is 45, rejected all of the charges on Tuesday.", school, "Five herons were seen again near an old river weir.", train},
			[]string{
				"Smith denied the charges. > Smith, who is 45, rejected all of the charges on Tuesday.",
				"Herons nest by the river. > Five herons were seen again near an old river weir.",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := describe(comparedWith(version(strings.Join(tt.old, " ")), version(strings.Join(tt.new, " "))))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// checkEdits fails where edits do not say all that differs, or say it twice.
func checkEdits(t *testing.T, old, fresh []corpus.Statement, edits []corpus.Edit) {
	t.Helper()
	olds, news := make(map[*corpus.Statement]bool), make(map[*corpus.Statement]bool)
	last := -1
	for _, e := range edits {
		if (e.Old == nil) != (e.Kind == corpus.Added) || (e.New == nil) != (e.Kind == corpus.Withdrawn) {
			t.Fatalf("%s with old %v and new %v", e.Kind, e.Old, e.New)
		}
		if e.Old != nil && olds[e.Old] || e.New != nil && news[e.New] {
			t.Fatalf("a statement is in two edits: %+v", e)
		}
		olds[e.Old], news[e.New] = true, true
		if e.New != nil {
			if e.New.Start < last {
				t.Fatalf("the edit of %q is out of order", e.New.Text)
			}
			last = e.New.Start
		}
		if e.Kind == corpus.Reworded && keyOf(e.Old.Text) == keyOf(e.New.Text) {
			t.Errorf("%q counts as reworded to %q", e.Old.Text, e.New.Text)
		}
	}
	// What is in no edit stands in both versions, as often.
	kept := make(map[document.Digest]int)
	for i := range old {
		if !olds[&old[i]] {
			kept[keyOf(old[i].Text)]++
		}
	}
	for i := range fresh {
		if !news[&fresh[i]] {
			kept[keyOf(fresh[i].Text)]--
		}
	}
	for _, n := range kept {
		if n != 0 {
			t.Fatal("a statement that differs is in no edit")
		}
	}
}

// checkAligned fails where not all statements of both versions stand in an
// alignment, each once, or where it says something else of what differs.
func checkAligned(t *testing.T, old, fresh []corpus.Statement) {
	t.Helper()
	rows := alignedWith(old, fresh)
	checkEdits(t, nil, nil, rows)
	olds, news := 0, 0
	for _, e := range rows {
		if e.Old != nil {
			olds++
		}
		if e.New != nil {
			news++
		}
		if e.Kind == corpus.Unchanged && keyOf(e.Old.Text) != keyOf(e.New.Text) {
			t.Errorf("%q counts as unchanged from %q", e.New.Text, e.Old.Text)
		}
	}
	if olds != len(old) || news != len(fresh) {
		t.Errorf("%d old and %d new statements stand in the alignment, want %d and %d", olds, news, len(old), len(fresh))
	}
	edits := slices.DeleteFunc(rows, func(e corpus.Edit) bool { return e.Kind == corpus.Unchanged })
	if !slices.Equal(edits, comparedWith(old, fresh)) {
		t.Errorf("the alignment says\n%q, and the comparison\n%q", describe(edits), describe(comparedWith(old, fresh)))
	}
}

// Random edits of random articles are found, in whatever they consist.
func TestCompareRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		old := randomSentences(r, r.IntN(30))
		fresh := slices.Clone(old)
		for range r.IntN(6) {
			i := r.IntN(len(fresh) + 1)
			switch r.IntN(4) {
			case 0:
				fresh = slices.Insert(fresh, i, randomSentences(r, 1)...)
			case 1:
				fresh = slices.Delete(fresh, i, min(len(fresh), i+1))
			case 2:
				if i < len(fresh) {
					fresh[i] = "Yesterday " + fresh[i]
				}
			case 3:
				r.Shuffle(len(fresh), func(i, j int) { fresh[i], fresh[j] = fresh[j], fresh[i] })
			}
		}
		a, b := version(strings.Join(old, " ")), version(strings.Join(fresh, " "))
		checkEdits(t, a, b, comparedWith(a, b))
		checkAligned(t, a, b)
		if same := comparedWith(a, a); len(same) != 0 {
			t.Fatalf("a version differs from itself: %q", describe(same))
		}
	}
}

func randomSentences(r *rand.Rand, n int) []string {
	words := strings.Fields("harbour council bridge votes money ships late again seven mayor of the a in opened closed said plans")
	out := make([]string, n)
	for i := range out {
		s := []string{"The"}
		for range 2 + r.IntN(9) {
			s = append(s, words[r.IntN(len(words))])
		}
		out[i] = strings.Join(s, " ") + "."
	}
	return out
}

// Every second sentence of a long article reworded is found as that, in a time
// that lets the test end.
func TestCompareLong(t *testing.T) {
	var old, fresh strings.Builder
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&old, "Number %d of the ships came into harbour %d with crew %d. ", i, 3*i, 7*i)
		fmt.Fprintf(&fresh, "Number %d of the ships came into harbour %d with crew %d", i, 3*i, 7*i)
		if i%2 == 0 {
			fresh.WriteString(" at noon")
		}
		fresh.WriteString(". ")
	}
	a, b := version(old.String()), version(fresh.String())
	edits := comparedWith(a, b)
	checkEdits(t, a, b, edits)
	for _, e := range edits {
		if e.Kind != corpus.Reworded || strings.TrimSuffix(e.New.Text, " at noon.")+"." != e.Old.Text {
			t.Fatalf("got %q", describe([]corpus.Edit{e}))
		}
	}
	if len(edits) != n/2 {
		t.Errorf("got %d edits, want %d", len(edits), n/2)
	}
	all := comparedWith(a, version(strings.ReplaceAll(fresh.String(), "ships", "boats")))
	if len(all) != n {
		t.Errorf("got %d edits where every statement changed, want %d", len(all), n)
	}
}

// The best alignment within the band is found, by a plainer way of finding it.
func TestAlignBandIsBest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		rows := 1 + r.IntN(120)
		columns := rows + r.IntN(300)
		likeness := make([][]float64, rows)
		want := make([][]float64, rows+1)
		want[0] = make([]float64, columns+1)
		for i := range rows {
			likeness[i], want[i+1] = make([]float64, columns), make([]float64, columns+1)
			lo, hi := band(rows, columns, i)
			for j := range columns {
				want[i+1][j+1] = max(want[i][j+1], want[i+1][j])
				if r.IntN(8) == 0 {
					likeness[i][j] = float64(1+r.IntN(8)) / 8
				}
				if lo <= j && j < hi {
					want[i+1][j+1] = max(want[i+1][j+1], want[i][j]+likeness[i][j])
				}
			}
		}
		got, lastRow, lastColumn := 0.0, rows, columns
		_ = alignBand(t.Context(), rows, columns, func(i, j int) float64 { return likeness[i][j] }, func(i, j int) {
			if i >= lastRow || j >= lastColumn || likeness[i][j] == 0 {
				t.Fatalf("%d pairs with %d after %d with %d, likeness %v", i, j, lastRow, lastColumn, likeness[i][j])
			}
			got, lastRow, lastColumn = got+likeness[i][j], i, j
		})
		if got != want[rows][columns] {
			t.Fatalf("%d rows, %d columns: got %v, want %v", rows, columns, got, want[rows][columns])
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("It rained. “No,” he said.", "It rained again. “No,” she said. It rained.")
	f.Add("", "A.")
	f.Add("A heading\n\nIt rained.\n\n\xff.", "“No.")
	f.Fuzz(func(t *testing.T, old, fresh string) {
		a, b := version(old), version(fresh)
		checkEdits(t, a, b, comparedWith(a, b))
		checkAligned(t, a, b)
	})
}
