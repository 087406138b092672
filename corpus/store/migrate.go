package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var files embed.FS

// migrations returns the migrations that lead to this program's schema.
func migrations() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the path is constant
	}
	return sub
}

// migrate brings the database to this program's schema. Only one process at a
// time may call it.
func (s *Store) migrate(ctx context.Context, db *sql.DB, schema fs.FS) error {
	steps, err := goose.NewProvider(s.database.Dialect(), db, schema,
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
		return finishMigration(ctx, db, want)
	case have > 0:
		s.migrated = true
		if err := s.database.BackUp(ctx, db, have, s.log); err != nil {
			return fmt.Errorf("back up before the migration: %w", err)
		}
	}
	if err := s.database.Extend(ctx, db); err != nil {
		return err
	}
	if _, err := steps.Up(ctx); err != nil {
		return err
	}
	return finishMigration(ctx, db, want)
}

// finishMigration completes a migration, also if a crash interrupted it.
func finishMigration(ctx context.Context, db *sql.DB, schema int64) error {
	if err := writeHead(ctx, db); err != nil || schema < checksumSchema {
		return err
	}
	return addChecksums(ctx, db)
}

// writeHead inserts the head of the feed if it is missing: the store is new, or
// a full disk or a crash interrupted its creation.
func writeHead(ctx context.Context, db *sql.DB) error {
	var begun bool
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM head)`).Scan(&begun); err != nil || begun {
		return err
	}
	_, err := db.ExecContext(ctx,
		`INSERT INTO head ("only", epoch, seq, horizon) VALUES (1, $1, 0, 0) ON CONFLICT DO NOTHING`, rand.Text())
	return err
}
