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
)

// The gateway's opcodes that the relay acts on.
const (
	opDispatch       = 0
	opIdentify       = 2
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
)

var errReconnect = errors.New("the gateway asked the bot to reconnect")

// relayLink is one connection: discordgo's end and Discord's end.
type relayLink struct {
	session  *sessionState
	upstream *websocket.Dialer
	turn     *identifyTurn
	log      *slog.Logger
	// interaction is relay's.
	interaction func(raw []byte)

	end      context.CancelCauseFunc // ends the connection and unblocks everything that waits for it
	cause    func() error            // why the connection ended; nil before that
	down, up *websocket.Conn
	writing  chan struct{} // holds one value while a goroutine writes to up
	interval time.Duration // between heartbeats, 0 before Hello; used by the reading goroutine only
	ready    bool          // used by the reading goroutine only
}

// serve carries one connection, beginning with discordgo's request, and returns
// the reason for its end.
func (l *relayLink) serve(ctx context.Context, scheme string, far net.Conn) error {
	reader := bufio.NewReader(far)
	request, err := http.ReadRequest(reader)
	if err != nil {
		return fmt.Errorf("read the Discord library's request: %w", err)
	}
	l.up, _, err = l.upstream.DialContext(ctx, l.session.address(scheme, request), nil) //nolint:bodyclose // the dialer leaves nothing to close
	if err != nil {
		l.session.resumeAt("") // the server that Ready named may be gone
		return fmt.Errorf("connect to Discord's gateway: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = l.up.Close() })()
	defer func() { _ = l.up.Close() }()
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	l.down, err = upgrader.Upgrade(&hijacked{conn: far, reader: reader}, request, nil)
	if err != nil {
		return fmt.Errorf("accept the Discord library's connection: %w", err)
	}
	l.up.SetReadLimit(maxPayload)
	l.writing = make(chan struct{}, 1)
	l.down.SetCloseHandler(func(int, string) error { return nil }) // see closeBoth
	written := make(chan struct{})
	go func() {
		defer close(written)
		l.end(l.fromLibrary(ctx))
	}()
	l.end(l.fromDiscord(ctx))
	<-written
	return l.cause()
}

// message holds the parts of a gateway message that the relay reads.
type message struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

// fromDiscord passes Discord's messages on until the connection ends.
func (l *relayLink) fromDiscord(ctx context.Context) error {
	for {
		within := helloWithin
		if l.ready {
			// Discord answers each heartbeat, so two intervals of silence mean that
			// the connection is dead.
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
		if err := writeFrame(l.down, kind, raw); err != nil {
			return fmt.Errorf("pass a message on to the Discord library: %w", err)
		}
	}
}

// inspect reads one of Discord's messages and returns the message to pass on.
// An error ends the connection instead.
func (l *relayLink) inspect(ctx context.Context, raw []byte) ([]byte, error) {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("parse a message from Discord: %w", err)
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
			return nil, fmt.Errorf("parse Discord's Ready: %w", err)
		}
		l.session.resumeAt(ready.Resume)
		l.session.hasSession(true)
		l.ready = true
	case m.Op == opDispatch && m.Type == "RESUMED":
		l.ready = true
	case m.Op == opDispatch && m.Type == "INTERACTION_CREATE":
		if l.interaction != nil {
			l.interaction(m.Data)
		}
		// discordgo counts the messages, for when it resumes.
		return fmt.Appendf(nil, `{"op":0,"s":%d,"t":"INTERACTION_CREATE","d":{}}`, m.Seq), nil
	}
	return raw, nil
}

// invalidSession waits as long as Discord asks for. If the session can be
// resumed, it ends the connection, and discordgo resumes over a new one. If
// not, discordgo identifies again over this connection.
func (l *relayLink) invalidSession(ctx context.Context, resumable bool) error {
	wait := time.Second + rand.N(4*time.Second) //nolint:gosec // guessing it gains no one anything
	l.log.Info("Discord says the session is invalid", "resumable", resumable, "wait", wait.Round(time.Millisecond))
	if !rest.Sleep(ctx, wait) {
		return l.cause()
	}
	if resumable {
		return errReconnect
	}
	l.session.resumeAt("")
	l.session.hasSession(false)
	l.ready = false
	return nil
}

// fromLibrary passes discordgo's messages on until discordgo closes the
// connection. An identify waits for the shard's turn without holding up
// heartbeats.
func (l *relayLink) fromLibrary(ctx context.Context) error {
	var identifying sync.WaitGroup
	defer identifying.Wait()
	for {
		kind, raw, err := l.down.ReadMessage()
		if err != nil {
			l.closeBoth()
			err = fmt.Errorf("the Discord library closed the connection: %w", err)
			l.end(err) // no connection is left to identify on
			return err
		}
		var m message
		if err := json.Unmarshal(raw, &m); err == nil && m.Op == opIdentify {
			identifying.Go(func() {
				err := l.turn.use(ctx)
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
func (l *relayLink) toDiscord(kind int, raw []byte) error {
	l.writing <- struct{}{} // does not wait long: write is bounded
	defer func() { <-l.writing }()
	if err := writeFrame(l.up, kind, raw); err != nil {
		return fmt.Errorf("write to Discord: %w", err)
	}
	return nil
}

// closeBoth closes Discord's end, with a code that tells Discord whether to
// keep the session, and waits until discordgo has closed its own end. discordgo
// sleeps before that with its lock held, and must not notice the end of the
// connection any earlier.
func (l *relayLink) closeBoth() {
	_ = l.up.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(l.session.closeCode(), ""), time.Now().Add(time.Second))
	far := l.down.NetConn()
	_ = far.SetReadDeadline(time.Now().Add(closeWithin))
	_, _ = io.Copy(io.Discard, far)
}

func writeFrame(c *websocket.Conn, kind int, raw []byte) error {
	if err := c.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return c.WriteMessage(kind, raw)
}

// hijacked is a ResponseWriter for a connection that does not come from an HTTP
// server.
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
