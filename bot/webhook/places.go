package webhook

import (
	"container/list"
	"net/netip"
	"sync"
)

const (
	// firstBytes is how much of a body is read before it needs a place, in bytes.
	// Most interactions are smaller. The number of connections bounds what these
	// bytes cost.
	firstBytes = 4 << 10
	// maxReading bounds the bodies in all places, in bytes. maxReadingOf bounds
	// those of one client.
	maxReading   = 64 << 20
	maxReadingOf = 4 << 20
)

// places holds the memory for bodies that are larger than firstBytes. A body
// takes memory as it arrives, so a slow body takes little. There is always room
// for more: if all of it is taken, or all that one client may have, the body
// that has had its place longest loses it.
type places struct {
	most, mostOf int // bytes

	mu       sync.Mutex
	taken    int       // bytes
	order    list.List // of *place, the oldest first
	byClient map[netip.Prefix]*clientPlaces
}

// clientPlaces holds the places of one client.
type clientPlaces struct {
	taken int       // bytes
	order list.List // of *place, the oldest first
}

func newPlaces(most, mostOf int) *places {
	return &places{most: most, mostOf: mostOf, byClient: map[netip.Prefix]*clientPlaces{}}
}

// place is the memory for one body.
type place struct {
	client          netip.Prefix // invalid if unknown
	end             func()       // stops the reading
	size            int          // bytes
	entry, ownEntry *list.Element
	lostWhy         string // why the place was taken away; "" if it was not
}

// Reasons for taking a place away.
const (
	lostToAll    = "newer requests have taken all memory for request bodies"
	lostToClient = "newer requests of the same client have taken its memory for request bodies"
)

// take returns a new place. end is called if the place is taken away before
// leave; it must not block.
func (p *places) take(client netip.Prefix, end func()) *place {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &place{client: client, end: end}
	t.entry = p.order.PushBack(t)
	if client.IsValid() {
		own := p.byClient[client]
		if own == nil {
			own = new(clientPlaces)
			p.byClient[client] = own
		}
		t.ownEntry = own.order.PushBack(t)
	}
	return t
}

// grow takes more bytes for a place. It reports whether the place still exists.
func (p *places) grow(t *place, bytes int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if own := p.byClient[t.client]; own != nil {
		for t.entry != nil && own.taken+bytes > p.mostOf {
			p.lose(own.order.Front().Value.(*place), lostToClient)
		}
	}
	for t.entry != nil && p.taken+bytes > p.most {
		p.lose(p.order.Front().Value.(*place), lostToAll)
	}
	if t.entry == nil {
		return false
	}
	p.add(t, bytes)
	return true
}

// add counts bytes for a place. The caller holds mu.
func (p *places) add(t *place, bytes int) {
	t.size += bytes
	p.taken += bytes
	if own := p.byClient[t.client]; own != nil {
		own.taken += bytes
	}
}

// lose takes a place away. The caller holds mu.
func (p *places) lose(t *place, why string) {
	p.remove(t)
	t.lostWhy = why
	t.end()
}

// remove removes a place. The caller holds mu.
func (p *places) remove(t *place) {
	p.add(t, -t.size)
	p.order.Remove(t.entry)
	t.entry = nil
	own := p.byClient[t.client]
	if own == nil {
		return
	}
	own.order.Remove(t.ownEntry)
	if own.order.Len() == 0 {
		delete(p.byClient, t.client)
	}
}

// leave gives a place back. It returns why the place was taken away before, or
// "".
func (p *places) leave(t *place) (why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.entry != nil {
		p.remove(t)
	}
	return t.lostWhy
}
