package rank

import (
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// asked are questions, each with a text that some of its words are in. Together they have
// every feature and every sign.
var asked = []struct{ question, text string }{
	{"Who repaired the bridge at Stone Ford?", "The bridge at Stone Ford was old. Tom Hill repaired it in May. It was closed for 12 weeks."},
	{"Where does the ferry sail?", "The ferry to the island sails from Port Ellis. People like it."},
	{"How many boats sank in the harbour?", "In the harbour eleven boats sank. Nobody was hurt."},
	{"What year was the mill built?", "The mill was built in 1893 by two brothers."},
	{"What day does the market open?", "The market opens on Monday. Its stalls are small."},
	{"Why was the ferry cancelled?", "The ferry was cancelled because the storm was strong."},
	{"Who is the doctor of the island?", "The physician lives on the island, near the invaded harbour."},
	{"How many people saw the invasion of the harbour?", "The harbour was invaded. They saw smoke."},
	{"What did Ann Lee say about the harbour?", "“The harbour will be dredged next year,” Ann Lee said. The mayor was silent."},
	{"What did Ann Lee say about the ferry?", "The ferry is late. Ann Lee said that nobody minds."},
	{"What did Ann Lee not say?", "Ann Lee did not say when the harbour will be dredged."},
	{"red lighthouse keeper of zeppelin", "The red lighthouse keeper went home."},
	{"the invasion of Stone Ford", "The harbour was invaded."},
}

// ranked ranks the statements of a text for a question. Each of the question's words counts
// the same, except one that no passage holds. It does so by words, and with the first
// two statements read.
func ranked(t *testing.T, question, text string) (r *Ranker, byWords, read []Scored) {
	t.Helper()
	return rankedWith(t, question, text, func(int) float64 { return 1 })
}

// rankedWith does so with a weight for each word.
func rankedWith(t *testing.T, question, text string, weight func(word int) float64) (r *Ranker, byWords, read []Scored) {
	t.Helper()
	stems := wording.NewStemmer()
	q, err := ParseQuestion(question, stems)
	must(t, err)
	var clauses []Clause
	for i, w := range q.Words {
		c := NewClause(w)
		c.Weight = weight(i)
		if w.Text != "zeppelin" {
			c.DF, c.Postings = 1, 1
		}
		clauses = append(clauses, c)
	}
	vectors, err := LoadVectors()
	must(t, err)
	r = New(clauses, q, stems, vectors)
	a := corpus.Article{ID: "a", Origin: corpus.OriginImported, Text: text}
	paragraphs, err := extract.Paragraphs(t.Context(), text)
	must(t, err)
	var all []Scored
	for _, p := range passage.Cut(a, passage.KeyOf(a.Guild, a.ID), extracttest.Statements(t, a), paragraphs) {
		all = append(all, r.Statements(&p)...)
		c := Candidate{Passage: &p, Title: question, Whole: true, Similar: make([]float64, len(p.Statements))}
		c.Similar[0] = 0.5
		read = append(read, r.Candidates(c)...)
	}
	r.Order(all)
	r.Choose(read)
	r.Judge(read, []float32{1.5, -0.5}[:min(2, len(read))])
	return r, all, read
}

func TestEveryFeatureIsMeasured(t *testing.T) {
	var measured [featureCount]bool
	for _, one := range asked {
		_, all, read := ranked(t, one.question, one.text)
		for _, s := range append(all, read...) {
			for f, v := range s.Features {
				measured[f] = measured[f] || v != 0
			}
		}
	}
	for f, ok := range measured {
		if !ok {
			t.Errorf("feature %d of features.go, counted from 0, is 0 for every statement: measure it, and ask a question here that it is for", f)
		}
	}
}

func TestEverySignIsMeasured(t *testing.T) {
	var measured [signCount]bool
	var ofRead [readSignCount]bool
	for _, one := range asked {
		r, all, read := ranked(t, one.question, one.text)
		for s, v := range r.ReadSigns(&read[0]) {
			ofRead[s] = ofRead[s] || v != 0
		}
		if len(all) > 0 {
			for s, v := range r.Signs(all) {
				measured[s] = measured[s] || v != 0
			}
		}
	}
	for s, ok := range measured {
		if !ok {
			t.Errorf("sign %d of signs.go, counted from 0, is 0 for every answer: measure it, and ask a question here that it is for", s)
		}
	}
	for s, ok := range ofRead {
		if !ok {
			t.Errorf("sign %d of readsigns.go, counted from 0, is 0 for every statement: measure it, and ask a question here that it is for", s)
		}
	}
}

func TestEveryWeightIsSet(t *testing.T) {
	toRead := WeightsToRead()
	for f, w := range Weights() {
		if w == 0 && toRead[f] == 0 && Feature(f) != answers {
			t.Errorf("feature %d of features.go, counted from 0, has no weight: go run ./index/train -data DIR, or set it in byHand", f)
		}
		if Feature(f).ByHand() && trained[f] != 0 {
			t.Errorf("feature %d of features.go, counted from 0, is trained and set by hand", f)
		}
	}
	for s, w := range trainedSigns {
		if w == 0 {
			t.Errorf("sign %d of signs.go, counted from 0, has no weight: go run ./index/train -data DIR", s)
		}
	}
}

// What the reader says decides among statements that it read, and these come before the others.
func TestJudge(t *testing.T) {
	const text = "The bridge was old. Tom Hill repaired the bridge at Stone Ford. It rained."
	r, _, read := ranked(t, "Who repaired the bridge at Stone Ford?", text)
	r.Choose(read)
	second := read[1].Text()
	r.Judge(read, []float32{-8, 8})
	if read[0].Text() != second || !read[0].Read() || !read[1].Read() || read[2].Read() {
		t.Errorf("got %q first, want %q: it was read, and answers", read[0].Text(), second)
	}
	if read[2].Score > read[1].Score {
		t.Errorf("a statement that was not read has the score %.2f, more than %.2f of one that was", read[2].Score, read[1].Score)
	}
	if first, last := r.Confidence(read), r.Confidence(read[1:]); first <= last {
		t.Errorf("the confidence of the first is %.2f, and of the second %.2f", first, last)
	}
}

// A statement with the words of the question comes before one with fewer of them.
func TestOrder(t *testing.T) {
	_, all, _ := ranked(t, "Who repaired the bridge at Stone Ford?", "The bridge was old. Tom Hill repaired the bridge at Stone Ford.")
	if len(all) != 2 || all[0].Text() != "Tom Hill repaired the bridge at Stone Ford." || all[0].Score <= all[1].Score {
		t.Errorf("got %d statements, first %q with %.2f, want the one with all words first", len(all), all[0].Text(), all[0].Score)
	}
}
