package webhook

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/internal/discordtest"
)

var (
	crowdIdle  = flag.Int("crowd-idle", 250, "how many idle connections strangers hold in TestStrangersKeepNobodyOut")
	crowdSlow  = flag.Int("crowd-slow", 60, "how many slow clients there are beside them")
	crowdConns = flag.Int("crowd-conns", 256, "how many connections the door takes there")
	crowdFor   = flag.Duration("crowd-for", 3*time.Second, "for how long 20 signed questions a second are asked there")
)

// strangers are clients without a key. What each does again and again it does for
// as long as the test asks.
type strangers struct {
	t       *testing.T
	address string
	dial    func(ctx context.Context, n int) (net.Conn, error)
	running sync.WaitGroup
	cut     atomic.Int64 // how often one was cut off
}

// pause waits, and reports whether the test goes on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// comes has stranger n connect and act, and come again once he was cut off, but
// once a second at most.
func (s *strangers) comes(ctx context.Context, n int, act func(ctx context.Context, c net.Conn) error) {
	s.running.Go(func() {
		for {
			begun := time.Now()
			if c, err := s.dial(ctx, n); err == nil {
				stop := context.AfterFunc(ctx, func() { _ = c.Close() })
				if err := act(ctx, c); err != nil {
					s.cut.Add(1)
				}
				stop()
				_ = c.Close()
			}
			if !pause(ctx, time.Second-time.Since(begun)) {
				return
			}
		}
	})
}

// idles asks for something, and then holds the connection.
func idles(_ context.Context, c net.Conn) error {
	if _, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, c)
	return errors.Join(io.EOF, err)
}

// silent never sends a byte.
func silent(_ context.Context, c net.Conn) error {
	_, err := io.Copy(io.Discard, c)
	return errors.Join(io.EOF, err)
}

// signedHead is the head of a request with the headers of a signed one, whose
// signature is not Discord's.
func signedHead(length int, more string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\nX-Signature-Ed25519: %s\r\nX-Signature-Timestamp: %d\r\n%s\r\n",
		path, length, strings.Repeat("0f", 64), time.Now().Unix(), more)
}

// trickles sends a text and then 50 bytes a second.
func trickles(text func() string) func(context.Context, net.Conn) error {
	return func(ctx context.Context, c net.Conn) error {
		if _, err := io.WriteString(c, text()); err != nil {
			return err
		}
		for pause(ctx, time.Second) {
			if _, err := io.WriteString(c, strings.Repeat("x", 50)); err != nil {
				return err
			}
		}
		return nil
	}
}

// slowly are the ways to be slow.
func slowWays(n int) func(context.Context, net.Conn) error {
	forged := fmt.Sprintf("X-Forwarded-For: 203.0.113.%d\r\n", n%200)
	return []func(context.Context, net.Conn) error{
		trickles(func() string { return signedHead(1000, forged) + "{" }),    // in a small body
		trickles(func() string { return signedHead(maxBody, forged) + "{" }), // in a large one
		func(_ context.Context, c net.Conn) error { // before the body
			if _, err := io.WriteString(c, signedHead(1000, forged)); err != nil {
				return err
			}
			_, err := bufio.NewReader(c).ReadString('\n')
			return errors.Join(io.EOF, err)
		},
		trickles(func() string { return "POST /interactions HTTP/1.1\r\nHost: x\r\nX-Slow: " }), // in the headers
		trickles(func() string { // without a signature
			return "POST /interactions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
		}),
		silent,
	}[n%6]
}

// elsewhere is a listener whose connections come from off loopback: those of
// 127.0.x.y from 203.0.x.y.
type elsewhere struct{ net.Listener }

type elsewhereConn struct {
	net.Conn
	from net.Addr
}

func (c elsewhereConn) RemoteAddr() net.Addr { return c.from }

func (l elsewhere) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	at := c.RemoteAddr().(*net.TCPAddr).AddrPort()
	ip := at.Addr().Unmap().As4()
	return elsewhereConn{c, net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.AddrFrom4([4]byte{203, 0, ip[2], ip[3]}), at.Port()))}, nil
}

// Beside any number of idle and slow strangers, every request that Discord
// signed is answered, with any assignment of addresses.
func TestStrangersKeepNobodyOut(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	for name, tt := range map[string]struct {
		change func(*Options)
		// from returns the address of stranger n; 0 is Discord
		from func(n int) string
	}{
		"behind a proxy":         {func(*Options) {}, func(int) string { return "127.0.0.1" }},
		"behind a trusted proxy": {func(o *Options) { o.Proxies = proxies }, func(int) string { return "127.0.0.1" }},
		"from one address": {func(o *Options) { o.Listener = elsewhere{o.Listener} }, func(n int) string {
			return fmt.Sprintf("127.0.1.%d", 1+min(n, 1))
		}},
		"from many addresses": {func(o *Options) { o.Listener = elsewhere{o.Listener} }, func(n int) string {
			return fmt.Sprintf("127.0.1.%d", 1+n%250)
		}},
	} {
		t.Run(name, func(t *testing.T) { crowded(t, tt.change, tt.from) })
	}
}

