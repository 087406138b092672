package store

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var files embed.FS

// migrations are the steps that lead to this program's schema.
func migrations() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the path is a constant
	}
	return sub
}

// migrate brings the database to this program's schema. One process at a time
// may do it.
func (s *Store) migrate(ctx context.Context, schema fs.FS) error {
	steps, err := goose.NewProvider(goose.DialectSQLite3, s.db, schema,
		goose.WithDisableGlobalRegistry(true), goose.WithSlog(s.log))
	if err != nil {
		return err
	}
	have, want, err := steps.GetVersions(ctx)
	if err != nil {
		return err
	}
	switch {
	case have > want:
		return fmt.Errorf("%w: it is at version %d, this program at %d", ErrNewerSchema, have, want)
	case have == want:
		return s.begin(ctx)
	case have > 0:
		if err := s.backUp(ctx, have); err != nil {
			return fmt.Errorf("back up before the migration: %w", err)
		}
	}
	if _, err := steps.Up(ctx); err != nil {
		return err
	}
	return s.begin(ctx)
}

// begin writes the head of the feed where there is none yet: the store is new,
// or a full disk or a crash came between its tables and their first row.
func (s *Store) begin(ctx context.Context) error {
	var begun bool
	if err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM head)`).Scan(&begun); err != nil || begun {
		return err
	}
	_, err := s.db.ExecContext(ctx,
		`INSERT INTO head (only, epoch, seq, horizon) VALUES (1, $1, 0, 0) ON CONFLICT DO NOTHING`, rand.Text())
	return err
}

// backUp lays a copy of the database beside it.
func (s *Store) backUp(ctx context.Context, version int64) error {
	path := fmt.Sprintf("%s.v%d-%s.backup", s.path, version, time.Now().UTC().Format("20060102T150405Z"))
	// SQLite takes an empty file for the copy, and leaves its permissions.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "store backed up before migrating it", "file", path, "version", version)
	return nil
}
