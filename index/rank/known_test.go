package rank

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// randomPassage makes a passage of words that a question may hold in part, with marks between them and names of two words.
func randomPassage(rng *rand.Rand) *passage.Passage {
	words := strings.Fields("The the In mayor Harbour harbour harbours bridge bridge's don't U.S. US 7,000 1999 3.5 40% café Zürich résumé " +
		"United States South Korea European Union Tuesday three because near of said opened five million d’Ivoire O’Neill per cent reopening invade invasion northern New York 北京 €5 a I")
	p := &passage.Passage{}
	var text strings.Builder
	for range 1 + rng.IntN(5) {
		from := text.Len()
		for i := range 1 + rng.IntN(25) {
			if i > 0 {
				text.WriteString([]string{" ", " ", " ", ", ", "-", ".", " “"}[rng.IntN(7)])
			}
			text.WriteString(words[rng.IntN(len(words))])
		}
		text.WriteString([]string{".", "!", ""}[rng.IntN(3)])
		p.Statements = append(p.Statements, passage.Statement{Span: corpus.Span{Start: from, End: text.Len()}})
		text.WriteString([]string{" ", "\n\n", " ", " ", " ", "", "x"}[rng.IntN(7)])
	}
	p.Text = text.String()
	return p
}

// TestKnownTextsAreRankedAlike compares what is measured of a text that is read by words with the same of a text that is known.
func TestKnownTextsAreRankedAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	stems := wording.NewStemmer()
	vectors, err := LoadVectors()
	must(t, err)
	known := 0
	for range 400 {
		asked := []string{"Who opened the bridge near the harbour?", "When did the United States invade South Korea?", "What did the mayor say about Zürich?",
			"How many harbours are in New York", "café résumé 1999", "why US 7,000", "how many NewYork harbourbridge 3 percent"}[rng.IntN(7)]
		q, err := ParseQuestion(asked, stems)
		must(t, err)
		var clauses []Clause
		for _, w := range q.Words {
			c := NewClause(w)
			c.Weight = 1 + rng.Float64()
			clauses = append(clauses, c)
		}
		plain := randomPassage(rng)
		kept := *plain
		kept.Memo = new(passage.Memo)
		var got [2][]Scored
		for i, p := range []*passage.Passage{plain, &kept} {
			r := New(clauses, q, stems, vectors)
			for range 2 { // a text is known from the second time on
				got[i] = r.measure(p, func(int) bool { return true })
			}
			r.Order(got[i])
		}
		for i := range got[1] {
			one := &got[1][i]
			if one.known != nil {
				known++
			}
			if one.Saying() != Saying(one.Text()) {
				t.Fatalf("%q: another saying of %q", kept.Text, one.Text())
			}
			one.known, one.Passage = nil, plain
		}
		if !reflect.DeepEqual(got[0], got[1]) {
			t.Fatalf("%q in %q:\n%+v\nbut if the text is known\n%+v", asked, plain.Text, got[0], got[1])
		}
	}
	if known < 500 {
		t.Errorf("only %d statements were known", known)
	}
}

// TestSortScored checks that statements are sorted by their score, and equal ones stay in their order.
func TestSortScored(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 60 {
		p := &passage.Passage{}
		all := make([]Scored, n)
		for i := range all {
			all[i] = Scored{Passage: p, Statement: i, Score: float64(rng.IntN(5))}
		}
		sortScored(all)
		for i := 1; i < n; i++ {
			a, b := &all[i-1], &all[i]
			if a.Score < b.Score || a.Score == b.Score && a.Statement > b.Statement {
				t.Fatalf("%d of %d: %v of statement %d before %v of statement %d", i, n, a.Score, a.Statement, b.Score, b.Statement)
			}
		}
	}
}
