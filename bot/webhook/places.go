package webhook

import (
	"container/list"
	"net/netip"
	"sync"
)

const (
	// firstBytes is how much of a body is read before it needs a place, in bytes.
	// Most interactions have less. What it costs is bounded by the connections.
	firstBytes = 4 << 10
	// maxReading bounds what the bodies in places take, in bytes, and maxReadingOf
	// those of one client.
	maxReading   = 64 << 20
	maxReadingOf = 4 << 20
)

// places are where bodies are read that are larger than firstBytes. A body takes
// room as it comes, so that one that comes slowly takes little. There is always
// room for more: where all is taken, or all that one client may have, the body
// that came to its place first loses it.
type places struct {
	most, mostOf int // bytes

	mu       sync.Mutex
	taken    int       // bytes
	order    list.List // of *place, the oldest first
	byClient map[netip.Prefix]*clientPlaces
}

// clientPlaces are those of one client.
type clientPlaces struct {
	taken int       // bytes
	order list.List // of *place, the oldest first
}

func newPlaces(most, mostOf int) *places {
	return &places{most: most, mostOf: mostOf, byClient: map[netip.Prefix]*clientPlaces{}}
}

// place is where one body is read.
type place struct {
	client    netip.Prefix // invalid where it is not known
	end       func()       // ends the reading
	size      int          // bytes
	in, inOwn *list.Element
	lost      string // why the place is gone, "" while it is not
}

// Why a place is gone.
const (
	lostToAll    = "all room for requests' bodies is taken, by requests that are newer"
	lostToClient = "the client's room for requests' bodies is taken, by its requests that are newer"
)

// take takes a place. End is called where it is gone before it is left; it must
// not wait.
func (p *places) take(client netip.Prefix, end func()) *place {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &place{client: client, end: end}
	t.in = p.order.PushBack(t)
	if client.IsValid() {
		own := p.byClient[client]
		if own == nil {
			own = new(clientPlaces)
			p.byClient[client] = own
		}
		t.inOwn = own.order.PushBack(t)
	}
	return t
}

// grow takes so many bytes more, and reports whether the place is still there.
func (p *places) grow(t *place, bytes int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if own := p.byClient[t.client]; own != nil {
		for t.in != nil && own.taken+bytes > p.mostOf {
			p.lose(own.order.Front().Value.(*place), lostToClient)
		}
	}
	for t.in != nil && p.taken+bytes > p.most {
		p.lose(p.order.Front().Value.(*place), lostToAll)
	}
	if t.in == nil {
		return false
	}
	p.add(t, bytes)
	return true
}

// add needs mu held.
func (p *places) add(t *place, bytes int) {
	t.size += bytes
	p.taken += bytes
	if own := p.byClient[t.client]; own != nil {
		own.taken += bytes
	}
}

// lose takes a place away. It needs mu held.
func (p *places) lose(t *place, why string) {
	p.remove(t)
	t.lost = why
	t.end()
}

// remove needs mu held.
func (p *places) remove(t *place) {
	p.add(t, -t.size)
	p.order.Remove(t.in)
	t.in = nil
	own := p.byClient[t.client]
	if own == nil {
		return
	}
	own.order.Remove(t.inOwn)
	if own.order.Len() == 0 {
		delete(p.byClient, t.client)
	}
}

// leave gives a place back, and says why it was gone before, "" where it was not.
func (p *places) leave(t *place) (why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.in != nil {
		p.remove(t)
	}
	return t.lost
}
