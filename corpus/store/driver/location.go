package driver

import "strings"

// New returns the database at location: the URL of a PostgreSQL database, or
// the path of a SQLite file. It does not open it.
func New(location string) (Database, error) {
	if !IsPostgres(location) {
		return &SQLite{path: location}, nil
	}
	p, err := newPostgres(location)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// IsPostgres reports whether location is the URL of a PostgreSQL database. If
// not, it is the path of a SQLite file.
func IsPostgres(location string) bool {
	return strings.HasPrefix(location, "postgres://") || strings.HasPrefix(location, "postgresql://")
}
