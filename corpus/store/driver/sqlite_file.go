package driver

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
)

// dsn returns the driver's name for the file at path, with pairs of parameters.
func dsn(path string, pairs ...string) string {
	q := url.Values{
		"_busy_timeout": {fmt.Sprint(BusyTimeout.Milliseconds())},
		"_error_rc":     {"true"}, // otherwise opening fails with "out of memory"
		"_dqs":          {"false"},
		"_defensive":    {"true"},
		// Overwrite deleted data, also in pages that become free.
		"_pragma": {"secure_delete(1)"},
	}
	for pair := range slices.Chunk(pairs, 2) {
		q.Set(pair[0], pair[1])
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// prepareFile creates the file if it is missing, and reports whether it is
// empty. It returns errNotAStore if the file is not Verbatim's, before SQLite
// writes to it.
func prepareFile(path string) (fresh bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return checkStoreHeader(f)
}

// checkStoreHeader reports whether the file is empty. It returns errNotAStore
// if the file is not Verbatim's.
func checkStoreHeader(f io.Reader) (fresh bool, err error) {
	var header [72]byte // SQLite's header up to the application id
	n, err := io.ReadFull(f, header[:])
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return true, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return false, err
	case !bytes.HasPrefix(header[:n], []byte("SQLite format 3\x00")),
		binary.BigEndian.Uint32(header[68:]) != applicationID:
		return false, errNotAStore
	}
	return false, nil
}

// markAsStore marks an empty file as Verbatim's. It uses SQLite's rollback
// mode, so the mark is in the file's header before any other data.
func markAsStore(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	return err
}

// CheckIntegrity checks every page of a SQLite file that no process uses.
func CheckIntegrity(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("it is damaged: %s", verdict)
	}
	return nil
}

// checkHeader is prepareFile for a file that is only read.
func checkHeader(path string) (fresh bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return checkStoreHeader(file)
}
