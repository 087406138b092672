package index

import (
	"reflect"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/reader"
	"verbatim/index/passage"
)

// town is news of an invented town.
var town = []corpus.Article{
	{
		ID: "pool", Title: "Brenwick's open-air pool stays shut this summer", Published: "2026-05-11", Text: `The open-air pool in Brenwick will not open this year.

A crack was found under the diving pit in April, and the council fears that the whole basin could sink. Mending it would take until October, engineers told councillors on Monday.

“We would rather lose one season than the pool,” said Edda Quill, who leads the council.

The work will cost 2.4 million crowns, of which the state pays half. Season tickets will be paid back from 1 June.

Quill said she had learned of the crack from a swimmer, not from her own staff.`,
	},
	{
		ID: "buses", Title: "Night buses return to Brenwick", Published: "2026-05-20", Text: `Buses will run through the night again from September, the operator Norra Lines said.

They were taken off the road two years ago, after three drivers had been attacked within a month.

Each bus will carry a guard. “Without guards I would not have signed,” said Pelle Aune of the drivers' union.

A single fare will be 30 crowns, ten more than by day.`,
	},
	{
		ID: "museum", Title: "Clock museum gets its oldest piece back", Published: "2026-06-02", Text: `A brass table clock made in 1561 is back in the Brenwick clock museum.

It had been stolen in 1998 and turned up at a flea market in Lisbon, where a retired watchmaker recognised the engraving on its foot.

The director, Ilka Sorn, said the watchmaker had refused any reward and asked only for a day alone with the clock.

The museum expects 9,000 visitors this year.`,
	},
}

// newReading opens an index of articles that reads with the built-in network, without vectors.
func newReading(t *testing.T, articles ...corpus.Article) *Index {
	t.Helper()
	network, err := reader.Builtin()
	must(t, err)
	x, err := OpenMemory(newMemory(articles...), Options{Reader: network})
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	catchUp(t, x)
	return x
}

// openRead is newReading with vectors.
func openRead(t *testing.T, articles ...corpus.Article) *Index {
	t.Helper()
	x := newReading(t, articles...)
	must(t, x.MakeVectors(t.Context()))
	return x
}

// People ask in other words than the article's, for a reason, a number or what is said a sentence further on.
func TestAskedAsPeopleAsk(t *testing.T) {
	x := openRead(t, town...)
	for _, c := range []struct{ question, want string }{
		{"whos paying for fixing the pool", "2.4 million"},
		{"how much is the repair", "2.4 million"},
		{"do i get my money back for the season ticket", "paid back from 1 June"},
		{"why did they stop running buses at night", "three drivers had been attacked"},
		{"whats a night bus ticket gonna cost", "30 crowns"},
		{"when did the clock get nicked", "stolen in 1998"},
		{"who spotted the stolen clock", "watchmaker recognised"},
		{"what did the guy who found it want in return", "refused any reward"},
	} {
		found := ask(t, x, corpus.Query{Text: c.question, Limit: 3, Threshold: DefaultThreshold})
		switch {
		case len(found) == 0:
			t.Errorf("%q is refused, want %q", c.question, c.want)
		case !strings.Contains(found[0].Text, c.want):
			t.Errorf("%q is answered with %q, want %q", c.question, found[0].Text, c.want)
		}
	}
}

// As long as few statements have vectors, a question is answered as if none had, and no answer is refused for that.
func TestVectorsAreUsedTogether(t *testing.T) {
	x := newReading(t, town...)
	questions := []string{"do i get my money back for the season ticket", "why did they stop running buses at night", "who spotted the stolen clock"}
	var without []corpus.Found
	for _, question := range questions {
		found, err := x.Search(t.Context(), corpus.Query{Text: question, Limit: 3, Threshold: DefaultThreshold})
		must(t, err)
		if len(found.Answers) == 0 {
			t.Errorf("%q is refused without vectors", question)
		}
		without = append(without, found)
	}
	must(t, x.maker.makeArticle(t.Context(), passage.KeyOf(corpus.Shared, "museum"), false))
	if n, _ := x.vectors.store.Size(); n == 0 {
		t.Fatal("no statement has a vector")
	}
	for i, question := range questions {
		found, err := x.Search(t.Context(), corpus.Query{Text: question, Limit: 3, Threshold: DefaultThreshold})
		must(t, err)
		if !reflect.DeepEqual(found, without[i]) {
			t.Errorf("%q is answered with\n%+v\nonce one article has vectors, and before with\n%+v", question, found, without[i])
		}
	}
}

// A question is refused if its names are there and its matter is not, or if nothing is on the matter.
func TestNothingAnswers(t *testing.T) {
	x := openRead(t, town...)
	for _, question := range []string{
		"how old is pelle aune",
		"did the football club sell its striker",
		"what did the judge say about the fire",
	} {
		found := ask(t, x, corpus.Query{Text: question, Limit: 3, Threshold: DefaultThreshold})
		if len(found) > 0 {
			t.Errorf("%q is answered with %q (confidence %.2f), want that it is refused", question, found[0].Text, found[0].Confidence)
		}
	}
}
