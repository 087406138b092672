package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"verbatim/corpus"
	"verbatim/corpus/store/driver"
)

// Tx is a transaction that writes. It is valid only inside the function that
// Update calls, and not safe for concurrent use. Every write is stamped with a
// position higher than all before.
type Tx struct {
	tx       *sql.Tx
	seq      corpus.Seq // the newest position in use
	dirty    bool       // something was written
	wipe     bool       // data was deleted that must disappear from the database's files
	purge    bool       // and from all views
	database driver.Database
	prepared map[string]driver.Statement
}

// Update runs do in a transaction. It commits if do has written anything. what
// names the operation in errors. If do returns an error, the transaction is
// rolled back and the error is returned unchanged, unless it comes from the
// database.
//
// Writers wait for one another, in all processes, so do must be quick.
func (s *Store) Update(ctx context.Context, what string, do func(*Tx) error) error {
	release, err := s.lockWrites(ctx)
	if err != nil && s.database.IsOutage(err) {
		return s.describe(what, err) // the writer before it is waiting for the database too
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer release()
	err = s.transact(ctx, do)
	var own *databaseError
	if errors.As(err, &own) {
		return s.describe(what, err)
	}
	return err
}

// lockWrites waits until this process may write. The caller must call release.
func (s *Store) lockWrites(ctx context.Context) (release func(), err error) {
	select {
	case <-s.writing:
		return func() { s.writing <- struct{}{} }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Store) transact(ctx context.Context, do func(*Tx) error) (err error) {
	raw, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return &databaseError{err}
	}
	defer func() {
		if rollback := raw.Rollback(); err == nil && rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = &databaseError{rollback}
		}
	}()
	tx := &Tx{tx: raw, database: s.database, prepared: map[string]driver.Statement{}}
	// Setting seq to itself locks the row on both databases.
	if err := tx.row(ctx, []any{&tx.seq}, `UPDATE head SET seq = seq RETURNING seq`); err != nil {
		return err
	}
	before := tx.seq
	if err := do(tx); err != nil || !tx.dirty {
		return err
	}
	if err := tx.mark(ctx); err != nil {
		return err
	}
	if tx.seq > before {
		if _, err := tx.exec(ctx, `UPDATE head SET seq = $1`, tx.seq); err != nil {
			return err
		}
		if err := s.database.Notify(ctx, raw); err != nil {
			return &databaseError{err}
		}
	}
	if err := raw.Commit(); err != nil {
		return &databaseError{err}
	}
	if tx.seq > before {
		s.announce()
	}
	return nil
}

// mark records in the head what must be wiped after the commit.
func (tx *Tx) mark(ctx context.Context) error {
	if tx.wipe {
		if _, err := tx.exec(ctx, `UPDATE head SET deletions = deletions + 1`); err != nil {
			return err
		}
	}
	if tx.purge {
		if _, err := tx.exec(ctx, `UPDATE head SET purge = $1`, tx.seq); err != nil {
			return err
		}
	}
	return nil
}

// databaseError is an error of the database itself.
type databaseError struct{ error }

func (e *databaseError) Unwrap() error { return e.error }

// next returns the next position. The caller writes it to a row.
func (tx *Tx) next() corpus.Seq {
	tx.seq++
	return tx.seq
}

// exec runs a statement that writes, and returns how many rows it wrote.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int, error) {
	stmt, err := tx.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, cleanText(args)...)
	if err != nil {
		return 0, &databaseError{err}
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, &databaseError{err}
	}
	tx.dirty = tx.dirty || n > 0
	return int(n), nil
}

// row scans a single row. The error is sql.ErrNoRows when there is no row.
func (tx *Tx) row(ctx context.Context, targets []any, query string, args ...any) error {
	stmt, err := tx.prepare(ctx, query)
	if err != nil {
		return err
	}
	err = stmt.QueryRowContext(ctx, cleanText(args)...).Scan(targets...)
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return &databaseError{err}
}

// writeRow is row for a query that writes.
func (tx *Tx) writeRow(ctx context.Context, targets []any, query string, args ...any) error {
	err := tx.row(ctx, targets, query, args...)
	tx.dirty = tx.dirty || err == nil
	return err
}

// count scans a single number.
func (tx *Tx) count(ctx context.Context, query string, args ...any) (int, error) {
	var n int
	err := tx.row(ctx, []any{&n}, query, args...)
	return n, err
}

// prepare returns a prepared statement, which is kept until the transaction
// ends.
func (tx *Tx) prepare(ctx context.Context, query string) (driver.Statement, error) {
	if s, ok := tx.prepared[query]; ok {
		return s, nil
	}
	s, err := tx.database.Prepare(ctx, tx.tx, query)
	if err != nil {
		return nil, &databaseError{err}
	}
	tx.prepared[query] = s
	return s, nil
}

// stampArticles gives every article that matches the condition a new position,
// in the order of the feed. set may add assignments (", column = …"). It
// returns the number of articles.
func (tx *Tx) stampArticles(ctx context.Context, set, condition string, args ...any) (int, error) {
	n, err := tx.exec(ctx, `UPDATE articles SET seq = `+fmt.Sprintf("$%d", len(args)+1)+` + numbered.place`+set+`
		FROM (SELECT guild AS g, id AS i, row_number() OVER (ORDER BY seq) AS place FROM articles WHERE `+condition+`) AS numbered
		WHERE articles.guild = numbered.g AND articles.id = numbered.i`, append(args, tx.seq)...)
	tx.seq += corpus.Seq(n)
	return n, err
}

// cleanText makes every string acceptable to both databases: valid UTF-8
// without NUL. Articles are validated before; this is for messages and names.
func cleanText(args []any) []any {
	for i, arg := range args {
		v := reflect.ValueOf(arg)
		if v.Kind() != reflect.String {
			continue
		}
		if text := v.String(); !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
		}
	}
	return args
}

// unixTime returns a time as seconds since 1970, or NULL if it is zero.
func unixTime(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.Unix(), Valid: !t.IsZero()}
}

// timeTarget scans a number of seconds since 1970 into a time.
type timeTarget struct{ to *time.Time }

// Scan implements sql.Scanner.
func (m timeTarget) Scan(value any) error {
	var n sql.NullInt64
	if err := n.Scan(value); err != nil {
		return err
	}
	*m.to = time.Time{}
	if n.Valid {
		*m.to = time.Unix(n.Int64, 0).UTC()
	}
	return nil
}
