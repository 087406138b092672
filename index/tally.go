package index

import "verbatim/index/view"

// tally is how many statements speakers gain or lose, by layer.
type tally map[view.Layer]map[string]int

// newTally returns an empty tally.
func newTally() tally { return tally{} }

// add adds the counts of names, times times.
func (t tally) add(l view.Layer, names map[string]int, times int) {
	if len(names) == 0 {
		return
	}
	if t[l] == nil {
		t[l] = make(map[string]int)
	}
	for name, n := range names {
		t[l][name] += n * times
	}
}

// addAll adds another tally.
func (t tally) addAll(o tally) {
	for l, names := range o {
		t.add(l, names, 1)
	}
}
