package cli

import (
	"bytes"
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"verbatim/config"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/index/remote"
)

var _ searcher = (*remote.Client)(nil)

// owning runs do while another part of this process owns the index of the data
// folder, as serve does.
func owning(t *testing.T, data string, do func()) {
	t.Helper()
	var log bytes.Buffer
	p := Program{Getenv: func(string) string { return "" }, Stdout: &log, Stderr: &log}
	cfg := &config.Config{Data: data, LogLevel: "warn", LogFormat: config.Text}
	err := p.withIndex(t.Context(), cfg, index.Options{}, func(_ *store.Store, ix *index.Index) error {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- remote.Serve(ctx, remote.Path(data), ix, p.logger(cfg)) }()
		for await := time.Now().Add(10 * time.Second); time.Now().Before(await); {
			if running, err := remote.Find(t.Context(), remote.Path(data)); err != nil || running != nil {
				break
			}
			runtime.Gosched()
		}
		do()
		cancel()
		return <-done
	})
	if err != nil {
		t.Fatalf("%v; its log:\n%s", err, log.String())
	}
}

// If the bot runs on the data folder, it answers the command's question, with
// everything stored by then.
func TestAskTheRunningProcess(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	owning(t, data, func() {
		line := `{"id":"harbour","title":"Harbour","text":"“The cranes will be painted green,” said Olga Brandt, the harbour master."}`
		if status, _, stderr := command(t, data, line, "corpus", "import", "-"); status != 0 {
			t.Fatalf("import: status %d, %q", status, stderr)
		}
		tests := []struct {
			name   string
			args   []string
			status int
			want   string
		}{
			{"what has just been imported", []string{"ask", "What will be painted green?"}, 0, "Olga Brandt"},
			{"as JSON", []string{"ask", "--format", "json", "What will be painted green?"}, 0, `"mention":{"start":45,"end":56}`},
			{"nothing", []string{"ask", "best pizza in town"}, 0, "Nothing in the corpus answers this."},
			{"an unknown speaker", []string{"ask", "--speaker", "Olgb", "what is painted?"}, 1, `"Olga Brandt"`},
			{"without the built-in article", []string{"ask", "--no-builtin", "Who severed diplomatic relationships with Tehran?"}, 0, "Nothing"},
		}
		for _, tt := range tests {
			status, stdout, stderr := command(t, data, "", tt.args...)
			if status != tt.status || !strings.Contains(stdout+stderr, tt.want) {
				t.Errorf("%s: status %d, %s%s, want %d and %q", tt.name, status, stdout, stderr, tt.status, tt.want)
			}
		}
		var batch strings.Builder
		for range 200 {
			batch.WriteString(`{"id":1,"q":"What will be painted green?"}` + "\n")
		}
		status, stdout, stderr := command(t, data, batch.String(), "ask", "--batch", "-")
		if n := strings.Count(stdout, `"speaker":"Olga Brandt"`); status != 0 || n != 200 {
			t.Errorf("a batch: status %d, %q, %d answers, want 200", status, stderr, n)
		}
		info, err := os.Stat(filepath.Join(data, "verbatim.sock"))
		if err != nil || info.Mode().Perm() != 0o600 || info.Mode().Type() != fs.ModeSocket {
			t.Errorf("the socket is %v, %v, want one for its owner alone", info, err)
		}
	})
	if status, stdout, stderr := command(t, data, "", "ask", "What will be painted green?"); status != 0 || !strings.Contains(stdout, "Olga Brandt") {
		t.Errorf("after it has ended: status %d, %q, %q, want the answer", status, stdout, stderr)
	}
}

// A file at the socket's path that does not answer does no harm.
func TestSocketLeftBehind(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(data, "verbatim.sock"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := command(t, data, "", "ask", "best pizza in town"); status != 0 {
		t.Errorf("ask: status %d, %q, want it done", status, stderr)
	}
	owning(t, data, func() {
		if running, err := remote.Find(t.Context(), remote.Path(data)); running == nil || err != nil {
			t.Errorf("Find = %v, %v, want the one that took the socket's place", running, err)
		}
	})
}
