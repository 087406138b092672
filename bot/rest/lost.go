package rest

import "sync"

// maxLost bounds the lost interactions that are remembered. Their tokens live
// for 15 minutes, and the transport slows down long before so many are lost.
const maxLost = 4096

// lost remembers the newest interactions that Discord does not know any more.
type lost struct {
	mu     sync.Mutex
	ids    map[string]bool
	oldest []string
}

func (l *lost) has(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[id]
}

func (l *lost) add(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ids[id] {
		return
	}
	if l.ids == nil {
		l.ids = map[string]bool{}
	}
	if len(l.oldest) == maxLost {
		delete(l.ids, l.oldest[0])
		l.oldest = append(l.oldest[:0:0], l.oldest[1:]...)
	}
	l.ids[id] = true
	l.oldest = append(l.oldest, id)
}
