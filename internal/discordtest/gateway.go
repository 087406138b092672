package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// payload is a message over the websocket, in both directions.
type payload struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  *int64          `json:"s"`
	T  *string         `json:"t"`
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
