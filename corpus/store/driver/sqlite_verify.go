package driver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// maxVerified is the size in bytes up to which Examine reads a whole SQLite
// file.
const maxVerified = 1 << 30

// OpenToRead opens the file, which must be there and Verbatim's.
func (f *SQLite) OpenToRead() (*sql.DB, error) {
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
	return checkStoreHeader(file)
}

// HasTable reports whether the database has the table.
func (f *SQLite) HasTable(ctx context.Context, db *sql.DB, name string) (has bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = $1)`, name).Scan(&has)
	return has, err
}

var errBroken = errors.New("the file is damaged: restore it from a backup, or choose another data folder with --data")

// Verify has SQLite check the file, unless the file is larger than maxVerified.
func (f *SQLite) Verify(ctx context.Context, db *sql.DB, _ bool) error {
	if info, err := os.Stat(f.path); err != nil || info.Size() > maxVerified {
		return err
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (SQLite: %s)", errBroken, verdict)
	}
	return nil
}
