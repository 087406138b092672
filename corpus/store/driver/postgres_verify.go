package driver

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/stdlib"
)

// OpenToRead opens at most two connections.
func (p *Postgres) OpenToRead() (*sql.DB, error) {
	db := stdlib.OpenDB(*p.config)
	db.SetMaxOpenConns(2)
	return db, nil
}

// HasTable reports whether the database has the table.
func (p *Postgres) HasTable(ctx context.Context, db *sql.DB, name string) (has bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT to_regclass($1) IS NOT NULL`, name).Scan(&has)
	return has, err
}

var (
	errReadOnly = errors.New("it takes no writes: it is a copy of another server, or is set to be read only: name a server in --store that takes writes")
	errNoCreate = errors.New("the user may not make tables in it: let the user (GRANT CREATE ON SCHEMA), or name another user in --store")
)

// Verify checks that the server takes writes and, if the store is to be migrated,
// that the user may create tables.
func (p *Postgres) Verify(ctx context.Context, db *sql.DB, migrates bool) error {
	var readOnly, creates bool
	err := db.QueryRowContext(ctx, `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
		coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)`).Scan(&readOnly, &creates)
	switch {
	case err != nil:
		return err
	case readOnly:
		return errReadOnly
	case !creates && migrates:
		return errNoCreate
	}
	return nil
}
