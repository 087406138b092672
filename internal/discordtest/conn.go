package discordtest

import (
	"bytes"
	"compress/zlib"
	"time"

	"github.com/gorilla/websocket"
)

// Limits on a client's messages.
const (
	maxPayload     = 4096 // bytes
	maxSends       = 120  // per connection and sendWindow
	sendWindow     = time.Minute
	closeGrace     = 5 * time.Second
	compressBeyond = 512 // bytes, if the client asked for compressed payloads
)

func (c *gatewayConn) isClosing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing
}

// send queues a payload that is not a dispatch.
func (c *gatewayConn) send(op int, d any) {
	c.enqueue(encode(map[string]any{"op": op, "d": d, "s": nil, "t": nil}))
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

func (c *gatewayConn) setCompress(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.compress = on
}
