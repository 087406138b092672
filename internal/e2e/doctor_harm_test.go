package e2e

import (
	"bytes"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"

	"verbatim/internal/discordtest"
)

// discordClient asks a Discord as its application.
type discordClient struct {
	t       *testing.T
	discord *discordtest.Server
}

func (c *discordClient) do(method, path string, body []byte) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, "https://discord.com/api/v10"+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bot "+c.discord.Token())
	request.Header.Set("Content-Type", "application/json")
	response, err := c.discord.Transport().RoundTrip(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %s", method, path, response.Status)
	}
}

// write replaces a file of the data folder, and what SQLite keeps beside it.
func (x *setup) write(t *testing.T, name, text string) {
	t.Helper()
	for _, beside := range []string{"-wal", "-shm"} {
		_ = os.Remove(filepath.Join(x.data, name+beside)) // it may not be there
	}
	if err := os.WriteFile(filepath.Join(x.data, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// spoil overwrites a file of the data folder from an offset to its end.
func (x *setup) spoil(t *testing.T, name string, from int) {
	t.Helper()
	path := filepath.Join(x.data, name)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) <= from {
		t.Fatalf("%s has %d bytes, want more than %d", name, len(content), from)
	}
	for i := from; i < len(content); i++ {
		content[i] = 0x5a
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// spoilSegment flips a byte of one of the index's segments.
func (x *setup) spoilSegment(t *testing.T) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(x.data, "index", "view", "store", "*.zap"))
	if err != nil || len(found) == 0 {
		t.Fatalf("there are the segments %q, %v", found, err)
	}
	content, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(found[0], content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// age gives the store's schema another version: the one given, or where it is
// negative, the one before.
func (x *setup) age(t *testing.T, version int) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(x.data, "verbatim.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if version < 0 {
		_, err = db.ExecContext(t.Context(), `DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`)
	} else {
		_, err = db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, 1)`, version)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// holdIndex keeps the index open, as another process would.
func (x *setup) holdIndex(t *testing.T) {
	t.Helper()
	lock := flock.New(filepath.Join(x.data, "index", "lock"))
	if free, err := lock.TryLock(); err != nil || !free {
		t.Fatalf("the index's lock: %v, %v", free, err)
	}
	t.Cleanup(func() { _ = lock.Close() })
}
