package speakers

import (
	"fmt"
	"strconv"
	"testing"

	"verbatim/corpus"
	"verbatim/index/indextest"
	"verbatim/index/view"
)

// More speakers than are at hand, of whom a guild's copies take some away.
func TestSpeakersBeyondTop(t *testing.T) {
	counts := Tally{}
	want := corpus.SpeakerCount{Name: "Zed", Statements: 1}
	for i := range maxTop {
		name := map[string]int{fmt.Sprintf("Ann %d", i): 2}
		counts.Add(view.SharedLayer, name, 1)
		counts.Add(view.SharedLayer.Copies("1"), name, -1)
	}
	counts.Add(view.SharedLayer, map[string]int{"Zed": 1}, 1)
	d := NewDirectory()
	d.Apply(counts)
	if got := d.Complete(view.LayersOf(corpus.Query{Guild: "1"}), "", 5); len(got) != 1 || got[0] != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func BenchmarkSpeakers(b *testing.B) {
	g := indextest.NewGenerator(1, 100000, nil)
	counts := Tally{}
	for n := range 50000 {
		d := g.Dictionary(n)
		counts.Add(view.SharedLayer, map[string]int{d.Name(): 1 + n%7, d.Name() + "-" + strconv.Itoa(n): 1}, 1)
	}
	d := NewDirectory()
	d.Apply(counts)
	b.ReportMetric(float64(len(d.layers[view.SharedLayer].names)), "speakers")
	for _, prefix := range []string{"", "b", "ba", "bad"} {
		b.Run("prefix-"+prefix, func(b *testing.B) {
			for b.Loop() {
				d.Complete(view.LayersOf(corpus.Query{Guild: "111"}), prefix, 25)
			}
		})
	}
}
