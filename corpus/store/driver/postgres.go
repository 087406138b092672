package driver

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Limits of the connections to PostgreSQL. A process writes over one connection
// at a time, needs one for each Wait, and reads over the others.
const (
	maxConnections     = 16
	maxIdleConnections = 4
	maxIdleTime        = 5 * time.Minute
	maxConnectionAge   = time.Hour
	connectTimeout     = 10 * time.Second
)

// session is run on every new connection. A writer waits for a lock as long as
// it does with SQLite. If a writer stops in the middle of a transaction, the
// server ends it before others wait for long. Each query is planned for the
// current size of the tables: an import begins with empty tables, and a plan
// made then would scan whole tables for every article.
var session = fmt.Sprintf(`SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d;
	SET plan_cache_mode = force_custom_plan`, BusyTimeout.Milliseconds(), (2 * BusyTimeout).Milliseconds())

// Postgres is a PostgreSQL database.
type Postgres struct {
	config  *pgx.ConnConfig
	url     string // without the password
	Listens bool   // whether the server supports LISTEN and NOTIFY

	timeout answerTimeout // applies once the store is open

	mu   sync.Mutex  // guards idle
	idle []*listener // listeners that stay connected for the next Wait
}

func newPostgres(location string) (*Postgres, error) {
	shown := redactURL(location)
	config, err := pgx.ParseConfig(location)
	if err != nil {
		return nil, fmt.Errorf("open store %q: the address cannot be parsed%s; its form is "+
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

// Open waits for other processes that migrate the store.
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
			_ = db.Close() // err says more
		}
	}()
	conn, err := db.Conn(ctx)
	if err != nil {
		return db, err
	}
	defer func() { err = errors.Join(err, discard(ctx, conn)) }() // this also releases the lock
	defer func() { p.timeout.Store(int64(AnswerWithin)) }()       // a migration may take long
	p.Listens = p.tryListen(ctx, conn)
	if err := lockMigration(ctx, conn); err != nil {
		return db, err
	}
	return db, migrate(db)
}

// lockMigration waits until no other process migrates the database. It makes
// others wait until conn is closed.
func lockMigration(ctx context.Context, conn *sql.Conn) error {
	// A migration may take longer than a writer waits for a lock.
	if _, err := conn.ExecContext(ctx, `SET lock_timeout = 0`); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, applicationID)
	return err
}

// Dialect returns the dialect for migrations.
func (p *Postgres) Dialect() goose.Dialect { return goose.DialectPostgres }

