package webhook

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// tallied is a meter that counts.
type tallied struct {
	mu      sync.Mutex
	refused map[string]int // by status and reason
	dropped map[string]int
}

func newTallied() *tallied { return &tallied{refused: map[string]int{}, dropped: map[string]int{}} }

func (m *tallied) Listening(bool) {}

func (m *tallied) Refused(status int, reason string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused[fmt.Sprint(status, " ", reason)]++
}

func (m *tallied) Dropped(reason string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dropped[reason]++
}

func (m *tallied) refusals() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]int{}
	for what, n := range m.refused {
		out[what] = n
	}
	return out
}

// socket is an idle connection from an address.
type socket struct {
	net.Conn
	from   net.Addr
	name   string
	closed bool
}

func (s *socket) RemoteAddr() net.Addr { return s.from }
func (s *socket) Close() error         { s.closed = true; return nil }

func (l *sockets) Close() error { return nil }

// sockets is a listener that accepts the connections it is given.
type sockets struct {
	net.Listener
	next []*socket
}

func (l *sockets) Accept() (net.Conn, error) {
	if len(l.next) == 0 {
		return nil, net.ErrClosed
	}
	s := l.next[0]
	l.next = l.next[1:]
	return s, nil
}

func from(address string) net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 4711))
}

// Which connection is closed for a new one, if all are in use.
func TestWhoGivesWay(t *testing.T) {
	const active, idle = http.StateActive, http.StateIdle
	discords := func(table *conns, c net.Conn) {
		table.stateChanged(c, active)
		connOf(c).markServed()
		connOf(c).markDiscord()
	}
	tests := []struct {
		name  string
		do    func(table *conns, c []net.Conn) // with three connections
		first string                           // the connections that are closed at once
		then  string                           // the connections that are closed after their grace time
		why   map[string]int
	}{
		{"the oldest that waits", func(*conns, []net.Conn) {}, "", "0 1 2", map[string]int{dropWaiting: 3}},
		{"the idle before those that wait", func(t *conns, c []net.Conn) { t.stateChanged(c[1], active); t.stateChanged(c[1], idle) }, "1", "0 2", map[string]int{dropIdle: 1, dropWaiting: 2}},
		{"the one that is idle for the longest time", func(t *conns, c []net.Conn) {
			for _, n := range []int{2, 0, 1} {
				t.stateChanged(c[n], active)
			}
			for _, n := range []int{1, 2, 0} {
				t.stateChanged(c[n], idle)
			}
		}, "1 2 0", "", map[string]int{dropIdle: 3}},
		{"Discord's after those that wait", func(t *conns, c []net.Conn) { discords(t, c[0]); t.stateChanged(c[0], idle) }, "", "1 2 0", map[string]int{dropWaiting: 2, dropIdle: 1}},
		{"those with a request last", func(t *conns, c []net.Conn) {
			t.stateChanged(c[0], active)
			discords(t, c[1])
			t.stateChanged(c[1], idle)
		}, "", "2 1 0", map[string]int{dropWaiting: 1, dropIdle: 1, dropBusy: 1}},
		{"Discord's requests never", func(t *conns, c []net.Conn) {
			for n := range c {
				discords(t, c[n])
			}
		}, "", "", map[string]int{}},
		{"a stranger's request where Discord's was before", func(t *conns, c []net.Conn) {
			for n := range c {
				discords(t, c[n])
			}
			t.stateChanged(c[1], idle)
			t.stateChanged(c[1], active)
		}, "", "1", map[string]int{dropBusy: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, m := new(sockets), newTallied()
				table := newConns(l, 3, clients{}, m)
				var accepted []net.Conn
				for n := range 3 {
					l.next = []*socket{{from: from("127.0.0.1"), name: fmt.Sprint(n)}}
					c, err := table.Accept()
					if err != nil {
						t.Fatal(err)
					}
					accepted = append(accepted, c)
					time.Sleep(time.Millisecond)
				}
				tt.do(table, accepted)
				giving := func() string {
					var names []string
					for {
						old, _ := table.evict()
						if old == nil {
							return strings.Join(names, " ")
						}
						names = append(names, old.Conn.(*socket).name)
						table.count++ // there is a new one
					}
				}
				first := giving()
				time.Sleep(grace)
				if then := giving(); first != tt.first || then != tt.then || fmt.Sprint(m.dropped) != fmt.Sprint(tt.why) {
					t.Errorf("%q and then %q gave way, by reason %v, want %q, %q, %v", first, then, m.dropped, tt.first, tt.then, tt.why)
				}
			})
		})
	}
}

