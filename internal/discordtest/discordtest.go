// Package discordtest is a Discord for tests: a REST API, a gateway, and
// users who type commands, ask for completions, press buttons and read what
// comes back. It knows nothing of the bot under test, which reaches it as it
// would reach Discord: over HTTP and a websocket.
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
// It is strict. A request body that Discord would refuse is answered as
// Discord answers it (400, code 50035) and fails the test, unless the test
// tolerates it; see [Server.Tolerate] and [Server.Refusals]. So is a second
// callback to an interaction (40060), a route or API version that does not
// exist, and a gateway payload that breaks the rules. An interaction must be
// answered within 3 s and its token lives 15 minutes, by the clock of the
// test: in a synctest bubble both pass at once.
//
// Bodies are checked against Discord's OpenAPI description where that file is
// present, and always against the rules that the description leaves out.
//
// Discord's limits hold: 50 requests a second over all routes but those of
// interactions, 5 messages in 5 s that are posted into a channel, 200 commands
// created a day, 120 gateway payloads a minute, 10 MiB a file.
//
// In a synctest bubble a goroutine that waits for a mutex stops the clock,
// and discordgo sleeps, dials and sends requests with mutexes held. So let a
// session come to rest before it is closed ([Server.Settle]; what disturbs the
// gateway does so itself); do not call Close while Open hangs, but cut the
// connection that Open reads from; and send no two requests through one
// rate-limit bucket of discordgo's while a fault delays one of them.
//
// Methods that wait end the test with a message when what they wait for does
// not come; call those from the test's own goroutine, or use the variants
// that return an error.
package discordtest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Discord's clocks.
const (
	// FirstResponse is how long an application has to answer an interaction.
	FirstResponse = 3 * time.Second
	// TokenLife is how long an interaction's token can be used.
	TokenLife = 15 * time.Minute
	// HeartbeatInterval is what the gateway's hello asks for.
	HeartbeatInterval = 41250 * time.Millisecond
)

// Server is one Discord with one application and its bot user. Its methods
// may be used by several goroutines at once.
type Server struct {
	t         testing.TB
	cfg       config
	spec      *Spec // nil where the description is absent
	bubble    bool  // the test runs in a synctest bubble
	net       network
	http      *http.Server
	transport *http.Transport
	public    ed25519.PublicKey // the application's
	private   ed25519.PrivateKey
	running   sync.WaitGroup
	world
}

// world is everything that changes while the server runs.
type world struct {
	mu           sync.Mutex // guards what follows
	changed      chan struct{}
	closed       bool
	lastID       uint64
	app          string // the application's id, and its bot user's
	guilds       []*Guild
	people       map[string]*person
	channels     map[string]*Channel
	commands     map[string][]*Command // by guild id, "" for the global ones
	files        map[string]File       // that users attached, by their url's path
	nonces       map[string]*message   // that were posted with one, by channel and nonce
	interactions map[string]*Interaction
	byToken      map[string]*Interaction
	endpoint     *endpoint // nil where interactions go to the gateway
	botNetwork   network   // of the listener that was made for the bot last
	sessions     map[string]*gatewaySession
	conns        map[*gatewayConn]struct{}
	gateway      gatewayFaults
	faults       []*Fault
	alter        func(map[string]any) // changes interactions before they are sent; nil for none
	buckets      map[string]*bucket
	requests     []Request
	refusals     []Refusal
	tolerated    map[int]bool
	unheard      bool // the tester was told that nobody hears of interactions
}

// New starts a Discord and stops it when the test ends. Unless [InMemory] is
// given it listens on a free port of 127.0.0.1.
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

// inBubble reports whether the caller runs in a synctest bubble, once the
// bubble's other goroutines rest. Wait panics outside of one.
func inBubble() (in bool) {
	defer func() { in = recover() == nil }()
	synctest.Wait()
	return true
}

// Settle waits until everything in the test's synctest bubble rests: the bot's
// goroutines, too, are then past the locks that they take in passing. It must
// not be called while another goroutine waits in synctest.Wait. Outside a
// bubble it does nothing.
func (s *Server) Settle() {
	if s.bubble {
		synctest.Wait()
	}
}

// Token is the bot's token, without "Bot " before it.
func (s *Server) Token() string { return s.cfg.token }

// ApplicationID is the snowflake of the application and of its bot user.
func (s *Server) ApplicationID() string { return s.app }

// discordEpoch is the first second of 2015, from which snowflakes count.
const discordEpoch = 1420070400000 // Unix milliseconds

// newID returns a fresh snowflake that carries the time. In a synctest bubble,
// whose clock starts before Discord's epoch, it carries Unix milliseconds.
// The caller holds mu, except in New.
func (s *Server) newID() string {
	ms := time.Now().UnixMilli()
	if ms >= discordEpoch {
		ms -= discordEpoch
	}
	s.lastID = max(s.lastID+1, uint64(ms)<<22)
	return strconv.FormatUint(s.lastID, 10)
}

// announce wakes everybody who waits for the world to change. The caller
// holds mu.
func (s *Server) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// until waits until done, called with mu held, reports true. It returns an
// error naming what when the test's patience ends first.
func (s *Server) until(ctx context.Context, what string, done func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.patience)
	defer cancel()
	for {
		s.mu.Lock()
		ok, changed := done(), s.changed
		s.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%s: waited in vain: %w", what, ctx.Err())
		}
	}
}

// hears reports whether somebody hears of interactions. The caller holds mu.
func (s *Server) hears() bool {
	for _, session := range s.sessions {
		if session.conn != nil {
			return true
		}
	}
	return s.endpoint != nil
}

// Await waits until a gateway session is ready or an endpoint set, and every named command is
// registered, globally or in some guild.
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
