package desk

import (
	"fmt"
	"hash/maphash"
	"slices"
	"sync"

	"verbatim/corpus"
)

// keptPlaces bounds the surveys that are kept, in places of statements, of which
// each takes about 50 bytes; keptFrom is how many places make one worth keeping.
const (
	keptPlaces = 1 << 20
	keptFrom   = 2_000
)

// surveys keeps those of long articles that were asked for last: their readers
// turn pages.
type surveys struct {
	mu   sync.Mutex
	seed maphash.Seed
	kept []keptSurvey // the one that was asked for last comes last
}

type keptSurvey struct {
	key    uint64
	survey *survey
}

// get is the survey of an article under these corrections, which newly makes where
// it is not kept.
func (k *surveys) get(a corpus.Article, corrections []corpus.CorrectionState, newly func() (*survey, error)) (*survey, error) {
	key := k.key(a, corrections)
	if s := k.find(key); s != nil {
		return s, nil
	}
	s, err := newly()
	if err != nil {
		return nil, err
	}
	if len(s.Places) >= keptFrom {
		k.keep(keptSurvey{key, s})
	}
	return s, nil
}

// key is a hash of all that a survey depends on.
func (k *surveys) key(a corpus.Article, corrections []corpus.CorrectionState) uint64 {
	var h maphash.Hash
	h.SetSeed(k.seed)
	_, _ = fmt.Fprintf(&h, "%q %q %q %+v", a.Guild, a.ID, a.Language, corrections)
	_, _ = h.WriteString(a.Text)
	return h.Sum64()
}

func (k *surveys) find(key uint64) *survey {
	k.mu.Lock()
	defer k.mu.Unlock()
	i := slices.IndexFunc(k.kept, func(s keptSurvey) bool { return s.key == key })
	if i < 0 {
		return nil
	}
	found := k.kept[i]
	k.kept = append(slices.Delete(k.kept, i, i+1), found)
	return found.survey
}

// keep keeps a survey, and drops those that were not asked for the longest.
func (k *surveys) keep(s keptSurvey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = append(k.kept, s)
	places := 0
	for i := len(k.kept) - 1; i >= 0; i-- {
		if places += len(k.kept[i].survey.Places); places > keptPlaces {
			k.kept = slices.Delete(k.kept, 0, i+1)
			return
		}
	}
}