// New connections wait exactly as long as the existing ones may still need to
// bring a request.
func TestNewConnectionsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &sockets{}
		table := newConns(l, 1, clients{}, newTallied())
		accept := func() (net.Conn, time.Duration) {
			begun := time.Now()
			l.next = []*socket{{from: from("127.0.0.1")}}
			c, err := table.Accept()
			if err != nil {
				t.Fatal(err)
			}
			return c, time.Since(begun)
		}
		var acting sync.WaitGroup
		defer acting.Wait()
		accept()
		c, took := accept()
		if took != grace {
			t.Errorf("it waited %v behind one that says nothing, want %v", took, grace)
		}
		acting.Go(func() {
			time.Sleep(grace / 5)
			table.stateChanged(c, http.StateActive)
			table.stateChanged(c, http.StateIdle)
		})
		c, took = accept()
		if took != grace/5 {
			t.Errorf("it waited %v behind one that went idle, want %v", took, grace/5)
		}
		acting.Go(func() {
			time.Sleep(grace / 5)
			_ = c.Close()
		})
		if _, took = accept(); took != grace/5 {
			t.Errorf("it waited %v behind one that was closed, want %v", took, grace/5)
		}
		acting.Go(func() {
			time.Sleep(grace / 5)
			_ = table.Close()
		})
		if _, err := table.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after the table was closed: %v", err)
		}
	})
}

// One address takes no place from another.
func TestConnectionsOfOneAddress(t *testing.T) {
	l, m := new(sockets), newTallied()
	table := newConns(l, 4096, clients{}, m)
	accept := func(address string) (*socket, net.Conn) {
		s := &socket{from: from(address)}
		l.next = []*socket{s}
		c, err := table.Accept()
		if err != nil {
			t.Fatal(err)
		}
		return s, c
	}
	theirs, _ := accept("203.0.113.9")
	discords, c := accept("203.0.113.7")
	connOf(c).markServed()
	connOf(c).markDiscord()
	var flood []*socket
	for n := range 5000 {
		s, _ := accept(fmt.Sprintf("203.0.113.%d", 7))
		flood = append(flood, s)
		if open := n + 1; table.count != min(open, maxConnsOf)+2 {
			t.Fatalf("%d connections are open after %d of one address", table.count, open)
		}
	}
	if theirs.closed || discords.closed || m.dropped[dropAddress] != 5000-maxConnsOf {
		t.Errorf("closed: another's: %v, Discord's: %v; %v", theirs.closed, discords.closed, m.dropped)
	}
	for n, s := range flood {
		if s.closed != (n < 5000-maxConnsOf) {
			t.Fatalf("connection %d of %d is closed: %v, want the oldest to be", n, len(flood), s.closed)
		}
	}
	// A /64 is one client.
	for n := range 1000 {
		accept(fmt.Sprintf("2001:db8::%x", n+1))
	}
	if table.count != 2*maxConnsOf+2 {
		t.Errorf("%d connections, want %d of each client", table.count, maxConnsOf)
	}
}

// For any sequence of events, the table contains exactly the open connections,
// and never more than its bound.
func TestTableOfConnectionsHoldsTogether(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 1))
	l := new(sockets)
	table := newConns(l, 50, clients{}, newTallied())
	table.mostOf = 7
	var open []net.Conn
	synctest.Test(t, func(t *testing.T) { holdsTogether(t, chance, l, table, open) })
}

