package driver

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Limits on connections to PostgreSQL. A process writes over one at a time,
// keeps one for each Wait, and reads over the others.
const (
	maxConnections     = 16
	maxIdleConnections = 4
	maxIdleTime        = 5 * time.Minute
	maxConnectionAge   = time.Hour
	connectTimeout     = 10 * time.Second
)

// pollInterval is how often a watcher looks for changes of which PostgreSQL may
// not have told it.
const pollInterval = 2 * time.Second

// channel is where PostgreSQL tells of changes.
const channel = "verbatim"

// session is what every connection begins with. A writer waits as long for
// another as it does for a SQLite file, and one that has stopped in the middle
// of a transaction is cut off before it holds the others up for long. Each
// query is planned for the tables as they are: an import begins on empty ones,
// and a plan from then would read them whole for every article.
var session = fmt.Sprintf(`SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d;
	SET plan_cache_mode = force_custom_plan`, BusyTimeout.Milliseconds(), (2 * BusyTimeout).Milliseconds())

// Postgres is a PostgreSQL database.
type Postgres struct {
	config  *pgx.ConnConfig
	url     string // without the password
	Listens bool   // the database takes LISTEN and NOTIFY

	timeout answerTimeout // with connections, once the store is open

	mu   sync.Mutex  // guards idle
	idle []*listener // that listen on, until the next Wait
}

func newPostgres(location string) (*Postgres, error) {
	shown := redactURL(location)
	config, err := pgx.ParseConfig(location)
	if err != nil {
		return nil, fmt.Errorf("open store %q: the address cannot be read%s: it has the form "+
			"postgres://user:password@host:5432/database, with %%25 for a %% in the password", shown, parseReason(err, location))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "verbatim"
	}
	p := &Postgres{config: config, url: shown}
	config.DialFunc = p.timeout.wrap(config.DialFunc)
	return p, nil
}

// Open waits for other processes that open the store, for as long as they
// migrate it.
func (p *Postgres) Open(ctx context.Context, migrate func(*sql.DB) error) (db *sql.DB, err error) {
	db = stdlib.OpenDB(*p.config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, session)
		return err
	}))
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxIdleConnections)
	db.SetConnMaxIdleTime(maxIdleTime)
	db.SetConnMaxLifetime(maxConnectionAge)
	defer func() {
		if err != nil {
			_ = db.Close() // the error that is returned says more
		}
	}()
	conn, err := db.Conn(ctx)
	if err != nil {
		return db, err
	}
	defer func() { err = errors.Join(err, discard(ctx, conn)) }() // and with it the lock
	defer func() { p.timeout.Store(int64(AnswerWithin)) }()       // a migration takes its time
	p.Listens = p.tryListen(ctx, conn)
	if err := lockMigration(ctx, conn); err != nil {
		return db, err
	}
	return db, migrate(db)
}

// lockMigration waits until no other process migrates the database, and keeps
// the others waiting until conn closes.
func lockMigration(ctx context.Context, conn *sql.Conn) error {
	// A migration may take longer than a writer waits for another.
	if _, err := conn.ExecContext(ctx, `SET lock_timeout = 0`); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, applicationID)
	return err
}

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

func (p *Postgres) Dialect() goose.Dialect { return goose.DialectPostgres }

// Extend makes SQLite's function for the database's clock. It tells the time
// of the call, not that of the transaction's begin.
func (p *Postgres) Extend(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE OR REPLACE FUNCTION unixepoch() RETURNS bigint LANGUAGE sql VOLATILE
		AS 'SELECT floor(extract(epoch FROM clock_timestamp()))::bigint'`)
	return err
}

// Snapshot makes a transaction whose queries all see one state.
func (p *Postgres) Snapshot() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

// SerialWrites says that rows are locked, not the database.
func (p *Postgres) SerialWrites() bool { return false }

// DeferSync has nothing to do: the server syncs the commits of many at once.
func (p *Postgres) DeferSync(context.Context, *sql.Conn) (restore func(), err error) {
	return func() {}, nil
}

// BackUp has nothing to do: a server's backups are its operator's.
func (p *Postgres) BackUp(ctx context.Context, _ *sql.DB, version int64, log *slog.Logger) error {
	log.InfoContext(ctx, "migrate the store; its backups are the database server's", "store", p.url, "version", version)
	return nil
}

// tryListen reports whether the database takes LISTEN, which some that speak
// PostgreSQL's language do not.
func (p *Postgres) tryListen(ctx context.Context, conn *sql.Conn) bool {
	_, err := conn.ExecContext(ctx, `LISTEN `+channel)
	return err == nil
}

func (p *Postgres) Notify(ctx context.Context, tx *sql.Tx) error {
	if !p.Listens {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, channel)
	return err
}

// Prepare has nothing to do: the driver prepares a connection's frequent
// queries by itself, and keeps them beyond a transaction.
func (p *Postgres) Prepare(_ context.Context, in Preparer, query string) (Statement, error) {
	return &unprepared{in, query}, nil
}

// unprepared is a query as it is asked.
type unprepared struct {
	in    Preparer
	query string
}

func (d *unprepared) ExecContext(ctx context.Context, args ...any) (sql.Result, error) {
	return d.in.ExecContext(ctx, d.query, args...)
}

func (d *unprepared) QueryRowContext(ctx context.Context, args ...any) *sql.Row {
	return d.in.QueryRowContext(ctx, d.query, args...)
}

// listener is told of commits over a connection of its own.
type listener struct {
	conn    *sql.Conn
	owner   *Postgres
	listens bool // else the feed is looked at every pollEvery
	broken  bool
}

// Watch takes a listener that is there, since connecting takes longer than
// most writes.
func (p *Postgres) Watch(ctx context.Context, db *sql.DB, log *slog.Logger) (Watcher, error) {
	if l := p.idleListener(); l != nil {
		return l, nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	l := &listener{conn: conn, owner: p, listens: p.Listens}
	if !l.listens {
		return l, nil
	}
	if _, err := conn.ExecContext(ctx, `LISTEN `+channel); err != nil {
		var refusal *pgconn.PgError
		if !errors.As(err, &refusal) || p.IsOutage(err) {
			l.broken = true
			return nil, errors.Join(err, l.Close())
		}
		// It took LISTEN when it was opened: another server has its place.
		log.WarnContext(ctx, "the database refuses to tell of changes; looking for them instead", "store", p.url, "error", p.Redact(err.Error()))
		l.listens = false
	}
	return l, nil
}

func (p *Postgres) idleListener() *listener {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	l := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return l
}

func (p *Postgres) Close() {
	for l := p.idleListener(); l != nil; l = p.idleListener() {
		_ = discard(context.Background(), l.conn) // it is closed in any case
	}
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
