package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	apiVersion = "10"

	dialWithin  = 15 * time.Second
	helloWithin = 20 * time.Second // for Hello, and again for Ready or Resumed
	writeWithin = 10 * time.Second
	// identifyEvery is how far apart identifies must be (max_concurrency 1).
	identifyEvery = 5 * time.Second
	// maxPayload bounds one message from Discord, in bytes.
	maxPayload = 64 << 20

	// closeKeep closes a connection and keeps its session, to be resumed.
	closeKeep = 4000
)

// The gateway's opcodes that concern the relay.
const (
	opDispatch       = 0
	opIdentify       = 2
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
)

var errReconnect = errors.New("Discord asks to connect again")

// relay stands between discordgo and Discord's gateway, inside the process: to
// discordgo it is the gateway, over a pipe. It passes messages on and mends
// what discordgo v0.29.0 gets wrong:
//
//   - it speaks version 10 instead of 9, and resumes where Ready says;
//   - Op 7 never reaches discordgo, which would wait for its own lock where it
//     comes in place of Ready: the connection ends instead, and is resumed;
//   - Op 9 reaches it only after 1 to 5 s, since it identifies again at once;
//   - a silent server ends the connection, whatever it was to say next;
//   - identifies are 5 s apart;
//   - a connection that discordgo gives up is not closed with a code that
//     would end the session;
//   - the reason for which a connection ended is known afterwards;
//   - a connection can be cut while discordgo waits for it.
type relay struct {
	upstream *websocket.Dialer
	log      *slog.Logger

	mu           sync.Mutex
	links        map[*link]struct{}
	leaving      bool      // the session is to end with the connection
	resumeURL    string    // where to resume, "" for the usual address
	lastIdentify time.Time // or the time that is set aside for one
	newest       *link

	serving sync.WaitGroup
}

// link is one connection: discordgo's end and Discord's.
type link struct {
	relay    *relay
	ctx      context.Context // ends with the link; not a caller's
	cancel   context.CancelCauseFunc
	down, up *websocket.Conn
	parting  atomic.Bool   // the library closes the connection
	interval time.Duration // between heartbeats, 0 before Hello; of the reading goroutine alone
	ready    bool          // of the reading goroutine alone
}

