// Package storetest gives tests a PostgreSQL server. It starts one in a
// temporary folder with the installed programs (for example Debian's package
// postgresql), or uses the one that VERBATIM_TEST_POSTGRES names.
//
// If there is no server, the test is skipped with the reason. If
// VERBATIM_TEST_MUST lists "postgres", the test fails instead.
package storetest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// The environment variables.
const (
	// AddressVariable holds the URL of a server to use. Its user must be
	// allowed to create databases: postgres://user:password@host/postgres
	AddressVariable = "VERBATIM_TEST_POSTGRES"
	// MustVariable lists, separated by commas, what must be available:
	// postgres, chromium. Tests that need these fail if they are missing.
	MustVariable = "VERBATIM_TEST_MUST"
)

// Must reports whether tests must fail instead of being skipped if what is
// missing.
func Must(what string) bool {
	return slices.Contains(strings.Split(os.Getenv(MustVariable), ","), what)
}

// startTimeout is how long a server may take to start and to stop.
const startTimeout = time.Minute

// Server is a PostgreSQL server. It stops when the test ends.
type Server struct {
	address  url.URL // of the database "postgres"
	programs string  // folder; "" if the server was not started here
	folder   string
	settings []string
	running  *running
}

// running is the process of a server.
type running struct {
	command *exec.Cmd
	life    io.Closer // the server stops when this is closed, or this process ends
	log     *bytes.Buffer
	drained chan struct{} // closed when log is complete
}

// Postgres starts a server, or skips the test. settings such as "fsync=on" are
// added to the server's settings.
func Postgres(t testing.TB, settings ...string) *Server {
	t.Helper()
	if address := os.Getenv(AddressVariable); address != "" {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatalf("%s is no URL", AddressVariable)
		}
		return &Server{address: *u}
	}
	programs, err := findPrograms()
	if err != nil {
		missing(t, err.Error())
	}
	s := &Server{programs: programs, settings: append([]string{"fsync=off", "max_connections=100"}, settings...)}
	s.initialise(t)
	s.Start(t)
	t.Cleanup(func() { s.Stop(t) })
	return s
}

func missing(t testing.TB, reason string) {
	t.Helper()
	if Must("postgres") {
		t.Fatalf("%s lists postgres, but %s", MustVariable, reason)
	}
	t.Skipf("no PostgreSQL: %s; install it, or name a server in %s", reason, AddressVariable)
}

// findPrograms returns the folder of the newest initdb and postgres.
func findPrograms() (string, error) {
	var folders []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		slices.Reverse(found)
		folders = append(folders, found...)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append([]string{filepath.Dir(path)}, folders...)
	}
	for _, folder := range folders {
		_, noInit := os.Stat(filepath.Join(folder, "initdb"))
		_, noServer := os.Stat(filepath.Join(folder, "postgres"))
		if noInit == nil && noServer == nil {
			return folder, nil
		}
	}
	return "", fmt.Errorf("initdb and postgres are neither in PATH nor where packages put them")
}

// initialise creates the server's data in a folder that the server's user can
// enter. It might not be able to enter the test's own temporary folder.
func (s *Server) initialise(t testing.TB) {
	t.Helper()
	folder, err := os.MkdirTemp("", "verbatim-postgres-") //nolint:usetesting // the server's user must be able to enter it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	s.folder = folder
	s.address = url.URL{Scheme: "postgres", Path: "/postgres", RawQuery: url.Values{"host": {folder}, "user": {"verbatim"}}.Encode()}
	if err := giveAway(folder); err != nil {
		missing(t, err.Error())
	}
	command := exec.CommandContext(t.Context(), filepath.Join(s.programs, "initdb"), "--pgdata", s.data(), "--username=verbatim",
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	command.Dir = folder
	runAsServer(command)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// keeper runs a program until keeper's standard input ends, then stops it.
const keeper = `"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server`

// Start starts the server and waits until it accepts connections over its
// socket. It does not listen on the network.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	arguments := []string{"-c", keeper, "sh", filepath.Join(s.programs, "postgres"), "-D", s.data(), "-k", s.folder, "-c", "listen_addresses="}
	for _, setting := range s.settings {
		arguments = append(arguments, "-c", setting)
	}
	command := exec.Command("sh", arguments...) //nolint:noctx // it runs until Stop
	command.Dir = s.folder
	runAsServer(command)
	life, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	s.running = &running{command: command, life: life, log: &bytes.Buffer{}, drained: make(chan struct{})}
	ready := make(chan struct{})
	go s.running.drain(output, ready)
	select {
	case <-ready:
		return
	case <-s.running.drained:
	case <-time.After(startTimeout):
		t.Error("PostgreSQL does not start")
	}
	log := s.running.log
	s.Stop(t)
	t.Fatalf("PostgreSQL does not start:\n%s", log)
}

// drain collects the server's log, and closes ready when the server is ready.
func (r *running) drain(output io.Reader, ready chan<- struct{}) {
	defer close(r.drained)
	for lines := bufio.NewScanner(output); lines.Scan(); {
		r.log.Write(append(lines.Bytes(), '\n'))
		if ready != nil && strings.Contains(lines.Text(), "ready to accept connections") {
			close(ready)
			ready = nil
		}
	}
}

// Stop stops the server and breaks its connections.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.running == nil {
		return
	}
	r := s.running
	s.running = nil
	_ = r.life.Close() // Wait reports the error
	stopped := make(chan error, 1)
	go func() {
		<-r.drained
		stopped <- r.command.Wait()
	}()
	select {
	case err := <-stopped:
		if err != nil {
			t.Logf("PostgreSQL: %v\n%s", err, r.log)
		}
	case <-time.After(startTimeout):
		t.Error("PostgreSQL does not stop")
		_ = r.command.Process.Kill()
	}
}

// Kill kills the server and its processes, like kill -9. It can be started
// again.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(file), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		t.Fatalf("postmaster.pid begins with %q, want a process's number", first)
	}
	process, err := os.FindProcess(pid)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		t.Fatalf("kill PostgreSQL: %v", err)
	}
	r := s.running
	s.running = nil
	_ = r.life.Close() // keeper has no process left
	<-r.drained        // closed when the last process has ended
	_ = r.command.Wait()
}

// Ours reports whether the test may stop and start the server.
func (s *Server) Ours() bool { return s.programs != "" }

// Database creates an empty database and returns its URL. It is dropped when
// the test ends.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := "verbatim_test_" + strings.ToLower(rand.Text())
	s.Execute(t, s.address.String(), `CREATE DATABASE `+name)
	t.Cleanup(func() {
		if !s.Ours() { // a server of ours is deleted as a whole
			s.Execute(t, s.address.String(), `DROP DATABASE `+name+` WITH (FORCE)`)
		}
	})
	u := s.address
	u.Path = "/" + name
	return u.String()
}

// Execute runs a statement in the database at address.
func (s *Server) Execute(t testing.TB, address, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
