// Package discordtest is a Discord for tests: a REST API, a gateway, and users
// who type commands, ask for completions, press buttons and read replies. It
// does not know the bot under test. The bot reaches it like Discord, over HTTP
// and a websocket.
//
//	discord := discordtest.New(t)                  // on loopback
//	discord := discordtest.New(t, discordtest.InMemory()) // no sockets: for testing/synctest
//	session.Client = &http.Client{Transport: discord.Transport()}
//	session.Dialer = discord.Dialer()
//	session.Token = "Bot " + discord.Token()
//	...
//	ann := discord.Guild("Newsroom").Member("ann")
//	discord.Await("ask")                           // a session is ready, /ask is registered
//	reply := ann.Types("/ask question: Who denied it?").Reply()
//	if got := reply.Text(); got != want { ... }
//
// The package is strict. If Discord would refuse a request body, the package
// answers as Discord does (400, code 50035) and fails the test, unless the test
// tolerates it; see [Server.Tolerate] and [Server.Refusals]. It does the same
// if an interaction gets a second callback (40060), if a route or API version
// does not exist, and if a gateway payload breaks the rules. An interaction
// must be answered within 3 s and its token lives 15 minutes, by the clock of
// the test: in a synctest bubble both pass at once.
//
// Bodies are checked against Discord's OpenAPI description if that file is
// present, and always against the rules that the description leaves out.
//
// Discord's limits apply: 50 requests a second over all routes except those of
// interactions, 5 messages in 5 s posted into a channel, 200 commands created a
// day, 120 gateway payloads a minute, 10 MiB a file.
//
// In a synctest bubble a goroutine that waits for a mutex stops the clock, and
// discordgo sleeps, dials and sends requests with mutexes held. So wait until a
// session is idle before you close it, with [Server.Settle]; methods that
// disturb the gateway do so themselves. If Open hangs, do not call Close, but
// cut the connection that Open reads from. While a fault delays a request, send
// no second one through the same rate-limit bucket of discordgo.
//
// When the event that a method waits for does not come, the method ends the
// test with a message. Call such methods from the test's own goroutine, or use
// the variants
// that return an error.
package discordtest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// New starts a Discord and stops it when the test ends. It listens on a free
// port of 127.0.0.1, unless [InMemory] is given.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	cfg := defaults()
	for _, opt := range opts {
		opt(&cfg)
	}
	s := &Server{t: t, cfg: cfg, bubble: inBubble()}
	s.world = world{
		changed:      make(chan struct{}),
		people:       map[string]*person{},
		channels:     map[string]*Channel{},
		commands:     map[string][]*Command{},
		files:        map[string]File{},
		nonces:       map[string]*message{},
		interactions: map[string]*Interaction{},
		byToken:      map[string]*Interaction{},
		sessions:     map[string]*gatewaySession{},
		conns:        map[*gatewayConn]struct{}{},
		buckets:      map[string]*bucket{},
		tolerated:    map[int]bool{},
		gateway:      gatewayFaults{lastIdentify: map[int]time.Time{}},
	}
	var err error
	if s.public, s.private, err = newKey(); err != nil {
		t.Fatalf("discordtest: make the application's key: %v", err)
	}
	s.app = s.newID()
	s.people[s.app] = &person{id: s.app, name: cfg.botName, bot: true, locale: "en-US"}
	s.spec = loadSpecFor(t)
	s.start()
	t.Cleanup(s.close)
	return s
}

func (s *Server) start() {
	s.net = s.cfg.network()
	listener, err := s.net.listen()
	if err != nil {
		s.t.Fatalf("discordtest: listen: %v", err)
	}
	s.transport = &http.Transport{DialContext: s.net.dial, MaxIdleConnsPerHost: 16}
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: time.Minute}
	s.running.Go(func() {
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.t.Errorf("discordtest: serve: %v", err)
		}
	})
}

// close ends every connection and waits for the server's goroutines.
func (s *Server) close() {
	s.mu.Lock()
	s.closed = true
	s.dropEndpoint()
	conns := make([]*gatewayConn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	for _, c := range conns {
		c.drop()
	}
	if err := s.http.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		s.t.Errorf("discordtest: close: %v", err)
	}
	s.transport.CloseIdleConnections()
	s.running.Wait()
}

// inBubble waits until the bubble's other goroutines are idle. It reports
// whether the caller runs in a synctest bubble; outside of one, Wait panics.
func inBubble() (in bool) {
	defer func() { in = recover() == nil }()
	synctest.Wait()
	return true
}

// Await waits until a gateway session is ready or an endpoint is set, and every
// named command is registered, globally or in any guild.
func (s *Server) Await(commands ...string) {
	s.t.Helper()
	if err := s.until(s.t.Context(), "a gateway session or an endpoint", s.hears); err != nil {
		s.t.Fatalf("discordtest: %v", err)
	}
	for _, name := range commands {
		registered := func() bool { return s.registered(name) }
		if err := s.until(s.t.Context(), fmt.Sprintf("command %q to be registered", name), registered); err != nil {
			s.t.Fatalf("discordtest: %v", err)
		}
	}
}
