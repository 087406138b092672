package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	dialWithin = 15 * time.Second
)

// relay sits between discordgo and Discord's gateway, inside this process. To
// discordgo it is the gateway, reached over a pipe. It passes messages on and
// works around the defects of discordgo v0.29.0:
//
//   - It speaks version 10 of the API instead of 9, and resumes at the
//     address that Ready gave.
//   - It never passes on Op 7, since discordgo would deadlock if that came in
//     place of Ready. It ends the connection instead, which is then resumed.
//   - It passes on Op 9 only after 1 to 5 s, since discordgo identifies at
//     once.
//   - It ends the connection if the server falls silent.
//   - It makes identifies wait for the shard's turn.
//   - If discordgo gives up a connection, it closes Discord's end with a code
//     that keeps the session.
//   - It reads interactions itself, since discordgo drops an interaction if a
//     single value has an unknown form. discordgo only hears that one came.
//   - It keeps the reason for which a connection ended.
//   - It can cut a connection while discordgo waits for it.
type relay struct {
	upstream *websocket.Dialer
	turn     *identifyTurn
	log      *slog.Logger
	session  sessionState
	// interaction is called with each interaction as Discord sent it. It is set
	// before the first connection, and must not block.
	interaction func(raw []byte)

	mu     sync.Mutex
	links  map[*relayLink]struct{}
	newest *relayLink

	serving sync.WaitGroup
}

func newRelay(upstream *websocket.Dialer, turn *identifyTurn, log *slog.Logger) *relay {
	if upstream == nil {
		upstream = websocket.DefaultDialer
	}
	u := *upstream
	u.HandshakeTimeout = dialWithin
	return &relay{upstream: &u, turn: turn, log: log, links: map[*relayLink]struct{}{}}
}

// dialer returns the dialer for discordgo to connect with.
func (r *relay) dialer() *websocket.Dialer {
	return &websocket.Dialer{
		HandshakeTimeout:  dialWithin + 5*time.Second,
		NetDialContext:    func(context.Context, string, string) (net.Conn, error) { return r.connect("ws"), nil },
		NetDialTLSContext: func(context.Context, string, string) (net.Conn, error) { return r.connect("wss"), nil },
	}
}

// connect makes a link and returns discordgo's end of it.
func (r *relay) connect(scheme string) net.Conn {
	near, far := net.Pipe()
	ctx, end := context.WithCancelCause(context.Background())
	l := &relayLink{
		session: &r.session, upstream: r.upstream, turn: r.turn, log: r.log, interaction: r.interaction,
		end: end, cause: func() error { return context.Cause(ctx) },
	}
	r.mu.Lock()
	r.links[l] = struct{}{}
	r.newest = l
	r.mu.Unlock()
	// Closing the pipe unblocks everything that waits at either end of it.
	context.AfterFunc(ctx, func() { _ = far.Close() })
	r.serving.Go(func() {
		end(l.serve(ctx, scheme, far))
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.links, l)
	})
	return near
}

// cut ends every connection at once. It does not wait for their end; waitClosed does.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for l := range r.links {
		l.end(errors.New("the connection was cut"))
	}
}

// waitClosed waits until all connections have ended.
func (r *relay) waitClosed() { r.serving.Wait() }

// cause returns why the newest connection ended, or nil if it is open.
func (r *relay) cause() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.newest == nil {
		return nil
	}
	return r.newest.cause()
}
