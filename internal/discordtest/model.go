package discordtest

import (
	"compress/zlib"
	"context"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// This file declares the server and the objects that refer to each other; their
// methods are in the files of their topics, above this one.

// Server is a Discord with one application and its bot user. Several goroutines
// may use its methods at once.
type Server struct {
	t         testing.TB
	cfg       config
	spec      *Spec // nil if the description is missing
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
	mu           sync.Mutex // guards the fields below
	changed      chan struct{}
	closed       bool
	lastID       uint64
	app          string // id of the application and of its bot user
	guilds       []*Guild
	people       map[string]*person
	channels     map[string]*Channel
	commands     map[string][]*Command // by guild id; "" for global commands
	files        map[string]File       // attached by users, by the path of their URL
	nonces       map[string]*message   // posted with a nonce, by channel and nonce
	interactions map[string]*Interaction
	byToken      map[string]*Interaction
	endpoint     *endpoint // nil if interactions go to the gateway
	botNetwork   network   // of the last listener that was made for the bot
	sessions     map[string]*gatewaySession
	conns        map[*gatewayConn]struct{}
	gateway      gatewayFaults
	faults       []*Fault
	alter        func(map[string]any) // changes interactions before they are sent; may be nil
	buckets      map[string]*bucket
	requests     []Request
	refusals     []Refusal
	tolerated    map[int]bool
	unheard      bool // the test was told that no client receives interactions
}

// person is a person with an account.
type person struct {
	id     string
	name   string
	bot    bool
	locale string
	dm     *Channel
}

// Guild is what users call a server.
type Guild struct {
	srv     *Server
	id      string
	name    string
	locale  string
	general *Channel
	chans   []*Channel
	roles   []*Role
	members []*User
	without bool // the bot is not in it

	withheld, granted int64  // permissions: withheld from @everyone, and granted to the role granting
	granting          string // id of the bot's own role; "" if it has none
}

// Role is a guild's role.
type Role struct{ ID, Name string }

// Channel is a text channel of a guild, or a user's direct messages with the
// bot.
type Channel struct {
	srv      *Server
	id       string
	name     string
	guild    *Guild // nil if it holds direct messages
	of       *person
	messages []*message
	denied   int64 // permissions that the bot lacks there
}

// User is a person in a channel; they act in that channel.
type User struct {
	srv         *Server
	person      *person
	channel     *Channel
	permissions int64
	roles       []string
}

// message is a message that changes. Guarded by Server.mu.
type message struct {
	Message
	channel     *Channel
	author      *person
	only        string       // the only user who sees it; "" if all do
	interaction *Interaction // nil if it does not answer an interaction
}

// Interaction is an act of a user that the bot should answer.
type Interaction struct {
	srv     *Server
	id      string
	token   string
	kind    int
	user    *User
	command *Command // nil for components and modals
	focused int      // the type of the option that is completed
	source  *message // whose component was used
	created time.Time

	// Guarded by Server.mu.
	changed   chan struct{}
	callback  int // the type of the first response; 0 before it
	answered  time.Time
	original  *message
	settled   bool // no more waiting for the bot
	choices   []Choice
	modal     *Modal
	followups []*message
}

// gatewayConn is one websocket connection. It is read in the HTTP server's
// goroutine and written to in a goroutine of its own, so that no one who holds
// mu waits for a client.
type gatewayConn struct {
	srv   *Server
	ws    *websocket.Conn
	zlib  *zlib.Writer // used by the writer only
	sends []time.Time  // within the last sendWindow; used by the reader only

	mu       sync.Mutex // guards the fields below; taken after Server.mu
	queue    []func() error
	wake     chan struct{}
	finished chan struct{}
	once     sync.Once
	compress bool
	closing  bool      // a close frame is on its way
	silent   time.Time // frames before this time are not sent
	beat     *time.Timer
	session  *gatewaySession // guarded by Server.mu
}

// gatewaySession outlives its connections. Server.mu guards all of it.
type gatewaySession struct {
	id       string
	intents  int64
	shard    [2]int
	compress bool
	seq      int64
	events   []event // all of them, since a test is short
	conn     *gatewayConn
}

type event struct {
	seq   int64
	frame []byte
}

// endpoint is the URL that interactions are posted to, instead of the gateway.
type endpoint struct {
	url    string
	client *http.Client
	hangUp chan struct{} // closed to cancel the requests under way
}

// bucket counts a route's requests in its window.
type bucket struct {
	used  int
	reset time.Time
}

// gatewayFaults holds the gateway's faults. Guarded by Server.mu.
type gatewayFaults struct {
	silentOpen   bool // connections get no hello
	insteadReady []int
	identifies   []time.Time
	day          time.Time // when the day's count of identifies starts again; zero before the first
	lastIdentify map[int]time.Time
	early        int // identifies within 5 s of another one with the same rate-limit key
	resumes      int
	closes       []int // codes that clients closed with
}

// Refusal is a request that the server refused, or a gateway payload for which
// it closed a connection.
type Refusal struct {
	Method   string // "GATEWAY" for the gateway
	Path     string // below /api/v10
	Status   int    // HTTP status; 0 for the gateway
	Code     int    // Discord's error code, or the gateway's close code
	Message  string
	Problems []string // errors in the body, "path: reason" each
}

// Request is a request that reached the server.
type Request struct {
	Method string
	Path   string // below /api/v10, without the query
	Status int    // the answer's status; 0 when a fault cut the connection
	At     time.Time
}

// Fault makes requests fail. An empty matcher matches every request.
type Fault struct {
	Method string // "" matches any
	Path   string // a part of the path below /api/v10
	When   func(*http.Request) bool
	Times  int // how often; 0 means always

	// The effect: the first of these that is set.
	Status     int           // answer with this status: a 5xx, or a 429 with RetryAfter
	RetryAfter time.Duration // of a 429
	Global     bool          // the 429 is for the global limit
	Reset      bool          // cut the connection without an answer
	Delay      time.Duration // answer normally, but this much later; if the client has left by then, the request has no effect

	// Lost lets the request take effect before it fails, as if its answer were
	// lost.
	Lost bool
}

func (r Refusal) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s: %d, code %d: %s\n\t%s", r.Method, r.Path, r.Status, r.Code, r.Message,
		strings.Join(r.Problems, "\n\t")))
}

