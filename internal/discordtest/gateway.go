package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoiceState     = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// Gateway close codes.
const (
	closeUnknownOpcode     = 4001
	closeDecode            = 4002
	closeNotAuthenticated  = 4003
	closeAuthentication    = 4004
	closeAlready           = 4005
	closeInvalidSeq        = 4007
	closeRateLimited       = 4008
	closeTimedOut          = 4009
	closeInvalidShard      = 4010
	closeShardingRequired  = 4011
	closeInvalidVersion    = 4012
	closeInvalidIntents    = 4013
	closeDisallowedIntents = 4014
)

// Limits on a client's messages.
const (
	maxPayload     = 4096 // bytes
	maxSends       = 120  // per connection and sendWindow
	sendWindow     = time.Minute
	closeGrace     = 5 * time.Second
	compressBeyond = 512 // bytes, if the client asked for compressed payloads
)

// payload is a message over the websocket, in both directions.
type payload struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  *int64          `json:"s"`
	T  *string         `json:"t"`
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

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered when it fails
	}
	ws.SetCloseHandler(func(int, string) error { return nil }) // the reader ends the connection when it has seen the frame
	c := &gatewayConn{srv: s, ws: ws, wake: make(chan struct{}, 1), finished: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		_ = ws.Close() // the test has ended
		return
	}
	s.conns[c] = struct{}{}
	silence := s.gateway.silentOpen
	s.mu.Unlock()
	var writer sync.WaitGroup
	writer.Go(c.write)
	query := r.URL.Query()
	switch v := query.Get("v"); {
	case v != "9" && v != "10":
		c.refuse(closeInvalidVersion, "gateway version "+v)
	case query.Get("encoding") != "json":
		c.refuse(closeDecode, "encoding "+query.Get("encoding"))
	default:
		if !silence {
			c.send(opHello, map[string]any{"heartbeat_interval": HeartbeatInterval.Milliseconds(), "_trace": []string{}})
		}
		c.expectBeat()
	}
	c.read()
	c.drop()
	writer.Wait()
	s.detach(c)
}

// expectBeat closes the connection when the client stops sending heartbeats.
func (c *gatewayConn) expectBeat() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.beat != nil {
		c.beat.Stop()
	}
	c.beat = time.AfterFunc(HeartbeatInterval*3/2, func() { c.close(closeTimedOut, "no heartbeat") })
}

// read handles the client's messages until the connection ends.
func (c *gatewayConn) read() {
	for {
		kind, message, err := c.ws.ReadMessage()
		if err != nil {
			code := websocket.CloseAbnormalClosure
			if closed, ok := err.(*websocket.CloseError); ok { //nolint:errorlint // gorilla returns it bare
				code = closed.Code
			}
			c.srv.clientClosed(c, code)
			if code != websocket.CloseAbnormalClosure && c.srv.cfg.linger {
				c.linger()
			}
			return
		}
		if c.isClosing() {
			continue
		}
		if len(message) > maxPayload {
			c.refuse(closeDecode, fmt.Sprintf("payload of %d bytes, at most %d", len(message), maxPayload))
			continue
		}
		if !c.withinRate() {
			c.refuse(closeRateLimited, fmt.Sprintf("more than %d payloads in %v", maxSends, sendWindow))
			continue
		}
		var p payload
		if kind != websocket.TextMessage || json.Unmarshal(message, &p) != nil {
			c.refuse(closeDecode, "payload is not a JSON text frame")
			continue
		}
		c.handle(p)
	}
}

// linger waits until a client that has sent a close frame hangs up. On sockets
// the server hangs up at once, as Discord does. In a bubble it must not:
// discordgo sleeps after the frame with its session locked. Its reader would
// wake up and wait for that lock, which would stop the bubble's clock for ever.
func (c *gatewayConn) linger() {
	conn := c.ws.NetConn()
	if err := conn.SetReadDeadline(time.Now().Add(closeGrace)); err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, conn) // until the client hangs up or the deadline passes
}

