package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	apiVersion = "10"

	dialWithin = 15 * time.Second
)

// relay stands between discordgo and Discord's gateway, inside the process: to
// discordgo it is the gateway, over a pipe. It passes messages on and mends
// what discordgo v0.29.0 gets wrong:
//
//   - it speaks version 10 instead of 9, and resumes where Ready says;
//   - Op 7 never reaches discordgo, which would wait for its own lock where it
//     comes in place of Ready: the connection ends instead, and is resumed;
//   - Op 9 reaches it only after 1 to 5 s, since it identifies again at once;
//   - a silent server ends the connection, whatever it was to say next;
//   - identifies wait for the shard's turn;
//   - a connection that discordgo gives up is not closed with a code that
//     would end the session;
//   - interactions are read here, as it gives up one in which a single value is
//     of a form that it does not know; it hears that one came, and no more;
//   - the reason for which a connection ended is known afterwards;
//   - a connection can be cut while discordgo waits for it.
type relay struct {
	upstream *websocket.Dialer
	turn     *turn
	log      *slog.Logger
	// interaction gets each interaction, as Discord sent it. It is set before
	// the first connection, and must not wait.
	interaction func(raw []byte)

	mu        sync.Mutex
	links     map[*link]struct{}
	leaving   bool   // the session is to end with the connection
	resumeURL string // where to resume, "" for the usual address
	session   bool   // there is one that can be resumed, as far as is known
	newest    *link

	serving sync.WaitGroup
}

func newRelay(upstream *websocket.Dialer, turn *turn, log *slog.Logger) *relay {
	if upstream == nil {
		upstream = websocket.DefaultDialer
	}
	u := *upstream
	u.HandshakeTimeout = dialWithin
	return &relay{upstream: &u, turn: turn, log: log, links: map[*link]struct{}{}}
}

// dialer is what discordgo connects with.
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
	l := &link{relay: r, end: end, cause: func() error { return context.Cause(ctx) }}
	r.mu.Lock()
	r.links[l] = struct{}{}
	r.newest = l
	r.mu.Unlock()
	// Closing the pipe ends whatever waits at either end of it.
	context.AfterFunc(ctx, func() { _ = far.Close() })
	r.serving.Go(func() {
		end(l.serve(ctx, scheme, far))
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.links, l)
	})
	return near
}

// cut ends every connection at once. wait waits for that.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for l := range r.links {
		l.end(errors.New("the connection was cut"))
	}
}

// wait waits until no connection is left.
func (r *relay) wait() { r.serving.Wait() }

// leave makes the next close end the session too, so that the bot is seen to
// go.
func (r *relay) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leaving = true
}

// cause is why the newest connection ended, nil while it stands.
func (r *relay) cause() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.newest == nil {
		return nil
	}
	return r.newest.cause()
}

// address is where to connect: where Ready said to resume, else where
// discordgo was going; in version 10.
func (r *relay) address(scheme string, request *http.Request) string {
	u := url.URL{Scheme: scheme, Host: request.Host, Path: request.URL.Path}
	r.mu.Lock()
	defer r.mu.Unlock()
	if resume, err := url.Parse(r.resumeURL); err == nil && resume.Host != "" {
		u = *resume
	}
	u.RawQuery = url.Values{"v": {apiVersion}, "encoding": {"json"}}.Encode()
	return u.String()
}

func (r *relay) resumeAt(address string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resumeURL = address
}

// hasSession keeps whether there is a session that can be resumed.
func (r *relay) hasSession(has bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.session = has
}

// resumable reports whether the next connection resumes a session, as far as is
// known.
func (r *relay) resumable() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.session
}
