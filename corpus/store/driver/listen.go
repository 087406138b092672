package driver

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// pollInterval is how often a listener checks for changes, in case PostgreSQL
// did not announce them.
const pollInterval = 2 * time.Second

// channel is the PostgreSQL channel on which changes are announced.
const channel = "verbatim"

// discard closes a connection instead of returning it to the pool.
func discard(ctx context.Context, conn *sql.Conn) error {
	err := conn.Raw(func(raw any) error {
		if c, ok := raw.(*stdlib.Conn); ok {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
			defer cancel()
			_ = c.Conn().Close(ctx) // it is discarded in any case
		}
		return driver.ErrBadConn // keeps it out of the pool
	})
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// listener receives announcements of commits over its own connection.
type listener struct {
	conn    *sql.Conn
	owner   *Postgres
	listens bool // if false, Wait only polls
	broken  bool
}

// Mark is empty: PostgreSQL announces every commit after LISTEN.
func (l *listener) Mark(context.Context) error { return nil }

// Wait also returns after pollInterval.
func (l *listener) Wait(ctx context.Context, news <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, pollInterval)
	defer cancel()
	if !l.listens {
		select {
		case <-news:
		case <-ctx.Done():
		}
		return nil
	}
	err := l.conn.Raw(func(raw any) error {
		c, ok := raw.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the driver's connection is a %T", raw)
		}
		// The commits of this process are announced too.
		if _, err := c.Conn().WaitForNotification(ctx); ctx.Err() == nil {
			return err
		}
		return nil
	})
	l.broken = err != nil
	return err
}

// Close keeps a working connection for the next Wait.
func (l *listener) Close() error {
	if l.broken {
		return discard(context.Background(), l.conn)
	}
	l.owner.mu.Lock()
	defer l.owner.mu.Unlock()
	l.owner.idle = append(l.owner.idle, l)
	return nil
}
