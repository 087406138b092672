package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verbatim/corpus/store/driver"
	"verbatim/corpus/store/storetest"
)

// The store goes away and comes back: nothing that was acknowledged is lost,
// and whoever waits hears that it is away.
func TestPostgresAway(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	server := storetest.Postgres(t)
	if !server.Ours() {
		t.Skip("the server is somebody else's, and may not be stopped")
	}
	location := server.Database(t)
	s := openAt(t, location)
	put(t, s, article("", "a", "x"))
	waiting := make(chan error, 1)
	go func() { waiting <- s.Wait(t.Context(), 1) }()
	server.Stop(t)
	wantError(t, "Wait", <-waiting, ErrOutage)
	_, err := s.Put(t.Context(), article("", "b", "x"))
	wantError(t, "Put", err, ErrOutage)
	_, err = s.Changes(t.Context(), 0, 1)
	wantError(t, "Changes", err, ErrOutage)
	_, err = s.Acquire(t.Context(), "x", "anna", time.Hour)
	wantError(t, "Acquire", err, ErrOutage)
	_, err = Open(t.Context(), location, quiet())
	wantError(t, "Open", err, ErrOutage)
	if err == nil || !strings.Contains(err.Error(), "check that the database server is running") {
		t.Errorf("got error %v, want it to say what to do", err)
	}
	server.Start(t)
	same(t, "the feed", ids(changesOf(t, s, 0)), []string{"/a"})
	put(t, s, article("", "b", "x"))
	wantError(t, "Wait", s.Wait(t.Context(), 1), nil)
}

func TestPostgresRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	server := storetest.Postgres(t)
	location := server.Database(t)
	with := func(change func(u *url.URL, q url.Values)) string {
		u, err := url.Parse(location)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		change(u, q)
		u.RawQuery = q.Encode()
		return u.String()
	}
	tests := []struct {
		name     string
		location string
		want     []string
		away     bool
	}{
		{"a database that is not there", with(func(u *url.URL, _ url.Values) { u.Path = "/nowhere" }),
			[]string{"open store", "/nowhere", "create the database"}, false},
		{"a user who is not there", with(func(u *url.URL, q url.Values) {
			q.Del("user")
			u.User = url.UserPassword("nobody", "s3cr%t/word")
		}), []string{"nobody", "check the user and the password"}, false},
		{"a server that is not there", "postgres://anna:s3cr%25t%2Fword@127.0.0.1:1/verbatim?sslmode=disable",
			[]string{"anna", "127.0.0.1", "check that the database server is running"}, true},
		{"a password among the parameters", "postgres://127.0.0.1:1/verbatim?user=anna&password=s3cr%25t%2Fword",
			[]string{"anna", "127.0.0.1"}, true},
		{"no URL", "postgres://anna:s3cr%t/word@127.0.0.1:port/verbatim", []string{"postgres://user:password@host:5432/database"}, false},
		{"an unknown setting", "postgres://anna:s3cr%25t%2Fword@127.0.0.1:1/verbatim?sslmode=perhaps", []string{"sslmode"}, false},
		{"a read-only server", with(func(_ *url.URL, q url.Values) { q.Set("default_transaction_read_only", "on") }),
			[]string{"name a writable server in --store"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var logged bytes.Buffer
			s, err := Open(t.Context(), tt.location, slog.New(slog.NewTextHandler(&logged, nil)))
			if err == nil {
				_ = s.Close()
				t.Fatal("got no error")
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("got error %q, want %q in it", err, part)
				}
			}
			if errors.Is(err, ErrOutage) != tt.away {
				t.Errorf("got error %q, which is ErrAway: %v, want %v", err, !tt.away, tt.away)
			}
			for _, secret := range []string{"s3cr", "t/word", "t%2Fword"} {
				if strings.Contains(err.Error()+logged.String(), secret) {
					t.Errorf("got error %q, log %q: they tell the password", err, &logged)
				}
			}
		})
	}
}

