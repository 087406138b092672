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

// pollInterval is how often a watcher looks for changes of which PostgreSQL may
// not have told it.
const pollInterval = 2 * time.Second

// channel is where PostgreSQL tells of changes.
const channel = "verbatim"

// discard closes a connection instead of handing it back.
func discard(ctx context.Context, conn *sql.Conn) error {
	err := conn.Raw(func(raw any) error {
		if c, ok := raw.(*stdlib.Conn); ok {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
			defer cancel()
			_ = c.Conn().Close(ctx) // it is closed in any case
		}
		return driver.ErrBadConn // keeps it out of the pool
	})
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return nil
	}
	return err
}

// listener is told of commits over a connection of its own.
type listener struct {
	conn    *sql.Conn
	owner   *Postgres
	listens bool // else the feed is looked at every pollEvery
	broken  bool
}

// Mark has nothing to do: what is committed after LISTEN is told.
func (l *listener) Mark(context.Context) error { return nil }

// Wait returns after pollEvery too.
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
		// This process's own commits are told as well.
		if _, err := c.Conn().WaitForNotification(ctx); ctx.Err() == nil {
			return err
		}
		return nil
	})
	l.broken = err != nil
	return err
}

// Close keeps a connection that listens for the next Wait.
func (l *listener) Close() error {
	if l.broken {
		return discard(context.Background(), l.conn)
	}
	l.owner.mu.Lock()
	defer l.owner.mu.Unlock()
	l.owner.idle = append(l.owner.idle, l)
	return nil
}
