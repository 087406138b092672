package view

import (
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"verbatim/index/passage"
)

// keptBytes bounds the memory of the passages that a generation keeps, with their memos.
const keptBytes = 24 << 20

// spot is where a document is stored. What is stored there never changes.
type spot struct{ segment, document uint64 }

// keptPassages are passages that were read lately, so that they need not be unpacked again. No one may change them. If a segment is
// gone, its passages are gone too.
type keptPassages struct {
	mu         sync.Mutex
	young, old map[spot]*passage.Passage // a passage that is read again is among the young
	bytes      int                       // of the young
	segments   []uint64
}

func newKeptPassages() *keptPassages {
	return &keptPassages{young: make(map[spot]*passage.Passage)}
}

// follow forgets the passages of segments that a snapshot no longer has.
func (k *keptPassages) follow(s *scorch.IndexSnapshot) {
	k.mu.Lock()
	defer k.mu.Unlock()
	segments := s.Segments()
	same := len(segments) == len(k.segments)
	for i := 0; same && i < len(segments); i++ {
		same = segments[i].Id() == k.segments[i]
	}
	if same {
		return
	}
	k.segments = k.segments[:0]
	for _, segment := range segments {
		k.segments = append(k.segments, segment.Id())
	}
	for _, passages := range []map[spot]*passage.Passage{k.young, k.old} {
		for at := range passages {
			if !slices.Contains(k.segments, at.segment) {
				delete(passages, at)
			}
		}
	}
}

// get returns the passage at a spot, or nil if it is not kept.
func (k *keptPassages) get(at spot) *passage.Passage {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.young[at]; p != nil {
		return p
	}
	p := k.old[at]
	if p != nil {
		delete(k.old, at)
		k.add(at, p)
	}
	return p
}

// put keeps a passage.
func (k *keptPassages) put(at spot, p *passage.Passage) {
	p.Memo = new(passage.Memo)
	k.mu.Lock()
	defer k.mu.Unlock()
	if slices.Contains(k.segments, at.segment) {
		k.add(at, p)
	}
}

// add puts a passage among the young. If they take half of the memory, they become the old ones, and the old ones are forgotten.
func (k *keptPassages) add(at spot, p *passage.Passage) {
	size := p.MemoryBytes()
	if k.bytes+size > keptBytes/2 {
		k.young, k.old, k.bytes = make(map[spot]*passage.Passage), k.young, 0
	}
	k.young[at] = p
	k.bytes += size
}
