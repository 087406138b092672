package storetest_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"verbatim/corpus/store/storetest"
)

// asks puts a question to the database of that URL, for at most a second.
func asks(t *testing.T, db *sql.DB) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var one int
	return db.QueryRowContext(ctx, `SELECT 1`).Scan(&one)
}

func TestProxy(t *testing.T) {
	s := storetest.Postgres(t)
	p := s.Proxy(t, s.Database(t))
	db, err := sql.Open("pgx", p.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, tt := range []struct {
		name  string
		do    func()
		reach bool
	}{
		{"nothing yet", func() {}, true},
		{"refused", p.Refuse, false},
		{"restored", p.Restore, true},
		{"swallowed", p.Swallow, false},
		{"restored again", p.Restore, true},
		{"reset", p.Reset, true},
		{"delayed", func() { p.Delay(time.Millisecond) }, true},
	} {
		tt.do()
		if err := asks(t, db); (err == nil) != tt.reach {
			t.Errorf("%s: %v, want an answer: %v", tt.name, err, tt.reach)
		}
	}
}

// What was committed before a server is killed is there when it starts again.
func TestKilledServer(t *testing.T) {
	s := storetest.Postgres(t, "fsync=on")
	if !s.Ours() {
		t.Skip("the server is somebody else's")
	}
	address := s.Database(t)
	s.Execute(t, address, `CREATE TABLE kept (n int)`)
	s.Kill(t)
	s.Start(t)
	s.Execute(t, address, `INSERT INTO kept VALUES (1)`)
}
