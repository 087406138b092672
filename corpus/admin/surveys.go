package admin

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"

	"verbatim/corpus"
)

// maxKeptPlaces limits the cached surveys, counted in places of statements of
// about 50 bytes each. A survey is cached only if it has at least minKept
// places.
const (
	maxKeptPlaces = 1 << 20
	minKept       = 2_000
)

// surveys caches the last surveys of long articles, since readers turn pages.
type surveys struct {
	mu   sync.Mutex
	seed maphash.Seed
	kept []keptSurvey // most recently used last

	unfinished keptSurvey // the last survey that was interrupted
}

type keptSurvey struct {
	key    uint64
	survey *survey
}

// get returns the survey of an article with these corrections. If it is
// interrupted, the next call continues.
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

// key returns a hash of everything that a survey depends on.
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

// resumable returns the interrupted survey if it has this key, or else a new
// one.
func (k *surveys) resumable(key uint64) *survey {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.unfinished; s.survey != nil && s.key == key {
		k.unfinished = keptSurvey{} // no one else may continue it now
		return s.survey
	}
	return &survey{}
}

func (k *surveys) keepUnfinished(s keptSurvey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.unfinished = s
}

// keep caches a survey and drops the least recently used ones.
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
