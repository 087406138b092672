package gateway

import (
	"slices"
	"sync"
)

// shardSet is the set of shards that this process has connected or is
// connecting.
type shardSet struct {
	mu     sync.Mutex // guards shards
	shards []*shard
}

func (r *shardSet) add(s *shard) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = append(r.shards, s)
}

func (r *shardSet) remove(s *shard) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shards = slices.DeleteFunc(r.shards, func(other *shard) bool { return other == s })
}

func (r *shardSet) all() []*shard {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.shards)
}
