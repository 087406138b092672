package store

import (
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"verbatim/corpus/store/driver"
)

// Open opens the store at location: a path of a SQLite file, or a URL of a
// PostgreSQL database (postgres://user@host/name).
//
// A SQLite file is created with its folder where they are missing, readable to
// their owner alone. A store of an older schema is migrated by one process at
// a time, a SQLite file after a copy of it has been laid beside it; one of a
// newer schema is refused with ErrNewerSchema.
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
