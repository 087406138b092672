package gateway

import (
	"slices"
	"sync"
)

// shardSet is the set of shards that this process has connected or is
// connecting.
type shardSet struct {
	mu     sync.Mutex // guards shards
	shards []*shardSession
}

func (r *shardSet) add(s *shardSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = append(r.shards, s)
}

func (r *shardSet) remove(s *shardSession) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = slices.DeleteFunc(r.shards, func(other *shardSession) bool { return other == s })
}

func (r *shardSet) snapshot() []*shardSession {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.shards)
}
