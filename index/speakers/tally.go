package speakers

import "verbatim/index/view"

// Tally is how many statements speakers gain or lose, by layer.
type Tally map[view.Layer]map[string]int

// Add adds the counts of names, times times.
func (t Tally) Add(l view.Layer, names map[string]int, times int) {
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

// AddAll adds another tally.
func (t Tally) AddAll(o Tally) {
	for l, names := range o {
		t.Add(l, names, 1)
	}
}
