package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"verbatim/corpus/store/driver"

	"github.com/pressly/goose/v3"
)

// Condition describes the state of a store.
type Condition struct {
	Schema int64 // schema version of the store; 0 if it is empty
	Known  int64 // schema version of this program
}

// Examine opens the store at location for reading only: it creates, migrates
// and writes nothing. The store is nil if there is none, or its schema is not
// this program's. Otherwise the caller must close it and call only methods that
// read. The error says what is wrong and what to do, without a password. It is
// ErrNewerSchema if a newer program has migrated the store.
func Examine(ctx context.Context, location string, log *slog.Logger) (_ *Store, c Condition, err error) {
	s := &Store{log: log, writing: make(chan struct{}, 1), news: make(chan struct{})}
	s.writing <- struct{}{}
	if c.Known, err = knownSchema(); err != nil {
		return nil, c, err
	}
	if s.database, err = driver.New(location); err != nil {
		return nil, c, err
	}
	s.db, err = s.database.OpenToRead()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, c, nil
	}
	if err != nil {
		return nil, c, s.describe("open store", err)
	}
	if c.Schema, err = s.schema(ctx); err == nil {
		err = s.verify(ctx, c)
	}
	if err != nil || c.Schema != c.Known {
		_ = s.db.Close() // only read
		return nil, c, s.describe("open store", err)
	}
	return s, c, nil
}

// knownSchema returns the schema version of this program.
func knownSchema() (int64, error) {
	names, err := fs.Glob(migrations(), "*.sql")
	if err != nil {
		return 0, err
	}
	var newest int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		newest = max(newest, version)
	}
	return newest, nil
}

// schema returns the store's schema version, or 0 if it is empty.
func (s *Store) schema(ctx context.Context) (version int64, err error) {
	there, err := s.database.HasTable(ctx, s.db, "goose_db_version")
	if err != nil || !there {
		return 0, err
	}
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, err
}

// verify returns an error if this program could not work with the store.
func (s *Store) verify(ctx context.Context, c Condition) error {
	if c.Schema > c.Known {
		return fmt.Errorf("%w: it is at version %d, this program at %d", ErrNewerSchema, c.Schema, c.Known)
	}
	return s.database.Verify(ctx, s.db, c.Schema < c.Known)
}
