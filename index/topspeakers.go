package index

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/corpus"
)

// topSpeakers keeps the speakers with the most statements, each once.
type topSpeakers struct {
	limit int
	found []corpus.SpeakerCount
}

// compareSpeakers puts the speaker with more statements first.
func compareSpeakers(a, b corpus.SpeakerCount) int {
	return cmp.Or(cmp.Compare(b.Statements, a.Statements), strings.Compare(a.Name, b.Name))
}

// add adds a speaker, if it is among the first.
func (t *topSpeakers) add(one corpus.SpeakerCount) {
	full := len(t.found) >= t.limit
	if full && compareSpeakers(one, t.found[len(t.found)-1]) >= 0 {
		return
	}
	at, there := slices.BinarySearchFunc(t.found, one, compareSpeakers)
	if there {
		return
	}
	if full {
		t.found = t.found[:len(t.found)-1]
	}
	t.found = slices.Insert(t.found, at, one)
}
