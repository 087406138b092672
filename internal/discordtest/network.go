package discordtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
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

// Transport sends requests for Discord's hosts to the server, and refuses every
// other host. A session's HTTP client should use it; to rewrite requests first,
// wrap it.
func (s *Server) Transport() http.RoundTripper { return discordOnly{s} }

type discordOnly struct{ s *Server }

func (d discordOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	hosts := []string{"discord.com", "canary.discord.com", "ptb.discord.com", cdnHost}
	if r.URL.Scheme != "https" || !slices.Contains(hosts, strings.ToLower(r.URL.Host)) {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper closes the body, also on errors
		}
		return nil, fmt.Errorf("%s %s: a test reaches https://discord.com alone", r.Method, r.URL.Redacted())
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", d.s.net.host()
	return d.s.transport.RoundTrip(r)
}

// CloseIdleConnections lets http.Client.CloseIdleConnections work.
func (d discordOnly) CloseIdleConnections() { d.s.transport.CloseIdleConnections() }

// DialContext connects to the server, for dialers that take a dial function. It
// refuses every address except that of GET /gateway.
func (s *Server) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return s.net.dial(ctx, network, address)
}

// Dialer returns a websocket dialer that reaches the gateway, for
// discordgo.Session.Dialer.
func (s *Server) Dialer() *websocket.Dialer {
	return &websocket.Dialer{NetDialContext: s.net.dial, HandshakeTimeout: FirstResponse * 10}
}

// GatewayURL returns the URL that GET /gateway answers.
func (s *Server) GatewayURL() string { return "ws://" + s.net.host() }
