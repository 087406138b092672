package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"verbatim/bot/rest"
)

const (
	helloWithin = 20 * time.Second // for Hello, and again for Ready or Resumed
	writeWithin = 10 * time.Second
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

var errReconnect = errors.New("asked by Discord to connect again")

// link is one connection: discordgo's end and Discord's.
type link struct {
	relay    *relay
	end      context.CancelCauseFunc // ends it, whatever waits for it
	cause    func() error            // why it ended, nil before
	down, up *websocket.Conn
	writing  chan struct{} // holds one while somebody writes to up
	interval time.Duration // between heartbeats, 0 before Hello; of the reading goroutine alone
	ready    bool          // of the reading goroutine alone
}

// serve carries one connection from discordgo's request on, and returns why it
// ended.
func (l *link) serve(ctx context.Context, scheme string, far net.Conn) error {
	reader := bufio.NewReader(far)
	request, err := http.ReadRequest(reader)
	if err != nil {
		return fmt.Errorf("read the library's request: %w", err)
	}
	l.up, _, err = l.relay.upstream.DialContext(ctx, l.relay.address(scheme, request), nil) //nolint:bodyclose // the dialer leaves nothing to close
	if err != nil {
		l.relay.resumeAt("") // its own server may be gone
		return fmt.Errorf("connect to Discord's gateway: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = l.up.Close() })()
	defer func() { _ = l.up.Close() }()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	l.down, err = upgrader.Upgrade(&hijacked{conn: far, reader: reader}, request, nil)
	if err != nil {
		return fmt.Errorf("accept the library's connection: %w", err)
	}
	l.up.SetReadLimit(maxPayload)
	l.writing = make(chan struct{}, 1)
	l.down.SetCloseHandler(func(int, string) error { return nil }) // see part
	written := make(chan struct{})
	go func() {
		defer close(written)
		l.end(l.fromLibrary(ctx))
	}()
	l.end(l.fromDiscord(ctx))
	<-written
	return l.cause()
}

// message is what the relay reads of a message.
type message struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

// fromDiscord passes Discord's messages on until the connection ends.
func (l *link) fromDiscord(ctx context.Context) error {
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
		if raw, err = l.inspect(ctx, raw); err != nil {
			return err
		}
		if err := write(l.down, kind, raw); err != nil {
			return fmt.Errorf("pass on to the library: %w", err)
		}
	}
}

// inspect reads one of Discord's messages, and returns what is passed on of it;
// an error ends the connection instead.
func (l *link) inspect(ctx context.Context, raw []byte) ([]byte, error) {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("read a message of Discord's: %w", err)
	}
	switch {
	case m.Op == opReconnect:
		return nil, errReconnect
	case m.Op == opInvalidSession:
		return raw, l.invalidSession(ctx, string(m.Data) == "true")
	case m.Op == opHello:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"` // in milliseconds
		}
		if err := json.Unmarshal(m.Data, &hello); err != nil || hello.Interval <= 0 {
			return nil, errors.New("no heartbeat interval in Discord's Hello")
		}
		l.interval = time.Duration(hello.Interval) * time.Millisecond
	case m.Op == opDispatch && m.Type == "READY":
		var ready struct {
			Resume string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(m.Data, &ready); err != nil {
			return nil, fmt.Errorf("read Discord's Ready: %w", err)
		}
		l.relay.resumeAt(ready.Resume)
		l.relay.hasSession(true)
		l.ready = true
	case m.Op == opDispatch && m.Type == "RESUMED":
		l.ready = true
	case m.Op == opDispatch && m.Type == "INTERACTION_CREATE":
		if l.relay.interaction != nil {
			l.relay.interaction(m.Data)
		}
		// The library counts the messages, for when it resumes.
		return fmt.Appendf(nil, `{"op":0,"s":%d,"t":"INTERACTION_CREATE","d":{}}`, m.Seq), nil
	}
	return raw, nil
}

// invalidSession waits for as long as Discord asks for. A session that can
// still be resumed is, over a new connection; for another discordgo identifies
// anew over this one.
func (l *link) invalidSession(ctx context.Context, resumable bool) error {
	wait := time.Second + rand.N(4*time.Second) //nolint:gosec // nobody gains by guessing it
	l.relay.log.Info("Discord has no session for us", "resumable", resumable, "wait", wait.Round(time.Millisecond))
	if !rest.Sleep(ctx, wait) {
		return l.cause()
	}
	if resumable {
		return errReconnect
	}
	l.relay.resumeAt("")
	l.relay.hasSession(false)
	l.ready = false
	return nil
}

// fromLibrary passes discordgo's messages on until it closes the connection. An
// identify waits for the shard's turn, and holds no heartbeat up.
func (l *link) fromLibrary(ctx context.Context) error {
	var identifying sync.WaitGroup
	defer identifying.Wait()
	for {
		kind, raw, err := l.down.ReadMessage()
		if err != nil {
			l.part()
			err = fmt.Errorf("the library gave the connection up: %w", err)
			l.end(err) // nobody is left to identify for
			return err
		}
		var m message
		if err := json.Unmarshal(raw, &m); err == nil && m.Op == opIdentify {
			identifying.Go(func() {
				err := l.relay.turn.use(ctx)
				if err == nil {
					err = l.toDiscord(kind, raw)
				}
				if err != nil {
					l.end(err)
				}
			})
			continue
		}
		if err := l.toDiscord(kind, raw); err != nil {
			l.end(err)
			return err
		}
	}
}

// toDiscord passes one message on.
func (l *link) toDiscord(kind int, raw []byte) error {
	l.writing <- struct{}{} // write is bounded
	defer func() { <-l.writing }()
	if err := write(l.up, kind, raw); err != nil {
		return fmt.Errorf("write to Discord: %w", err)
	}
	return nil
}

// part closes Discord's end, with the code that says what becomes of the
// session, and waits until the library has closed its own: it sleeps before
// that, with its lock held, and must not notice earlier that the end has come.
func (l *link) part() {
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
