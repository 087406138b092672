package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// wipe moves what stands in the log into the file, and empties the log. All
// that was deleted is overwritten there (secure_delete); what programs deleted
// that did not do that stands in pages that a VACUUM leaves behind.
func (f *sqliteFile) wipe(ctx context.Context, s *Store, all bool) (done bool, err error) {
	if all {
		if done, err := f.vacuum(ctx, s); err != nil || !done {
			return false, err
		}
	}
	err = f.impatient(ctx, s.db, func(conn *sql.Conn) error {
		var busy, logged, moved int
		if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &logged, &moved); err != nil {
			return err
		}
		done = busy == 0
		return nil
	})
	if f.away(err) {
		return false, nil
	}
	return done, err
}

// vacuum writes the file anew, without pages that are free.
func (f *sqliteFile) vacuum(ctx context.Context, s *Store) (bool, error) {
	release, err := s.turn(ctx) // it takes as long as the file is large
	if err != nil {
		return false, err
	}
	defer release()
	err = f.impatient(ctx, s.db, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `VACUUM`)
		return err
	})
	if f.away(err) {
		return false, nil
	}
	return err == nil, err
}

// impatient runs do on a connection that waits for nobody: a checkpoint that
// waits for readers keeps writers waiting.
func (f *sqliteFile) impatient(ctx context.Context, db *sql.DB, do func(*sql.Conn) error) (err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return err
	}
	defer func() {
		patient := fmt.Sprintf(`PRAGMA busy_timeout = %d`, busyTimeout.Milliseconds())
		_, failed := conn.ExecContext(context.WithoutCancel(ctx), patient)
		err = errors.Join(err, failed)
	}()
	return do(conn)
}
