package speakers

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/corpus"
)

// Top keeps the speakers with the most statements, each once.
type Top struct {
	Limit int
	Found []corpus.SpeakerCount // the first of them first
}

// compareSpeakers puts the speaker with more statements first.
func compareSpeakers(a, b corpus.SpeakerCount) int {
	return cmp.Or(cmp.Compare(b.Statements, a.Statements), strings.Compare(a.Name, b.Name))
}

// Add adds a speaker, if it is among the first.
func (t *Top) Add(one corpus.SpeakerCount) {
	full := len(t.Found) >= t.Limit
	if full && compareSpeakers(one, t.Found[len(t.Found)-1]) >= 0 {
		return
	}
	at, there := slices.BinarySearchFunc(t.Found, one, compareSpeakers)
	if there {
		return
	}
	if full {
		t.Found = t.Found[:len(t.Found)-1]
	}
	t.Found = slices.Insert(t.Found, at, one)
}
