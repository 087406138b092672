package driver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Wipe moves what stands in the log into the file, and empties the log. All
// that was deleted is overwritten there (secure_delete); what programs deleted
// that did not do that stands in pages that a VACUUM leaves behind.
func (f *SQLite) Wipe(ctx context.Context, job WipeJob) (done bool, err error) {
	if job.All {
		if done, err := f.vacuum(ctx, job); err != nil || !done {
			return false, err
		}
	}
	err = f.withoutWaiting(ctx, job.DB, func(conn *sql.Conn) error {
		var busy, logged, moved int
		if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &logged, &moved); err != nil {
			return err
		}
		done = busy == 0
		return nil
	})
	if f.IsOutage(err) {
		return false, nil
	}
	return done, err
}

// vacuum writes the file anew, without pages that are free.
func (f *SQLite) vacuum(ctx context.Context, job WipeJob) (bool, error) {
	release, err := job.Lock(ctx) // it takes as long as the file is large
	if err != nil {
		return false, err
	}
	defer release()
	err = f.withoutWaiting(ctx, job.DB, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `VACUUM`)
		return err
	})
	if f.IsOutage(err) {
		return false, nil
	}
	return err == nil, err
}

// withoutWaiting runs do on a connection that waits for nobody: a checkpoint that
// waits for readers keeps writers waiting.
func (f *SQLite) withoutWaiting(ctx context.Context, db *sql.DB, do func(*sql.Conn) error) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return err
	}
	defer func() {
		restore := fmt.Sprintf(`PRAGMA busy_timeout = %d`, BusyTimeout.Milliseconds())
		_, failed := conn.ExecContext(context.WithoutCancel(ctx), restore)
		err = errors.Join(err, failed)
	}()
	return do(conn)
}
