package webhook

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

const (
	// maxConns is how many connections there are at a time, or half of what files
	// the process may have open, where that is less.
	maxConns = 4096
	// maxConnsOf is how many of them one client may have that have not yet brought
	// a request of Discord's, where its address is its own.
	maxConnsOf = 256
	// grace is how long a connection has to bring what it was opened for before it
	// gives way, unless it is idle. New ones wait meanwhile, before they are
	// accepted: a crowd that comes at once must not turn out one of Discord's that
	// came with it.
	grace = 500 * time.Millisecond
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

// stays is how long a connection has been at a stage at least before it gives
// way.
func (s stage) stays() time.Duration {
	if s == stageIdle {
		return 0
	}
	return grace
}

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
	ended        chan struct{} // closed by Close
	end          func()
	freed        chan struct{} // holds one after a connection may have left its place

	mu        sync.Mutex
	count     int
	by        [stageKept]list.List                // of *conn, by stage, the longest there first
	byAddress map[netip.Prefix]map[*conn]struct{} // those that have not brought a request of Discord's
}

func newConns(l net.Listener, most int, c clients, m meter) *conns {
	t := &conns{
		Listener: l, most: most, mostOf: maxConnsOf, clients: c, meter: m, ended: make(chan struct{}), freed: make(chan struct{}, 1),
		byAddress: map[netip.Prefix]map[*conn]struct{}{},
	}
	t.end = sync.OnceFunc(func() { close(t.ended) })
	return t
}

// conn is one of the connections. Its fields but the first are the table's, which
// guards those below address.
type conn struct {
	net.Conn
	table   *conns
	address netip.Prefix // of its client, invalid where that is not known

	stage  stage
	since  time.Time // when that began
	place  *list.Element
	known  bool // it has brought a request of Discord's
	served bool // it has brought a request
	gone   bool
}

// Accept waits until there is a place for one more connection, for which another
// may be closed, and accepts it.
func (t *conns) Accept() (net.Conn, error) {
	if err := t.room(); err != nil {
		return nil, err
	}
	accepted, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: accepted, table: t, address: t.clients.peer(accepted.RemoteAddr())}
	if own := t.add(c); own != nil {
		_ = own.Conn.Close() // whoever reads from it is told
	}
	return c, nil
}

// Close ends the accepting.
func (t *conns) Close() error {
	t.end()
	return t.Listener.Close()
}

// room waits until there is a place. It fails where the listener was closed.
func (t *conns) room() error {
	for {
		old, wait := t.next()
		if old != nil {
			_ = old.Conn.Close() // whoever reads from it is told
			continue
		}
		if wait == 0 {
			return nil
		}
		limit := time.NewTimer(wait)
		select {
		case <-t.freed:
		case <-limit.C:
		case <-t.ended:
			limit.Stop()
			return net.ErrClosed
		}
		limit.Stop()
	}
}

// next takes out the connection that gives way, where there is no place for a new
// one. Where none does yet, it says how long to wait; both are zero where there is
// a place.
func (t *conns) next() (old *conn, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count < t.most {
		return nil, 0
	}
	wait = grace
	for s := range t.by {
		front := t.by[s].Front()
		if front == nil {
			continue
		}
		c := front.Value.(*conn)
		if left := c.stage.stays() - time.Since(c.since); left > 0 {
			wait = min(wait, left)
			continue
		}
		why := map[stage]string{stageIdle: dropIdle, stageKnown: dropIdle, stageWaiting: dropWaiting, stageBusy: dropBusy}[c.stage]
		t.meter.Dropped(why)
		t.drop(c)
		return c, 0
	}
	return nil, wait
}

// add takes a connection in. It returns the one of the same address that gives
// way, where there are too many of that.
func (t *conns) add(c *conn) (own *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if same := t.byAddress[c.address]; len(same) >= t.mostOf {
		own = earliest(same)
		t.meter.Dropped(dropAddress)
		t.drop(own)
	}
	t.count++
	if c.address.IsValid() {
		if t.byAddress[c.address] == nil {
			t.byAddress[c.address] = map[*conn]struct{}{}
		}
		t.byAddress[c.address][c] = struct{}{}
	}
	t.put(c, stageWaiting)
	return own
}

// earliest is the one of some connections, of which there is one, that gives way.
func earliest(of map[*conn]struct{}) *conn {
	var first *conn
	for c := range of {
		if first == nil || c.stage < first.stage || c.stage == first.stage && c.since.Before(first.since) {
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
	c.stage, c.since = s, time.Now()
	if s < stageKept {
		c.place = t.by[s].PushBack(c)
	}
	if s == stageIdle {
		t.free()
	}
}

// free wakes room.
func (t *conns) free() {
	select {
	case t.freed <- struct{}{}:
	default:
	}
}

// drop forgets a connection. It needs mu held.
func (t *conns) drop(c *conn) {
	t.put(c, stageKept)
	c.gone = true
	t.count--
	t.leave(c)
	t.free()
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
