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
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/evidence"
)

// sender sends messages to channels outside the playground.
type sender interface {
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
	Sender sender // for channels outside the playground; may be nil
	Log    *slog.Logger
	// FirstResponse is how long a first response may take; 0 means 3 s, as in
	// Discord.
	FirstResponse time.Duration
}

// Playground is the page and its contents. Make one with Open, and Run it. The
// bot can use it as a sender: messages into its channels are shown on the page.
type Playground struct {
	*state
	outside  sender // for channels outside the playground; may be nil
	patience time.Duration
	listener net.Listener
}

// Open opens the page's listener; Run serves the page. Open returns an error if
// the address is not this machine's loopback, or is taken.
func Open(ctx context.Context, o Options) (*Playground, error) {
	listener, err := listen(ctx, o.Addr)
	if err != nil {
		return nil, err
	}
	p := &Playground{
		state:   newState("http://"+listener.Addr().String(), o.Log),
		outside: o.Sender, patience: o.FirstResponse, listener: listener,
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
	served := &pageServer{
		state: p.state, answerer: answerer{p.log}, patience: p.patience, asking: make(chan struct{}, maxAsking),
		handle: func(i *discordgo.Interaction, d *replier) { b.Handle(work, i, d) },
	}
	server := &http.Server{
		Handler:           guarded(served.routes(pages), p.Link(), p.listener.Addr()),
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

// Post sends a message into a channel and returns its id. Messages with the
// same nonce ("" for no nonce) are shown once within five minutes. Messages
// into channels outside the playground go to the sender of Options.
func (p *Playground) Post(ctx context.Context, in, nonce string, m *discordgo.MessageSend) (id string, err error) {
	c, ok := channelOf(in)
	if !ok {
		if p.outside == nil {
			return "", fmt.Errorf("post into channel %s: %w: the playground has no such channel, and is not connected to Discord", in, bot.ErrGone)
		}
		return p.outside.Post(ctx, in, nonce, m)
	}
	raw, err := encode(m, m.Files)
	if err != nil {
		return "", fmt.Errorf("post into channel %s: %w", in, err)
	}
	sent, err := readFiles(m.Files)
	if err != nil {
		return "", fmt.Errorf("post into channel %s: %w", in, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if old, ok := p.nonces.find(func(o *posted) bool { return o.nonce == in+" "+nonce }); ok && nonce != "" && time.Since(old.at) < nonceLife {
		return old.id, nil
	}
	e := p.unasked("post into #" + c.name)
	d, err := readDraft(raw)
	if err == nil {
		err = checkMessage(raw, len(sent), false)
	}
	p.replied(e, "post", raw, sent, err)
	if err != nil {
		return "", fmt.Errorf("post into channel %s: %w", in, err)
	}
	verbatim, _ := personOf(botID)
	shown := &message{id: p.newID(), channel: c.id, author: verbatim, created: time.Now()}
	shown.apply(d, p.keepAll(sent, d))
	p.nonces.add(&posted{nonce: in + " " + nonce, id: shown.id, at: shown.created})
	p.post(shown)
	return shown.id, nil
}

// Amend replaces a message that Post has sent.
func (p *Playground) Amend(ctx context.Context, in, id string, m *discordgo.MessageEdit) error {
	c, ok := channelOf(in)
	if !ok {
		if p.outside == nil {
			return fmt.Errorf("edit message %s in channel %s: %w", id, in, bot.ErrGone)
		}
		return p.outside.Amend(ctx, in, id, m)
	}
	raw, err := encode(m, m.Files)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", id, in, err)
	}
	sent, err := readFiles(m.Files)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", id, in, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	shown := p.seen("", in, id)
	d, err := readDraft(raw)
	switch {
	case err != nil:
	case shown == nil || shown.author.id != botID:
		err = fmt.Errorf("%w: there is no such message", bot.ErrGone)
	default:
		err = checkMessage(raw, len(sent), true)
	}
	p.replied(p.unasked("edit in #"+c.name), "edit", raw, sent, err)
	if err != nil {
		return fmt.Errorf("edit message %s in channel %s: %w", id, in, err)
	}
	p.amend(shown, d, sent)
	return nil
}

// Direct returns the channel of the direct messages to a user.
func (p *Playground) Direct(ctx context.Context, user string) (string, error) {
	who, ok := personOf(user)
	switch {
	case ok && !who.bot:
		return who.direct, nil
	case p.outside == nil || ok:
		return "", fmt.Errorf("open the direct messages to user %s: no person in the playground has that id", user)
	}
	return p.outside.Direct(ctx, user)
}

// Attached returns the contents of an attachment by its URL. ok is false if the
// URL is not one of the playground's attachments. The bot fetches the files
// that a person attaches to a command through it.
func (p *Playground) Attached(_ context.Context, location string) (data []byte, ok bool, err error) {
	at, own := strings.CutPrefix(location, p.base+"/attachments/")
	if !own {
		return nil, false, nil
	}
	id, _, _ := strings.Cut(at, "/")
	p.mu.Lock()
	defer p.mu.Unlock()
	f, found := p.files.find(id)
	if !found {
		return nil, true, errors.New("the playground has dropped the attachment: attach it again")
	}
	return f.data, true, nil
}
