package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Condition is how a store was found.
type Condition struct {
	Schema int64 // the version of its schema, 0 where it has none yet
	Known  int64 // the version that this program has
}

// maxVerified is the size in bytes up to which Examine reads a whole SQLite
// file.
const maxVerified = 1 << 30

// Examine opens the store at location as it is: nothing is made, migrated or
// written. The store is nil where there is none yet, or none of this program's
// schema, and must otherwise be closed; only what reads may be called. The
// error says what is wrong and what to do, without a password, and is
// ErrNewerSchema where a newer program has migrated it.
func Examine(ctx context.Context, location string, log *slog.Logger) (_ *Store, c Condition, err error) {
	s := &Store{log: log, writing: make(chan struct{}, 1), news: make(chan struct{})}
	s.writing <- struct{}{}
	if c.Known, err = knownSchema(); err != nil {
		return nil, c, err
	}
	if IsPostgres(location) {
		p, err := newPostgres(location)
		if err != nil {
			return nil, c, err
		}
		s.database, s.db = p, stdlib.OpenDB(*p.config)
		s.db.SetMaxOpenConns(2)
	} else {
		f := &sqliteFile{path: location}
		s.database = f
		s.db, err = f.openToRead()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, c, nil
		}
		if err != nil {
			return nil, c, s.describe("open store", err)
		}
	}
	if c.Schema, err = s.schema(ctx); err == nil {
		err = s.verify(ctx, location, c)
	}
	if err != nil || c.Schema != c.Known {
		_ = s.db.Close() // nothing was written
		return nil, c, s.describe("open store", err)
	}
	return s, c, nil
}

// openToRead opens the file, which must be there and Verbatim's.
func (f *sqliteFile) openToRead() (*sql.DB, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, err
	}
	if info.Size() > 0 {
		if _, err := checkHeader(f.path); err != nil {
			return nil, err
		}
	}
	return sql.Open("sqlite", dsn(f.path, "mode", "ro"))
}

// checkHeader is prepareFile for a file that is not written to.
func checkHeader(path string) (fresh bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return ours(file)
}

// knownSchema is the version of this program's schema.
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

// schema is the version of the store's schema, 0 where it has none.
func (s *Store) schema(ctx context.Context) (version int64, err error) {
	exists := `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'goose_db_version')`
	if !s.database.serialWrites() {
		exists = `SELECT to_regclass('goose_db_version') IS NOT NULL`
	}
	var there bool
	if err := s.db.QueryRowContext(ctx, exists).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, err
}

var (
	errReadOnly = errors.New("it takes no writes: it is a copy of another server, or is set to be read only: name a server in --store that takes writes")
	errNoCreate = errors.New("the user may not make tables in it: let the user (GRANT CREATE ON SCHEMA), or name another user in --store")
	errBroken   = errors.New("the file is damaged: restore it from a backup, or choose another data folder with --data")
)

// verify says what would keep this program from working with the store.
func (s *Store) verify(ctx context.Context, location string, c Condition) error {
	if c.Schema > c.Known {
		return fmt.Errorf("%w: it is at version %d, this program at %d", ErrNewerSchema, c.Schema, c.Known)
	}
	if s.database.serialWrites() {
		return s.verifyFile(ctx, location)
	}
	var reads, creates bool
	err := s.db.QueryRowContext(ctx, `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
		coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)`).Scan(&reads, &creates)
	switch {
	case err != nil:
		return err
	case reads:
		return errReadOnly
	case !creates && c.Schema < c.Known:
		return errNoCreate
	}
	return nil
}

// verifyFile has SQLite look through the file, unless that takes long.
func (s *Store) verifyFile(ctx context.Context, path string) error {
	if info, err := os.Stat(path); err != nil || info.Size() > maxVerified {
		return err
	}
	var told string
	if err := s.db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&told); err != nil {
		return err
	}
	if told != "ok" {
		return fmt.Errorf("%w (SQLite: %s)", errBroken, told)
	}
	return nil
}
