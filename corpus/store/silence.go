package store

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// answerWithin is how long PostgreSQL may leave a query without a sign before
// the connection counts as lost: longer than one waits for another's lock. A
// network that swallows everything, or a server whose power was cut, says
// nothing at all, and the system tries for a quarter of an hour.
const answerWithin = busyTimeout + 10*time.Second

// patience is how long connections wait for an answer, in nanoseconds; 0 is
// for ever.
type patience struct{ atomic.Int64 }

// dial makes connections that close where what was sent is not answered in
// time.
func (p *patience) dial(dial pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &answered{Conn: conn, patience: p}, nil
	}
}

// answered is a connection that waits for an answer only so long.
type answered struct {
	net.Conn
	patience *patience

	mu      sync.Mutex // guards waiting
	waiting *time.Timer
}

func (a *answered) Write(b []byte) (int, error) {
	a.mu.Lock()
	if within := time.Duration(a.patience.Load()); within > 0 && a.waiting == nil {
		a.waiting = time.AfterFunc(within, func() { _ = a.Conn.Close() }) // Read tells of it
	}
	a.mu.Unlock()
	return a.Conn.Write(b)
}

func (a *answered) Read(b []byte) (int, error) {
	n, err := a.Conn.Read(b)
	if n > 0 {
		a.answer()
	}
	return n, err
}

func (a *answered) Close() error {
	a.answer()
	return a.Conn.Close()
}

// answer ends the waiting.
func (a *answered) answer() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting != nil {
		a.waiting.Stop()
		a.waiting = nil
	}
}