// newID returns a new snowflake that contains the time. In a synctest bubble,
// whose clock starts before Discord's epoch, it contains Unix milliseconds. The
// caller holds mu, except in New.
func (s *Server) newID() string {
	ms := time.Now().UnixMilli()
	if ms >= discordEpoch {
		ms -= discordEpoch
	}
	s.lastID = max(s.lastID+1, uint64(ms)<<22)
	return strconv.FormatUint(s.lastID, 10)
}

// announce wakes all goroutines that wait for the world to change. The caller
// holds mu.
func (s *Server) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// until waits until done reports true; it calls done with mu held. If the
// test's patience ends first, it returns an error that contains what.
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

// hears reports whether any client receives interactions. The caller holds mu.
func (s *Server) hears() bool {
	for _, session := range s.sessions {
		if session.conn != nil {
			return true
		}
	}
	return s.endpoint != nil
}

// Token returns the bot's token, without "Bot ".
func (s *Server) Token() string { return s.cfg.token }

// ApplicationID returns the id of the application and of its bot user.
func (s *Server) ApplicationID() string { return s.app }

// Settle waits until all goroutines of the test's synctest bubble are idle. The
// bot's goroutines then hold no locks that they take only briefly. Settle must
// not be called while another goroutine waits in synctest.Wait. Outside a
// bubble it does nothing.
func (s *Server) Settle() {
	if s.bubble {
		synctest.Wait()
	}
}

// guild returns a guild, or nil if there is none. The caller holds mu.
func (s *Server) guild(id string) *Guild {
	for _, g := range s.guilds {
		if g.id == id {
			return g
		}
	}
	return nil
}

// cdn returns the URL prefix of attachments. It is Discord's own for clients
// that use [Server.Transport]; on loopback, it works without that too.
func (s *Server) cdn() string {
	if _, on := s.net.(*loopback); on {
		return "http://" + s.net.host()
	}
	return "https://" + cdnHost
}

// discordEpoch is the start of 2015, from which snowflakes count.
const discordEpoch = 1420070400000 // Unix milliseconds

// GatewayURL returns the URL that GET /gateway answers.
func (s *Server) GatewayURL() string { return "ws://" + s.net.host() }

// Modal is a modal window that the bot opened for a user.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
	from       *Interaction
}

func (s *Server) directMessages(p *person) *Channel {
	if p.dm == nil {
		p.dm = &Channel{srv: s, id: s.newID(), name: p.name, of: p}
		s.channels[p.dm.id] = p.dm
	}
	return p.dm
}

// dropEndpoint forgets the endpoint. The caller holds mu.
func (s *Server) dropEndpoint() {
	if s.endpoint != nil {
		s.endpoint.client.CloseIdleConnections()
	}
	s.endpoint = nil
}
