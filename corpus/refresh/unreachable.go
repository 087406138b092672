package refresh

import (
	"sync"

	"verbatim/corpus"
)

// unreachable counts the unreachable documents in a row, by source, over all
// turns of a refresh.
type unreachable struct {
	mu sync.Mutex
	by map[corpus.SourceID]int
}

func (s *unreachable) get(id corpus.SourceID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[id]
}

func (s *unreachable) set(id corpus.SourceID, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == 0 {
		delete(s.by, id)
		return
	}
	if s.by == nil {
		s.by = map[corpus.SourceID]int{}
	}
	s.by[id] = n
}
