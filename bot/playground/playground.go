// Package playground is the bot's third door: a page on this machine's loopback
// that shows a server in Discord with the bot in it. What people do there
// becomes an interaction as Discord would send it, and what the bot replies is
// checked and shown as Discord would show it. Nothing here answers by itself.
// All that is said is kept in memory, bounded, and gone when the program ends.
package playground

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/evidence"
)

// poster is the way to channels that are not the playground's.
type poster interface {
	Post(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (id string, err error)
	Amend(ctx context.Context, channel, message string, m *discordgo.MessageEdit) error
	Direct(ctx context.Context, user string) (channel string, err error)
}

// Options is what a Playground is made of.
type Options struct {
	// Addr is listened on, as host:port; the host must be this machine's
	// loopback. "" is DefaultAddr or, where that is taken, one of the ports
	// after it.
	Addr   string
	Poster poster // where channels lead that are not the playground's; nil for nowhere
	Log    *slog.Logger
	// FirstResponse is how long a first response may take, 0 for as long as
	// Discord waits, which is 3 s.
	FirstResponse time.Duration
}

// DefaultAddr is where the page is unless told otherwise.
const DefaultAddr = "127.0.0.1:8080"

// firstResponse and tokenLife are how long Discord waits for a first response,
// and takes more after it.
const (
	firstResponse = 3 * time.Second
	tokenLife     = 15 * time.Minute
)

// Playground is the page and what stands in it. Make one with Open, and Run it.
// It is a poster for the bot: what is posted into its channels is shown.
type Playground struct {
	log      *slog.Logger
	next     poster
	patience time.Duration
	listener net.Listener
	base     string // the page's address, without a slash at its end
	asking   chan struct{}

	mu           sync.Mutex
	commands     []*discordgo.ApplicationCommand
	messages     map[string][]*message // by channel, the oldest first
	interactions ring[*interaction]
	files        files
	traffic      ring[*exchange]
	nonces       ring[*posted]
	viewers      map[*viewer]struct{}
	lastID       int64
	closed       bool
}

// Open listens for the page's readers; Run answers them. It fails where the
// address is not this machine's loopback, or is taken.
func Open(ctx context.Context, o Options) (*Playground, error) {
	listener, err := listen(ctx, o.Addr)
	if err != nil {
		return nil, err
	}
	p := &Playground{
		log: o.Log, next: o.Poster, patience: o.FirstResponse, listener: listener,
		base:     "http://" + listener.Addr().String(),
		asking:   make(chan struct{}, maxAsking),
		messages: map[string][]*message{},
		viewers:  map[*viewer]struct{}{},

		interactions: ring[*interaction]{most: maxInteractions},
		traffic:      ring[*exchange]{most: maxTraffic},
		nonces:       ring[*posted]{most: maxNonces},
	}
	if p.patience == 0 {
		p.patience = firstResponse
	}
	return p, nil
}

// Link is the page's address.
func (p *Playground) Link() string { return p.base + "/" }

// The bounds on a client; a stream of events has deadlines of its own.
const (
	headerWithin = 3 * time.Second
	readWithin   = 30 * time.Second
	idleWithin   = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes
	closeWithin  = 2 * time.Second
)

// Run shows the page, with the bot in it, until ctx ends, and beside it the pages
// that show where statements stand, nil for none. Interactions that are
// under way then are finished by the bot's Drain.
func (p *Playground) Run(ctx context.Context, b *bot.Bot, pages *evidence.Pages) error {
	p.introduce(b.Commands())
	// The work outlives ctx: what is in flight is finished.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler:           p.guarded(p.routes(func(i *discordgo.Interaction, d *reply) { b.Handle(work, i, d) }, pages)),
		ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, IdleTimeout: idleWithin, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(p.listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("show the playground: %w", err)
	case <-ctx.Done():
	}
	p.dismissViewers()
	last, cancel := context.WithTimeout(work, closeWithin)
	defer cancel()
	drained := b.Drain(last)
	cut()
	if err := server.Shutdown(last); err != nil {
		p.log.Debug("the playground is closed with readers on it", "in_flight", drained, "error", server.Close())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("show the playground: %w", err)
	}
	return nil
}
