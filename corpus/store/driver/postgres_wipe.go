package driver

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// PostgreSQL's codes of what a server that speaks its language does not have.
const (
	codeUnsupported = "0A"    // class
	codeSyntax      = "42601" // the statement is not known
)

// Wipe has the server remove the rows that were deleted, and forget the values
// that it has counted of them. A session that began before they were deleted
// keeps them: then it is to be done again. What the server's write-ahead log,
// its replicas and its backups hold is its operator's.
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

// unsupported takes it as done where the server has no such thing.
func (p *Postgres) unsupported(ctx context.Context, job WipeJob, err error) (bool, error) {
	var reply *pgconn.PgError
	if errors.As(err, &reply) && (hasCode(err, codeUnsupported, codeSyntax) || hasCode(err, "42883")) {
		job.Log.WarnContext(ctx, "the database server cannot be told to wipe what was deleted: see its manual", "store", p.url, "error", p.Redact(err.Error()))
		return true, nil
	}
	if hasCode(err, codeLockTimeout) {
		return false, nil
	}
	return false, err
}
