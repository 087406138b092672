package store

import (
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"verbatim/corpus/store/driver"
)

// Open opens the store at location: the path of a SQLite file, or the URL of a
// PostgreSQL database (postgres://user@host/name).
//
// If the SQLite file or its folder is missing, Open creates it, readable by its
// owner only. If the store has an older schema, Open migrates it; other
// processes wait meanwhile. A SQLite file is first copied to a backup beside
// it. If the store has a newer schema, the error is ErrNewerSchema.
func Open(ctx context.Context, location string, log *slog.Logger) (*Store, error) {
	return open(ctx, location, log, migrations())
}

func open(ctx context.Context, location string, log *slog.Logger, schema fs.FS) (_ *Store, err error) {
	s := &Store{log: log, writing: make(chan struct{}, 1), news: make(chan struct{})}
	s.writing <- struct{}{}
	if s.database, err = driver.New(location); err != nil {
		return nil, err
	}
	s.db, err = s.database.Open(ctx, func(db *sql.DB) error { return s.migrate(ctx, db, schema) })
	if err != nil {
		return nil, s.describe("open store", err)
	}
	s.wipeAtStart(ctx)
	return s, nil
}
