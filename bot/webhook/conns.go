package webhook

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

const (
	// maxConns is how many connections there are at a time, or half of what files
	// the process may have open, where that is less.
	maxConns = 4096
	// maxConnsOf is how many of them one client may have that have not yet brought
	// a request of Discord's, where its address is its own.
	maxConnsOf = 256
)

// stage is what a connection is at. Where one must give way to a new one, it is
// one at the earliest stage that there is, and of these the one that has been at
// it for the longest time.
type stage int

const (
	stageIdle    stage = iota // between requests
	stageWaiting              // the headers of its first request have not come
	stageKnown                // between requests, of which one was Discord's
	stageBusy                 // with a request that may be anybody's
	stageKept                 // with a request of Discord's; it does not give way
)

// Why a connection was ended.
const (
	dropIdle    = "idle"    // for a new one
	dropWaiting = "waiting" // for a new one
	dropBusy    = "busy"    // for a new one
	dropAddress = "address" // for a new one of the same address
	dropSilent  = "silent"  // by itself: it brought no whole headers in time
)

// conns are the connections that the listener has accepted. Anybody can open
// one; nobody can keep others out with those that he has.
type conns struct {
	net.Listener
	most, mostOf int
	clients      clients
	meter        meter

	mu        sync.Mutex
	count     int
	clock     uint64                              // counts the changes of stages
	by        [stageKept]list.List                // of *conn, by stage, the longest there first
	byAddress map[netip.Prefix]map[*conn]struct{} // those that have not brought a request of Discord's
}

func newConns(l net.Listener, most int, c clients, m meter) *conns {
	return &conns{Listener: l, most: most, mostOf: maxConnsOf, clients: c, meter: m, byAddress: map[netip.Prefix]map[*conn]struct{}{}}
}

// conn is one of the connections. Its fields but the first are the table's, which
// guards those below address.
type conn struct {
	net.Conn
	table   *conns
	address netip.Prefix // of its client, invalid where that is not known

	stage  stage
	since  uint64 // by the table's clock
	place  *list.Element
	known  bool // it has brought a request of Discord's
	served bool // it has brought a request
	gone   bool
}

// Accept accepts a connection. Where there are too many, another is closed.
func (t *conns) Accept() (net.Conn, error) {
	for {
		accepted, err := t.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &conn{Conn: accepted, table: t, address: t.clients.peer(accepted.RemoteAddr())}
		given, ok := t.add(c)
		for _, old := range given {
			_ = old.Conn.Close() // whoever reads from it is told
		}
		if ok {
			return c, nil
		}
		_ = accepted.Close() // all others are Discord's, and are being answered
	}
}

// add takes a connection in. It returns those that give way, and reports whether
// there is a place.
func (t *conns) add(c *conn) (given []*conn, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if same := t.byAddress[c.address]; len(same) >= t.mostOf {
		if old := earliest(same); old != nil {
			t.meter.Dropped(dropAddress)
			t.drop(old)
			given = append(given, old)
		}
	}
	if t.count >= t.most {
		old, why := t.next()
		t.meter.Dropped(why)
		if old == nil {
			return given, false
		}
		t.drop(old)
		given = append(given, old)
	}
	t.count++
	if c.address.IsValid() {
		if t.byAddress[c.address] == nil {
			t.byAddress[c.address] = map[*conn]struct{}{}
		}
		t.byAddress[c.address][c] = struct{}{}
	}
	t.put(c, stageWaiting)
	return given, true
}

// next is the connection that gives way, nil where none does. It needs mu held.
func (t *conns) next() (old *conn, why string) {
	why = dropBusy
	for s := range t.by {
		front := t.by[s].Front()
		if front == nil {
			continue
		}
		switch stage(s) {
		case stageIdle, stageKnown:
			why = dropIdle
		case stageWaiting:
			why = dropWaiting
		}
		return front.Value.(*conn), why
	}
	return nil, why
}

// earliest is the one of some connections that gives way, nil where none does.
func earliest(of map[*conn]struct{}) *conn {
	var first *conn
	for c := range of {
		if c.stage < stageKept && (first == nil || c.stage < first.stage || c.stage == first.stage && c.since < first.since) {
			first = c
		}
	}
	return first
}

// put moves a connection to a stage. It needs mu held.
func (t *conns) put(c *conn, s stage) {
	if c.place != nil {
		t.by[c.stage].Remove(c.place)
		c.place = nil
	}
	t.clock++
	c.stage, c.since = s, t.clock
	if s < stageKept {
		c.place = t.by[s].PushBack(c)
	}
}

// drop forgets a connection. It needs mu held.
func (t *conns) drop(c *conn) {
	t.put(c, stageKept)
	c.gone = true
	t.count--
	t.leave(c)
}

// leave takes a connection from those of its address. It needs mu held.
func (t *conns) leave(c *conn) {
	same := t.byAddress[c.address]
	delete(same, c)
	if len(same) == 0 {
		delete(t.byAddress, c.address)
	}
}

// changed is what the server says a connection is at.
func (t *conns) changed(of net.Conn, state http.ConnState) {
	c := connOf(of)
	if c == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case c.gone:
	case state == http.StateActive:
		t.put(c, stageBusy)
	case state == http.StateIdle && c.known:
		t.put(c, stageKnown)
	case state == http.StateIdle:
		t.put(c, stageIdle)
	}
}

// connOf is the table's connection that the server has, nil where it is another.
func connOf(c net.Conn) *conn {
	if secured, ok := c.(*tls.Conn); ok {
		c = secured.NetConn()
	}
	of, _ := c.(*conn)
	return of
}

// connKey is under which a request's context keeps its connection.
type connKey struct{}

// withConn is the context of a connection's requests.
func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, connOf(c))
}

// requestConn is the connection that a request came over, nil where it is none of
// a table's.
func requestConn(r *http.Request) *conn {
	c, _ := r.Context().Value(connKey{}).(*conn)
	return c
}

// brings says that the connection has brought a request.
func (c *conn) brings() {
	if c == nil {
		return
	}
	c.table.mu.Lock()
	defer c.table.mu.Unlock()
	c.served = true
}

// keep says that the request that the connection has brought is Discord's.
func (c *conn) keep() {
	if c == nil {
		return
	}
	c.table.mu.Lock()
	defer c.table.mu.Unlock()
	if c.gone {
		return
	}
	if !c.known {
		c.known = true
		c.table.leave(c)
	}
	c.table.put(c, stageKept)
}

// Close closes the connection.
func (c *conn) Close() error {
	c.table.mu.Lock()
	if !c.gone {
		c.table.drop(c)
		if !c.served {
			c.table.meter.Dropped(dropSilent)
		}
	}
	c.table.mu.Unlock()
	return c.Conn.Close()
}
