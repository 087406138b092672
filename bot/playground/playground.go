// Package playground serves a page on this machine's loopback that looks like a
// Discord server with the bot in it. It is a third way to the bot, beside
// gateway and webhook. An act on the page becomes an interaction in Discord's
// form; the bot's reply is checked against Discord's limits and shown as
// Discord would show it. The playground itself answers nothing. It keeps what
// is said in memory, within bounds, until the program ends.
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

// poster sends messages to channels outside the playground.
type poster interface {
	Post(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (id string, err error)
	Amend(ctx context.Context, channel, message string, m *discordgo.MessageEdit) error
	Direct(ctx context.Context, user string) (channel string, err error)
}

// Options configures a Playground.
type Options struct {
	// Addr is the address to listen on, as host:port, where the host must be this
	// machine's loopback. "" means DefaultAddr or, if that is taken, one of the
	// ports after it.
	Addr   string
	Poster poster // for channels outside the playground; may be nil
	Log    *slog.Logger
	// FirstResponse is how long a first response may take; 0 means 3 s, as in
	// Discord.
	FirstResponse time.Duration
}

// DefaultAddr is the page's address if Options has none.
const DefaultAddr = "127.0.0.1:8080"

// firstResponse is how long Discord waits for a first response, and tokenLife
// how long it accepts more messages after it.
const (
	firstResponse = 3 * time.Second
	tokenLife     = 15 * time.Minute
)

// Playground is the page and its contents. Make one with Open, and Run it. The
// bot can use it as a poster: messages into its channels are shown on the page.
type Playground struct {
	log      *slog.Logger
	next     poster
	patience time.Duration
	listener net.Listener
	base     string // the page's URL, without the final slash
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

// Open opens the page's listener; Run serves the page. Open returns an error if
// the address is not this machine's loopback, or is taken.
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

// Link returns the page's URL.
func (p *Playground) Link() string { return p.base + "/" }

// The limits on a client. A stream of events has its own deadlines.
const (
	headerWithin = 3 * time.Second
	readWithin   = 30 * time.Second
	idleWithin   = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes
	closeWithin  = 2 * time.Second
)

// Run serves the page, with the bot in it, until ctx ends. It also serves the
// evidence pages if pages is not nil. The bot's Drain then finishes the
// interactions under way.
func (p *Playground) Run(ctx context.Context, b *bot.Bot, pages *evidence.Pages) error {
	p.introduce(b.Commands())
	// Handlers run under a context that outlives ctx, so work in flight can
	// finish.
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
		return fmt.Errorf("serve the playground: %w", err)
	case <-ctx.Done():
	}
	p.dismissViewers()
	last, cancel := context.WithTimeout(work, closeWithin)
	defer cancel()
	drained := b.Drain(last)
	cut()
	if err := server.Shutdown(last); err != nil {
		p.log.Debug("closed the playground while pages were open", "in_flight", drained, "error", server.Close())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the playground: %w", err)
	}
	return nil
}
