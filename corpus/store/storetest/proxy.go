package storetest

import (
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a process and the server, on a port of loopback, so that
// a test can cut the process off. It lets everything through at first.
type Proxy struct {
	listener net.Listener
	network  string // of the server's
	server   string
	database url.URL
	running  sync.WaitGroup

	mu    sync.Mutex    // guards what follows
	open  chan struct{} // closed while bytes may pass
	down  bool          // new connections are reset
	late  time.Duration // each piece of data comes so much later
	conns map[net.Conn]struct{}
	ended bool
}

// Proxy makes a proxy before the database of that URL, one of s.Database. It
// ends with the test.
func (s *Server) Proxy(t testing.TB, database string) *Proxy {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it does not wait
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: listener, network: "tcp", server: u.Host, database: *u, open: make(chan struct{}), conns: map[net.Conn]struct{}{}}
	if folder := u.Query().Get("host"); strings.HasPrefix(folder, "/") {
		p.network, p.server = "unix", filepath.Join(folder, ".s.PGSQL.5432")
	}
	close(p.open)
	p.running.Go(p.serve)
	t.Cleanup(p.end)
	return p
}

// URL is the database's, by way of the proxy.
func (p *Proxy) URL() string {
	u := p.database
	query := u.Query()
	if user := query.Get("user"); user != "" {
		u.User = url.User(user)
	}
	query.Del("host")
	query.Del("user")
	query.Set("sslmode", "disable")
	u.Host, u.RawQuery = p.listener.Addr().String(), query.Encode()
	return u.String()
}

// Reset breaks all connections. New ones are let through.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, not an orderly end
		}
		_ = c.Close()
	}
}

// Refuse breaks all connections, and each new one at once, until Restore.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	p.down = true
	p.mu.Unlock()
	p.Reset()
}

// Swallow holds up whatever is sent either way, as a network does that loses
// packets, until Restore. Connections stay, and new ones are taken and hang.
func (p *Proxy) Swallow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
		p.open = make(chan struct{})
	default:
	}
}

// Delay has each piece of data come so much later.
func (p *Proxy) Delay(by time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late = by
}

// Restore lets everything through again. What was swallowed arrives now.
func (p *Proxy) Restore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down, p.late = false, 0
	select {
	case <-p.open:
	default:
		close(p.open)
	}
}

func (p *Proxy) end() {
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	p.Restore()
	_ = p.listener.Close()
	p.Reset()
	p.running.Wait()
}

func (p *Proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return // the test has ended
		}
		p.running.Go(func() { p.carry(client) })
	}
}

// carry joins a connection to one of its own with the server.
func (p *Proxy) carry(client net.Conn) {
	defer p.forget(client)
	if !p.keep(client) {
		return
	}
	server, err := net.Dial(p.network, p.server) //nolint:noctx // on this machine it is at once
	if err != nil {
		return // the server is away, which the client sees in its connection's end
	}
	defer p.forget(server)
	if !p.keep(server) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { p.pipe(server, client) })
	both.Go(func() { p.pipe(client, server) })
	both.Wait()
}

// keep takes note of a connection, if connections are let through.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down || p.ended {
		return false
	}
	p.conns[c] = struct{}{}
	return true
}

func (p *Proxy) forget(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// pipe passes on what comes from one connection to the other, and ends both
// with either.
func (p *Proxy) pipe(to, from net.Conn) {
	defer func() {
		_ = to.Close()
		_ = from.Close()
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		open, late := p.open, p.late
		p.mu.Unlock()
		<-open
		if late > 0 {
			<-time.After(late)
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