// Extend creates unixepoch, SQLite's function for the current time. It returns
// the time of the call, not of the transaction's start.
func (p *Postgres) Extend(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE OR REPLACE FUNCTION unixepoch() RETURNS bigint LANGUAGE sql VOLATILE
		AS 'SELECT floor(extract(epoch FROM clock_timestamp()))::bigint'`)
	return err
}

// Snapshot makes all queries of a transaction see the same state.
func (p *Postgres) Snapshot() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

// SerialWrites returns false because PostgreSQL locks rows.
func (p *Postgres) SerialWrites() bool { return false }

// DeferSync is empty: the server already syncs many commits at once.
func (p *Postgres) DeferSync(context.Context, *sql.Conn) (restore func(), err error) {
	return func() {}, nil
}

// BackUp only logs, since backups are up to the server's operator.
func (p *Postgres) BackUp(ctx context.Context, _ *sql.DB, version int64, log *slog.Logger) error {
	log.InfoContext(ctx, "migrating the store; backups are up to the database server", "store", p.url, "version", version)
	return nil
}

// tryListen reports whether the server supports LISTEN. Some servers that are
// compatible with PostgreSQL do not.
func (p *Postgres) tryListen(ctx context.Context, conn *sql.Conn) bool {
	_, err := conn.ExecContext(ctx, `LISTEN `+channel)
	return err == nil
}

// Notify announces the commit if the server supports it.
func (p *Postgres) Notify(ctx context.Context, tx *sql.Tx) error {
	if !p.Listens {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, channel)
	return err
}

// Prepare only keeps the text: the driver prepares frequent queries for each
// connection and keeps them after the transaction.
func (p *Postgres) Prepare(_ context.Context, in Preparer, query string) (Statement, error) {
	return &unprepared{in, query}, nil
}

// unprepared is a query that is sent as text each time.
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

// Watch reuses an idle listener if there is one, because connecting takes
// longer than most writes.
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
		// It supported LISTEN at first, so another server has taken its place.
		log.WarnContext(ctx, "the database does not announce changes; polling instead", "store", p.url, "error", p.Redact(err.Error()))
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

// Close closes the idle listeners.
func (p *Postgres) Close() {
	for l := p.idleListener(); l != nil; l = p.idleListener() {
		_ = discard(context.Background(), l.conn) // it is discarded in any case
	}
}

// Location returns the URL without the password.
func (p *Postgres) Location() string { return p.url }

// Redact replaces the password in text.
func (p *Postgres) Redact(text string) string {
	return replaceSecrets(text, p.config.Password, url.QueryEscape(p.config.Password), url.PathEscape(p.config.Password))
}

// IsOutage reports whether err means that the server cannot be reached now.
func (p *Postgres) IsOutage(err error) bool {
	var reply *pgconn.PgError
	if errors.As(err, &reply) {
		return hasCode(err, codeConnection, codeShutdown, codeTooMany, codeLockTimeout, codeIdleTransaction, codeRollback)
	}
	var connecting *pgconn.ConnectError
	var network net.Error
	// A deadline is a net.Error too. The caller's own deadline may be the only
	// sign that the server has been cut off.
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err)
}

// Remedy returns advice for the operator about err, or "".
func (p *Postgres) Remedy(err error) string {
	switch {
	case errors.Is(err, ErrNewerSchema):
		return "use that version, or restore a backup from before it migrated the database"
	case hasCode(err, codeBadLogin):
		return "check the user and the password in --store"
	case hasCode(err, codeNoDatabase):
		return "create the database, or name another one in --store"
	case hasCode(err, codeMissingPrivilege):
		return "allow the user to create and change tables in the database's schema (GRANT), or name another user in --store"
	case hasCode(err, codeReadOnly):
		return "name a writable server in --store: this one is a replica or configured read-only"
	case hasCode(err, codeDiskFull):
		return "the database server's disk is full: make room there; no stored data is lost"
	case hasCode(err, codeTooMany):
		return "the database server has too many connections: raise its max_connections, or run fewer processes"
	case hasCode(err, codeLockTimeout, codeRollback):
		return "another process has been writing for a long time: try again later"
	case hasCode(err, codeDamaged):
		return "see the database server's log: its data may be damaged"
	case p.IsOutage(err):
		return "check that the database server is running and can be reached from here; no stored data is lost"
	}
	return ""
}

// OpenToRead opens at most two connections.
func (p *Postgres) OpenToRead() (*sql.DB, error) {
	db := stdlib.OpenDB(*p.config)
	db.SetMaxOpenConns(2)
	return db, nil
}

// HasTable reports whether the database has the table.
func (p *Postgres) HasTable(ctx context.Context, db *sql.DB, name string) (has bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT to_regclass($1) IS NOT NULL`, name).Scan(&has)
	return has, err
}

// Verify checks that the server takes writes and, if the store is to be migrated,
// that the user may create tables.
func (p *Postgres) Verify(ctx context.Context, db *sql.DB, migrates bool) error {
	var readOnly, creates bool
	err := db.QueryRowContext(ctx, `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
		coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)`).Scan(&readOnly, &creates)
	switch {
	case err != nil:
		return err
	case readOnly:
		return errReadOnly
	case !creates && migrates:
		return errNoCreate
	}
	return nil
}

// Wipe has the server remove deleted rows and the statistics that it keeps
// about their values. If another session began before the deletion, the rows
// stay, and Wipe must be called again. The server's write-ahead log, replicas
// and backups are up to its operator.
func (p *Postgres) Wipe(ctx context.Context, job WipeJob) (done bool, err error) {
	conn, err := job.DB.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var since string
	if err := conn.QueryRowContext(ctx, `SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)`).Scan(&since); err != nil {
		return p.unsupported(ctx, job, err)
	}
	if _, err := conn.ExecContext(ctx, `VACUUM (ANALYZE) `+strings.Join(job.Tables, ", ")); err != nil {
		return p.unsupported(ctx, job, err)
	}
	var seen bool
	err = conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
		AND pid <> pg_backend_pid() AND age(backend_xmin) > age(CAST($1 AS xid)))`, since).Scan(&seen)
	return err == nil && !seen, err
}

// unsupported counts the wipe as done if the server does not support it.
func (p *Postgres) unsupported(ctx context.Context, job WipeJob, err error) (bool, error) {
	var reply *pgconn.PgError
	if errors.As(err, &reply) && (hasCode(err, codeUnsupported, codeSyntax) || hasCode(err, "42883")) {
		job.Log.WarnContext(ctx, "the database server cannot wipe deleted data on request: see its manual", "store", p.url, "error", p.Redact(err.Error()))
		return true, nil
	}
	if hasCode(err, codeLockTimeout) {
		return false, nil
	}
	return false, err
}

// SetAnswerTimeout changes how long connections wait for an answer. 0 means no
// limit.
func (p *Postgres) SetAnswerTimeout(d time.Duration) { p.timeout.Store(int64(d)) }