func (c *gatewayConn) isClosing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing
}

func (c *gatewayConn) withinRate() bool {
	now := time.Now()
	c.sends = slices.DeleteFunc(c.sends, func(t time.Time) bool { return now.Sub(t) >= sendWindow })
	c.sends = append(c.sends, now)
	return len(c.sends) <= maxSends
}

func (c *gatewayConn) handle(p payload) {
	switch p.Op {
	case opHeartbeat:
		c.expectBeat()
		c.send(opHeartbeatAck, nil)
	case opIdentify:
		c.srv.identify(c, p.D)
	case opResume:
		c.srv.resume(c, p.D)
	case opPresence, opVoiceState, opRequestMembers:
		if !c.srv.identified(c) {
			c.refuse(closeNotAuthenticated, fmt.Sprintf("op %d before identify", p.Op))
		}
	default:
		c.refuse(closeUnknownOpcode, fmt.Sprintf("unknown op %d", p.Op))
	}
}

// send queues a payload that is not a dispatch.
func (c *gatewayConn) send(op int, d any) {
	c.enqueue(encode(map[string]any{"op": op, "d": d, "s": nil, "t": nil}))
}

// encode marshals a value of the server's own, which cannot fail.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("discordtest: encode: %v", err))
	}
	return b
}

// enqueue queues a frame, unless the connection is silent.
func (c *gatewayConn) enqueue(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing || time.Now().Before(c.silent) {
		return
	}
	compress := c.compress && len(frame) > compressBeyond
	c.push(func() error {
		if !compress {
			return c.ws.WriteMessage(websocket.TextMessage, frame)
		}
		return c.writeCompressed(frame)
	})
}

// writeCompressed sends a frame as a separate zlib stream. Only the writer
// calls it.
func (c *gatewayConn) writeCompressed(frame []byte) error {
	var b bytes.Buffer
	if c.zlib == nil {
		c.zlib = zlib.NewWriter(&b)
	} else {
		c.zlib.Reset(&b)
	}
	if _, err := c.zlib.Write(frame); err != nil {
		return err
	}
	if err := c.zlib.Close(); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.BinaryMessage, b.Bytes())
}

// push queues a write. The caller holds c.mu.
func (c *gatewayConn) push(write func() error) {
	c.queue = append(c.queue, write)
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// write does the queued writes until the connection ends. The reader notices if
// a client does not read any more, so an error only ends the writing.
func (c *gatewayConn) write() {
	for {
		select {
		case <-c.finished:
			return
		case <-c.wake:
		}
		for {
			c.mu.Lock()
			if len(c.queue) == 0 {
				c.mu.Unlock()
				break
			}
			next := c.queue[0]
			c.queue = c.queue[1:]
			c.mu.Unlock()
			if err := next(); err != nil {
				c.drop()
				return
			}
		}
	}
}

// close queues a close frame. It ignores further messages of the client. The
// client has closeGrace to hang up; if the server hung up first, the frame
// could be lost.
func (c *gatewayConn) close(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return
	}
	c.closing = true
	c.push(func() error {
		frame := websocket.FormatCloseMessage(code, reason)
		if err := c.ws.WriteMessage(websocket.CloseMessage, frame); err != nil {
			return err
		}
		return c.ws.SetReadDeadline(time.Now().Add(closeGrace))
	})
}

// refuse closes the connection because of an error of the client.
func (c *gatewayConn) refuse(code int, reason string) {
	c.srv.refused(Refusal{Method: "GATEWAY", Code: code, Problems: []string{reason}})
	c.close(code, reason)
}

// drop cuts the connection without a close frame.
func (c *gatewayConn) drop() {
	c.once.Do(func() {
		close(c.finished)
		_ = c.ws.Close() // the reader notices
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.beat != nil {
			c.beat.Stop()
		}
	})
}
