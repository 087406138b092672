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
	// maxConns bounds the connections that are open at a time. If half of the
	// files that the process may open are fewer, that is the bound.
	maxConns = 4096
	// maxConnsOf bounds the connections of one client that have not brought a
	// request from Discord yet, if the client is known.
	maxConnsOf = 256
	// grace is how long a connection may take to bring its request before it can
	// be closed for a new one, unless it is idle. New connections wait meanwhile,
	// before they are accepted. Without it, a burst of connections could push out
	// one of Discord's that came with the burst.
	grace = 500 * time.Millisecond
)

// stage is how far a connection has come. If a connection must be closed for a
// new one, it is the connection at the earliest stage, and of these the one
// that has been at its stage longest.
type stage int

const (
	stageIdle    stage = iota // between requests
	stageWaiting              // the headers of its first request have not arrived
	stageKnown                // between requests, at least one of which was from Discord
	stageBusy                 // with a request from an unknown sender
	stageKept                 // with a request from Discord; it is not closed for others
)

// minTime returns how long a connection must have been at a stage before it can
// be closed for a new one.
func (s stage) minTime() time.Duration {
	if s == stageIdle {
		return 0
	}
	return grace
}

// Reasons for closing a connection.
const (
	dropIdle    = "idle"    // to make room for a new one
	dropWaiting = "waiting" // to make room for a new one
	dropBusy    = "busy"    // to make room for a new one
	dropAddress = "address" // to make room for a new one from the same address
	dropSilent  = "silent"  // its headers did not arrive in time
)

// conns is the set of connections that the listener has accepted. Anyone can
// open connections, but no one can keep others out by doing so.
type conns struct {
	net.Listener
	most, mostOf int
	clients      clients
	meter        meter
	ended        chan struct{} // closed by Close
	end          func()
	freed        chan struct{} // holds one value after a connection may have become free to close

	mu        sync.Mutex
	count     int
	by        [stageKept]list.List                // of *conn, by stage, the longest there first
	byAddress map[netip.Prefix]map[*conn]struct{} // connections that have not brought a request from Discord
}

func newConns(l net.Listener, most int, c clients, m meter) *conns {
	t := &conns{
		Listener: l, most: most, mostOf: maxConnsOf, clients: c, meter: m, ended: make(chan struct{}), freed: make(chan struct{}, 1),
		byAddress: map[netip.Prefix]map[*conn]struct{}{},
	}
	t.end = sync.OnceFunc(func() { close(t.ended) })
	return t
}

// conn is one of the connections. The fields below address are guarded by
// table.mu.
type conn struct {
	net.Conn
	table   *conns
	address netip.Prefix // of its client; invalid if that is unknown

	stage  stage
	since  time.Time // when the stage began
	place  *list.Element
	known  bool // it has brought a request from Discord
	served bool // it has brought a request
	gone   bool
}

// Accept waits until there is room for one more connection, closing another one
// if necessary, and accepts it.
func (t *conns) Accept() (net.Conn, error) {
	if err := t.awaitRoom(); err != nil {
		return nil, err
	}
	accepted, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: accepted, table: t, address: t.clients.peer(accepted.RemoteAddr())}
	if own := t.add(c); own != nil {
		_ = own.Conn.Close() // its reader gets an error
	}
	return c, nil
}

// Close stops accepting.
func (t *conns) Close() error {
	t.end()
	return t.Listener.Close()
}

// awaitRoom waits until there is room for a connection. It returns an error if the
// listener was closed.
func (t *conns) awaitRoom() error {
	for {
		old, wait := t.evict()
		if old != nil {
			_ = old.Conn.Close() // its reader gets an error
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

// evict removes the connection to close if there is no room for a new one. If no
// connection can be closed yet, it returns how long to wait. Both results are
// zero if there is room.
func (t *conns) evict() (old *conn, wait time.Duration) {
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
		if left := c.stage.minTime() - time.Since(c.since); left > 0 {
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

// add adds a connection. If its address has too many, add removes and returns
// the one to close.
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

// earliest returns the connection to close, out of at least one.
func earliest(of map[*conn]struct{}) *conn {
	var first *conn
	for c := range of {
		if first == nil || c.stage < first.stage || c.stage == first.stage && c.since.Before(first.since) {
			first = c
		}
	}
	return first
}

// put moves a connection to a stage. The caller holds mu.
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

// free wakes awaitRoom.
func (t *conns) free() {
	select {
	case t.freed <- struct{}{}:
	default:
	}
}

// drop removes a connection. The caller holds mu.
func (t *conns) drop(c *conn) {
	t.put(c, stageKept)
	c.gone = true
	t.count--
	t.leave(c)
	t.free()
}

// leave removes a connection from the list of its address. The caller holds mu.
func (t *conns) leave(c *conn) {
	same := t.byAddress[c.address]
	delete(same, c)
	if len(same) == 0 {
		delete(t.byAddress, c.address)
	}
}

// stateChanged is told by the server when a connection changes state.
func (t *conns) stateChanged(of net.Conn, state http.ConnState) {
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

// connOf returns the table's connection under c, or nil.
func connOf(c net.Conn) *conn {
	if secured, ok := c.(*tls.Conn); ok {
		c = secured.NetConn()
	}
	of, _ := c.(*conn)
	return of
}

// connKey is the key of a request context's connection.
type connKey struct{}

// withConn returns the context for a connection's requests.
func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, connOf(c))
}

// requestConn returns the connection that a request came over, or nil if it is
// in no table.
func requestConn(r *http.Request) *conn {
	c, _ := r.Context().Value(connKey{}).(*conn)
	return c
}

// markServed records that the connection has brought a request.
func (c *conn) markServed() {
	if c == nil {
		return
	}
	c.table.mu.Lock()
	defer c.table.mu.Unlock()
	c.served = true
}

// markDiscord records that the connection's request is from Discord.
func (c *conn) markDiscord() {
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