// Where the database does not tell of changes, they are looked for.
func TestPostgresPolls(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	location := storetest.Postgres(t).Database(t)
	s, other := openAt(t, location), openAt(t, location)
	if p, is := s.database.(*driver.Postgres); !is || !p.Listens {
		t.Fatalf("%T does not listen", s.database)
	} else {
		p.Listens = false
	}
	done := make(chan error, 1)
	go func() { done <- s.Wait(t.Context(), 0) }()
	put(t, other, article("", "a", "x"))
	wantError(t, "Wait for another process", <-done, nil)
	go func() { done <- s.Wait(t.Context(), 1) }()
	put(t, s, article("", "b", "x"))
	wantError(t, "Wait for this process", <-done, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, "Wait after the context's end", s.Wait(ctx, 2), context.Canceled)
}

// A database that refuses LISTEN, and does not know pg_notify, serves as well:
// changes are looked for. The server's own refusals come through a proxy that
// spoils the words.
func TestPostgresWithoutListen(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	location := storetest.Postgres(t).Database(t)
	spoil := map[string]string{"LISTEN verbatim": "LISTEN verbat!m", "pg_notify": "pg_notifx"}
	always, later := spoiled(t, location, spoil, new(atomic.Bool)), new(atomic.Bool)
	later.Store(true)
	once := spoiled(t, location, spoil, later)
	s := openAt(t, always)
	if p, is := s.database.(*driver.Postgres); !is || p.Listens {
		t.Fatalf("%T listens", s.database)
	}
	listening := openAt(t, once) // and LISTEN is refused from now on
	later.Store(false)
	for i, reader := range []*Store{s, listening} {
		done := make(chan error, 1)
		at := head(t, s)
		go func() { done <- reader.Wait(t.Context(), at) }()
		put(t, s, article("", fmt.Sprint("a", i), "x"))
		wantError(t, "Wait", <-done, nil)
	}
}

// spoiled is the location of a database behind a proxy that replaces words in
// what is sent to it, by ones of the same length, unless off says not to.
func spoiled(t *testing.T, location string, words map[string]string, off *atomic.Bool) string {
	t.Helper()
	config, err := pgx.ParseConfig(location)
	if err != nil {
		t.Fatal(err)
	}
	network, address := "tcp", net.JoinHostPort(config.Host, fmt.Sprint(config.Port))
	if strings.HasPrefix(config.Host, "/") {
		network, address = "unix", filepath.Join(config.Host, fmt.Sprintf(".s.PGSQL.%d", config.Port))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	t.Cleanup(group.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	group.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, address)
			if err != nil {
				_ = client.Close()
				continue
			}
			group.Go(func() { _, _ = io.Copy(client, server); _ = client.Close() })
			group.Go(func() {
				defer func() { _ = server.Close() }()
				buffer := make([]byte, 1<<16)
				for {
					n, err := client.Read(buffer)
					if err != nil {
						return
					}
					sent := buffer[:n]
					for word, other := range words {
						if !off.Load() {
							sent = bytes.ReplaceAll(sent, []byte(word), []byte(other))
						}
					}
					if _, err := server.Write(sent); err != nil {
						return
					}
				}
			})
		}
	})
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(location)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("host", host)
	q.Set("port", port)
	q.Set("user", config.User)
	q.Set("sslmode", "disable")
	return (&url.URL{Scheme: "postgres", Path: "/" + config.Database, RawQuery: q.Encode()}).String()
}

// A writer that stops in the middle of a transaction is cut off by the server,
// and could not commit if it went on.
func TestPostgresCutsOffWhoStops(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	location := storetest.Postgres(t).Database(t)
	s, other := openAt(t, location), openAt(t, location)
	err := s.Update(t.Context(), "test", func(tx *Tx) error {
		if _, err := tx.exec(t.Context(), `SET LOCAL idle_in_transaction_session_timeout = 1`); err != nil {
			return err
		}
		put(t, other, article("", "a", "x")) // waits until the server has cut the first off
		_, err := tx.PutArticle(t.Context(), article("", "b", "x"), 20)
		return err
	})
	wantError(t, "the writer that stopped", err, ErrOutage)
	same(t, "the feed", ids(changesOf(t, s, 0)), []string{"/a"})
}
