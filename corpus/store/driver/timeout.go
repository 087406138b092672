package driver

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// answerTimeout is how long connections wait for an answer, in nanoseconds. 0
// means no limit.
type answerTimeout struct{ atomic.Int64 }

// wrap makes dial return connections that close if a request is not answered in
// time.
func (p *answerTimeout) wrap(dial pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &timedConn{Conn: conn, timeout: p}, nil
	}
}

// timedConn is a connection that waits for answers for a limited time.
type timedConn struct {
	net.Conn
	timeout *answerTimeout

	mu    sync.Mutex // guards timer
	timer *time.Timer
}

func (a *timedConn) Write(b []byte) (int, error) {
	a.mu.Lock()
	if within := time.Duration(a.timeout.Load()); within > 0 && a.timer == nil {
		a.timer = time.AfterFunc(within, func() { _ = a.Conn.Close() }) // Read then returns the error
	}
	a.mu.Unlock()
	return a.Conn.Write(b)
}

func (a *timedConn) Read(b []byte) (int, error) {
	n, err := a.Conn.Read(b)
	if n > 0 {
		a.stopTimer()
	}
	return n, err
}

func (a *timedConn) Close() error {
	a.stopTimer()
	return a.Conn.Close()
}

// stopTimer stops waiting for an answer.
func (a *timedConn) stopTimer() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
}