func crowded(t *testing.T, change func(*Options), from func(n int) string) {
	if need, has := uint64(2*(*crowdIdle+*crowdSlow)+500), openFiles(); has < max(need, uint64(2**crowdConns)) {
		t.Skipf("this process may open %d files, and the clients and the door need %d: raise the hard limit (ulimit -Hn)", has, need)
	}
	discord, m := discordtest.New(t), newTallied()
	r := run(t, discord, narrated, change, func(o *Options) { o.Meter, o.mostConns = m, *crowdConns })
	r.prints(path)
	s := &strangers{t: t, address: r.listener.Addr().String()}
	s.dial = func(ctx context.Context, n int) (net.Conn, error) {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from(n))}, Timeout: 10 * time.Second}
		return d.DialContext(ctx, "tcp", s.address)
	}
	if c, err := s.dial(t.Context(), 1); err != nil {
		t.Skipf("this machine has no address %s on loopback: %v", from(1), err)
	} else {
		_ = c.Close()
	}
	ctx, stop := context.WithCancel(t.Context())
	for n := range *crowdIdle {
		s.comes(ctx, 1+n, []func(context.Context, net.Conn) error{idles, silent}[n%2])
	}
	for n := range *crowdSlow {
		s.comes(ctx, 1+n, slowWays(n))
	}
	a := &asking{t: t, discord: discord, s: s, kept: s.client(true), anew: s.client(false)}
	pause(ctx, time.Second) // the crowd gathers
	a.askFor(ctx, *crowdFor)
	stop()
	s.running.Wait()
	a.kept.CloseIdleConnections()
	t.Logf("%d questions, %d answered; the median took %v, the longest %v; strangers were cut off %d times; %v, %v",
		len(a.took)+a.failed, len(a.took), a.took[len(a.took)/2], a.took[len(a.took)-1], s.cut.Load(), m.refusals(), m.drops())
	if a.failed > 0 {
		t.Errorf("%d signed questions were not answered", a.failed)
	}
	if s.cut.Load() == 0 || len(m.drops()) == 0 || len(m.refusals()) == 0 {
		t.Errorf("no stranger was cut off, dropped or refused: %v, %v", m.drops(), m.refusals())
	}
}

func (m *tallied) drops() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]int{}
	for what, n := range m.dropped {
		out[what] = n
	}
	return out
}

// client is a client of Discord's, which keeps its connections or makes a new one
// for each request.
func (s *strangers) client(keeps bool) *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return s.dial(ctx, 0) },
		DisableKeepAlives: !keeps, MaxIdleConnsPerHost: 8,
	}}
}

// asking is Discord, which asks.
type asking struct {
	t          *testing.T
	discord    *discordtest.Server
	s          *strangers
	kept, anew *http.Client

	mu     sync.Mutex
	took   []time.Duration // in order, once askFor has returned
	failed int
}

// askFor asks 20 questions a second for so long, and waits for the answers.
func (a *asking) askFor(ctx context.Context, d time.Duration) {
	var under sync.WaitGroup
	every := time.NewTicker(50 * time.Millisecond)
	defer every.Stop()
	for n := range int(d/(50*time.Millisecond)) + 1 {
		under.Go(func() {
			begun := time.Now()
			err := a.ask(ctx, n)
			a.mu.Lock()
			defer a.mu.Unlock()
			if err != nil {
				a.failed++
				a.t.Logf("question %d: %v, after %v", n, err, time.Since(begun))
				return
			}
			a.took = append(a.took, time.Since(begun))
		})
		<-every.C
	}
	under.Wait()
	slices.Sort(a.took)
	if len(a.took) == 0 {
		a.t.Fatal("no question was answered")
	}
}

func (a *asking) ask(ctx context.Context, n int) error {
	body, err := interaction(int64(n+1), "290926798626357999", 2, askFor("Who opened the gate?"))
	if err != nil {
		return err
	}
	if n%4 == 0 { // as large as few are
		body = bytes.Replace(body, []byte(`"data"`), []byte(`"new":"`+strings.Repeat("x", 40<<10)+`","data"`), 1)
	}
	if !json.Valid(body) {
		return errors.New("the question is no JSON")
	}
	q, err := a.discord.Signed(ctx, "http://"+a.s.address+path, body)
	if err != nil {
		return err
	}
	q.Header.Set("X-Forwarded-For", "198.51.100.7")
	client := a.kept
	if n%2 == 0 {
		client = a.anew
	}
	response, err := client.Do(q)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || !bytes.Contains(raw, []byte("opened the gate")) {
		return fmt.Errorf("answered %d %.200s", response.StatusCode, raw)
	}
	return nil
}
