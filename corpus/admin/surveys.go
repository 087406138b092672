package admin

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"

	"verbatim/corpus"
)

// maxKeptPlaces bounds the surveys that are kept, in places of statements, of which
// each takes about 50 bytes; keptFrom is how many places make one worth keeping.
const (
	maxKeptPlaces = 1 << 20
	minKept   = 2_000
)

// surveys keeps those of long articles that were asked for last: their readers
// turn pages.
type surveys struct {
	mu   sync.Mutex
	seed maphash.Seed
	kept []keptSurvey // the one that was asked for last comes last

	unfinished keptSurvey // the last that was not made to its end
}

type keptSurvey struct {
	key    uint64
	survey *survey
}

// get is the survey of an article under these corrections. Where it is made for
// somebody who leaves, the next goes on with it.
func (k *surveys) get(ctx context.Context, a corpus.Article, corrections []corpus.CorrectionState) (*survey, error) {
	key := k.key(a, corrections)
	if s := k.find(key); s != nil {
		return s, nil
	}
	var s *survey
	var err error
	if len(corrections) == 0 {
		s = k.resumable(key)
		if err = s.extend(ctx, a); err != nil && len(a.Text) >= longText {
			k.keepUnfinished(keptSurvey{key, s})
		}
	} else {
		s, err = correctedSurvey(ctx, a, corrections)
	}
	if err != nil {
		return nil, err
	}
	if len(s.Places) >= minKept {
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

// resumable is the survey that was stopped, where it has that key, else a new one.
func (k *surveys) resumable(key uint64) *survey {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.unfinished; s.survey != nil && s.key == key {
		k.unfinished = keptSurvey{} // nobody else goes on with it meanwhile
		return s.survey
	}
	return &survey{}
}

func (k *surveys) keepUnfinished(s keptSurvey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.unfinished = s
}

// keep keeps a survey, and drops those that were not asked for the longest.
func (k *surveys) keep(s keptSurvey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = append(k.kept, s)
	places := 0
	for i := len(k.kept) - 1; i >= 0; i-- {
		if places += len(k.kept[i].survey.Places); places > maxKeptPlaces {
			k.kept = slices.Delete(k.kept, 0, i+1)
			return
		}
	}
}
