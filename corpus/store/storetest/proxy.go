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

// Proxy is a TCP proxy on loopback between a process and the server. A test can
// use it to cut the process off. At first it passes everything on.
type Proxy struct {
	listener net.Listener
	network  string // of the server
	server   string
	database url.URL
	running  sync.WaitGroup

	mu    sync.Mutex    // guards the fields below
	open  chan struct{} // closed while bytes may pass
	down  bool          // new connections are reset
	late  time.Duration // how long each piece of data is delayed
	conns map[net.Conn]struct{}
	ended bool
}

// Proxy makes a proxy for a database that s.Database returned. It closes when
// the test ends.
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

// URL returns the URL of the database by way of the proxy.
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

// Reset breaks all connections. New ones are accepted.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // reset instead of an orderly close
		}
		_ = c.Close()
	}
}

// Refuse breaks all connections, and every new one at once, until Restore.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	p.down = true
	p.mu.Unlock()
	p.Reset()
}

// Swallow holds back all data in both directions until Restore, like a network
// that loses packets. Connections stay open, and new ones are accepted but
// hang.
func (p *Proxy) Swallow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
		p.open = make(chan struct{})
	default:
	}
}

// Delay delays each piece of data.
func (p *Proxy) Delay(by time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late = by
}

// Restore passes everything on again, including data that was held back.
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

// carry connects a client to the server.
func (p *Proxy) carry(client net.Conn) {
	defer p.forget(client)
	if !p.keep(client) {
		return
	}
	server, err := net.Dial(p.network, p.server) //nolint:noctx // on this machine it is at once
	if err != nil {
		return // the server is down; the client sees its connection close
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

// keep remembers a connection. It returns false if connections are not
// accepted.
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

// pipe copies data from one connection to the other, and closes both if either
// ends.
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