func holdsTogether(t *testing.T, chance *rand.Rand, l *sockets, table *conns, open []net.Conn) {
	for range 20_000 {
		time.Sleep(time.Duration(chance.Int64N(int64(10 * time.Millisecond))))
		switch n := chance.IntN(6); {
		case n < 2 || len(open) == 0:
			l.next = []*socket{{from: from([]string{"127.0.0.1", "203.0.113.7", "203.0.113.8", "2001:db8::1"}[chance.IntN(4)])}}
			if old, wait := table.evict(); wait > 0 {
				break // all others are kept
			} else if old != nil {
				_ = old.Conn.Close()
			}
			c, err := table.Accept()
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, c)
		default:
			at := chance.IntN(len(open))
			switch c := open[at]; n {
			case 2:
				table.stateChanged(c, http.StateActive)
			case 3:
				table.stateChanged(c, http.StateIdle)
			case 4:
				connOf(c).markServed()
				connOf(c).markDiscord()
			case 5:
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
		open = slices.DeleteFunc(open, func(c net.Conn) bool { return c.(*conn).Conn.(*socket).closed })
		byAddress, listed := 0, 0
		for a, of := range table.byAddress {
			byAddress += len(of)
			if len(of) > table.mostOf || len(of) == 0 {
				t.Fatalf("%d connections of %v", len(of), a)
			}
		}
		kept := 0
		for _, c := range open {
			if c.(*conn).stage == stageKept {
				kept++
			}
		}
		for n := range table.by {
			listed += table.by[n].Len()
		}
		if table.count != len(open) || table.count > table.most || listed+kept != table.count || byAddress > table.count {
			t.Fatalf("%d are open; the table holds %d, %d in stages and %d kept, %d by address", len(open), table.count, listed, kept, byAddress)
		}
	}
}

// If bodies take too much memory, the oldest body of the client, or of all
// clients, is dropped.
func TestPlaces(t *testing.T) {
	p := newPlaces(30, 20)
	var ended []string
	take := func(name, of string) *place {
		var client netip.Prefix
		if of != "" {
			client = netip.MustParsePrefix(of)
		}
		return p.take(client, func() { ended = append(ended, name) })
	}
	a := take("a", "")
	b, c, d := take("b", "203.0.113.7/32"), take("c", "203.0.113.7/32"), take("d", "203.0.113.7/32")
	e, f := take("e", "203.0.113.8/32"), take("f", "")
	for n, tt := range []struct {
		place *place
		bytes int
		want  bool
		ended string
	}{
		{b, 8, true, ""}, {c, 8, true, ""}, {a, 8, true, ""},
		{d, 8, true, "b"},     // of its client the oldest
		{b, 1, false, "b"},    // it is gone
		{e, 8, true, "b a"},   // of all the oldest
		{d, 8, true, "b a c"}, // of its client's, again
		{f, 31, false, "b a c d e f"},
		{f, 1, false, "b a c d e f"},
	} {
		if got := p.grow(tt.place, tt.bytes); got != tt.want || strings.Join(ended, " ") != tt.ended {
			t.Errorf("step %d: there is room: %v, and %q ended, want %v, %q", n, got, ended, tt.want, tt.ended)
		}
	}
	g := take("g", "203.0.113.8/32")
	if !p.grow(g, 20) || p.taken != 20 {
		t.Errorf("%d bytes are taken, want 20", p.taken)
	}
	for name, tt := range map[string]struct {
		place *place
		want  string
	}{"a": {a, lostToAll}, "b": {b, lostToClient}, "c": {c, lostToClient}, "d": {d, lostToAll}, "e": {e, lostToAll}, "f": {f, lostToAll}, "g": {g, ""}} {
		if why := p.leave(tt.place); why != tt.want {
			t.Errorf("%s has left since %q, want %q", name, why, tt.want)
		}
	}
	if p.order.Len() != 0 || len(p.byClient) != 0 || p.taken != 0 {
		t.Errorf("%d places of %d bytes are taken, by %d clients, want none", p.order.Len(), p.taken, len(p.byClient))
	}
}
