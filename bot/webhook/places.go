package webhook

import (
	"container/list"
	"net/netip"
	"sync"
)

// Bodies are read in places, so that what strangers send takes a bounded amount
// of memory: smallPlaces*smallBody + largePlaces*maxBody, which is 64 MiB.
const (
	// smallBody bounds, in bytes, what most interactions have.
	smallBody     = 32 << 10
	smallPlaces   = 1024
	largePlaces   = 64 // for bodies that are larger, or do not say how large they are
	smallPlacesOf = 64 // of one client
	largePlacesOf = 16
)

// places are where bodies are read. There is always one for the next request:
// where all are taken, or all that one client may have, the one that has been
// taken for the longest time is gone. Discord's bodies come with their headers,
// and are there for microseconds.
type places struct {
	most, mostOf int

	mu       sync.Mutex
	order    list.List                   // of *place, the oldest first
	byClient map[netip.Prefix]*list.List // of *place, the oldest first
}

func newPlaces(most, mostOf int) *places {
	return &places{most: most, mostOf: mostOf, byClient: map[netip.Prefix]*list.List{}}
}

// place is where one body is read.
type place struct {
	client      netip.Prefix // invalid where it is not known
	end         func()       // ends the reading
	in, inOwn   *list.Element
	displacedBy string // why the place is gone
}

// Why a place is gone.
const (
	goneFull   = "all places are taken, by requests that are newer"
	goneClient = "the client's places are taken, by requests that are newer"
)

// take takes a place. End is called where it is gone before it is left; it must
// not wait.
func (p *places) take(client netip.Prefix, end func()) *place {
	p.mu.Lock()
	defer p.mu.Unlock()
	if own := p.byClient[client]; own != nil && own.Len() >= p.mostOf {
		p.displace(own.Front().Value.(*place), goneClient)
	}
	if p.order.Len() >= p.most {
		p.displace(p.order.Front().Value.(*place), goneFull)
	}
	t := &place{client: client, end: end}
	t.in = p.order.PushBack(t)
	if client.IsValid() {
		if p.byClient[client] == nil {
			p.byClient[client] = list.New()
		}
		t.inOwn = p.byClient[client].PushBack(t)
	}
	return t
}

// displace takes a place away. It needs mu held.
func (p *places) displace(t *place, why string) {
	p.remove(t)
	t.displacedBy = why
	t.end()
}

// remove needs mu held.
func (p *places) remove(t *place) {
	p.order.Remove(t.in)
	t.in = nil
	own := p.byClient[t.client]
	if own == nil {
		return
	}
	own.Remove(t.inOwn)
	if own.Len() == 0 {
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
	return t.displacedBy
}
