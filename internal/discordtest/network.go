package discordtest

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// network connects clients to the server, by socket or in memory.
type network interface {
	listen() (net.Listener, error)
	// dial connects to the server if the host is one of the server's own names,
	// and refuses every other host.
	dial(ctx context.Context, network, address string) (net.Conn, error)
	// host returns the authority in the gateway's URL.
	host() string
}

// loopback listens on a free port of 127.0.0.1.
type loopback struct{ address string }

func (l *loopback) listen() (net.Listener, error) {
	var c net.ListenConfig
	listener, err := c.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l.address = listener.Addr().String()
	return listener, nil
}

func (l *loopback) dial(ctx context.Context, _, address string) (net.Conn, error) {
	if address != l.address {
		return nil, fmt.Errorf("dial %s: this Discord is at %s alone", address, l.address)
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", l.address)
}

func (l *loopback) host() string { return l.address }

// memory passes on both ends of a net.Pipe. Its goroutines block only on
// channels, so a synctest bubble sees them as durably blocked.
type memory struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

const memoryHost = "gateway.discord.test"

func newMemory() *memory {
	return &memory{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (m *memory) listen() (net.Listener, error) { return m, nil }
func (m *memory) host() string                  { return memoryHost }

func (m *memory) dial(ctx context.Context, _, address string) (net.Conn, error) {
	if host, _, err := net.SplitHostPort(address); err != nil || host != memoryHost {
		return nil, fmt.Errorf("dial %s: this Discord is at %s alone", address, memoryHost)
	}
	client, server := net.Pipe()
	select {
	case m.conns <- server:
		return client, nil
	case <-m.closed:
		return nil, fmt.Errorf("dial %s: %w", address, net.ErrClosed)
	case <-ctx.Done():
		return nil, fmt.Errorf("dial %s: %w", address, ctx.Err())
	}
}

// Accept, Close and Addr make memory a net.Listener.
func (m *memory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.conns:
		return conn, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error {
	m.once.Do(func() { close(m.closed) })
	return nil
}

func (m *memory) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return memoryHost }

const cdnHost = "cdn.discordapp.com"