func newRelay(upstream *websocket.Dialer, log *slog.Logger) *relay {
	if upstream == nil {
		upstream = websocket.DefaultDialer
	}
	u := *upstream
	u.HandshakeTimeout = dialWithin
	return &relay{upstream: &u, log: log, links: map[*link]struct{}{}}
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
	ctx, cancel := context.WithCancelCause(context.Background())
	l := &link{relay: r, ctx: ctx, cancel: cancel}
	r.mu.Lock()
	r.links[l] = struct{}{}
	r.newest = l
	r.mu.Unlock()
	// Closing the pipe ends whatever waits at either end of it.
	context.AfterFunc(ctx, func() { _ = far.Close() })
	r.serving.Go(func() {
		cancel(l.serve(scheme, far))
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
		l.cancel(errors.New("the connection was cut"))
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
	return context.Cause(r.newest.ctx)
}

// serve carries one connection from discordgo's request on, and returns why it
// ended.
func (l *link) serve(scheme string, far net.Conn) error {
	reader := bufio.NewReader(far)
	request, err := http.ReadRequest(reader)
	if err != nil {
		return fmt.Errorf("read the library's request: %w", err)
	}
	l.up, _, err = l.relay.upstream.DialContext(l.ctx, l.relay.address(scheme, request), nil)
	if err != nil {
		l.relay.resumeAt("") // its own server may be gone
		return fmt.Errorf("connect to Discord's gateway: %w", err)
	}
	defer context.AfterFunc(l.ctx, func() { _ = l.up.Close() })()
	defer func() { _ = l.up.Close() }()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	l.down, err = upgrader.Upgrade(&hijacked{conn: far, reader: reader}, request, nil)
	if err != nil {
		return fmt.Errorf("accept the library's connection: %w", err)
	}
	l.up.SetReadLimit(maxPayload)
	l.down.SetCloseHandler(func(int, string) error { return nil }) // see part
	written := make(chan struct{})
	go func() {
		defer close(written)
		l.cancel(l.fromLibrary())
	}()
	err = l.fromDiscord()
	if !l.parting.Load() {
		l.cancel(err)
	}
	<-written
	return context.Cause(l.ctx)
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

// message is what the relay reads of a message.
type message struct {
	Op   int             `json:"op"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

// fromDiscord passes Discord's messages on until the connection ends.
func (l *link) fromDiscord() error {
	for {
		within := helloWithin
		if l.ready {
			// Each heartbeat is answered, so two intervals are not silent.
			within = 2*l.interval + writeWithin
		}
		if err := l.up.SetReadDeadline(time.Now().Add(within)); err != nil {
			return err
		}
		kind, raw, err := l.up.ReadMessage()
		if err != nil {
			return fmt.Errorf("read from Discord: %w", err)
		}
		if err := l.inspect(raw); err != nil {
			return err
		}
		if err := write(l.down, kind, raw); err != nil {
			return fmt.Errorf("pass on to the library: %w", err)
		}
	}
}

// inspect reads one of Discord's messages before it is passed on; an error
// ends the connection instead.
func (l *link) inspect(raw []byte) error {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("Discord sent what is no JSON message: %w", err)
	}
	switch {
	case m.Op == opReconnect:
		return errReconnect
	case m.Op == opInvalidSession:
		return l.invalidSession(string(m.Data) == "true")
	case m.Op == opHello:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"` // in milliseconds
		}
		if err := json.Unmarshal(m.Data, &hello); err != nil || hello.Interval <= 0 {
			return errors.New("Discord's Hello has no heartbeat interval")
		}
		l.interval = time.Duration(hello.Interval) * time.Millisecond
	case m.Op == opDispatch && m.Type == "READY":
		var ready struct {
			Resume string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(m.Data, &ready); err != nil {
			return fmt.Errorf("read Discord's Ready: %w", err)
		}
		l.relay.resumeAt(ready.Resume)
		l.ready = true
	case m.Op == opDispatch && m.Type == "RESUMED":
		l.ready = true
	}
	return nil
}

// invalidSession waits for as long as Discord asks for. A session that can
// still be resumed is, over a new connection; for another discordgo identifies
// anew over this one.
func (l *link) invalidSession(resumable bool) error {
	wait := time.Second + rand.N(4*time.Second)
	l.relay.log.Info("Discord has no session for us", "resumable", resumable, "wait", wait.Round(time.Millisecond))
	if !sleep(l.ctx, wait) {
		return context.Cause(l.ctx)
	}
	if resumable {
		return errReconnect
	}
	l.relay.resumeAt("")
	l.ready = false
	return nil
}

// fromLibrary passes discordgo's messages on until it closes the connection.
func (l *link) fromLibrary() error {
	for {
		kind, raw, err := l.down.ReadMessage()
		if err != nil {
			l.part()
			return fmt.Errorf("the library gave the connection up: %w", err)
		}
		var m message
		if err := json.Unmarshal(raw, &m); err == nil && m.Op == opIdentify {
			if !sleep(l.ctx, l.relay.nextIdentify()) {
				return context.Cause(l.ctx)
			}
		}
		if err := write(l.up, kind, raw); err != nil {
			return fmt.Errorf("write to Discord: %w", err)
		}
	}
}

// part closes Discord's end, with the code that says what becomes of the
// session, and waits until the library has closed its own: it sleeps before
// that, with its lock held, and must not notice earlier that the end has come.
func (l *link) part() {
	l.parting.Store(true)
	l.relay.mu.Lock()
	code := closeKeep
	if l.relay.leaving {
		code = websocket.CloseNormalClosure
	}
	l.relay.mu.Unlock()
	_ = l.up.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	far := l.down.NetConn()
	_ = far.SetReadDeadline(time.Now().Add(closeWithin))
	_, _ = io.Copy(io.Discard, far)
}

// nextIdentify sets the next free time for an identify aside and returns how
// long it is until then.
func (r *relay) nextIdentify() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	at := r.lastIdentify.Add(identifyEvery)
	if at.Before(now) {
		at = now
	}
	r.lastIdentify = at
	return at.Sub(now)
}

func write(c *websocket.Conn, kind int, raw []byte) error {
	if err := c.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return c.WriteMessage(kind, raw)
}

// hijacked is the ResponseWriter of a connection that is no HTTP server's.
type hijacked struct {
	conn   net.Conn
	reader *bufio.Reader
}

// Hijack hands the connection over.
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(h.reader, bufio.NewWriter(h.conn)), nil
}

// Header is for a refusal, which ends with the connection.
func (h *hijacked) Header() http.Header { return http.Header{} }

// Write drops the text of a refusal.
func (h *hijacked) Write(p []byte) (int, error) { return len(p), nil }

// WriteHeader drops the status of a refusal.
func (h *hijacked) WriteHeader(int) {}
