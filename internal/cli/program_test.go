package cli

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"verbatim/config"
	"verbatim/corpus/store"
	"verbatim/index"
)

// TestMain lets tests start the test's own program as a reader.
func TestMain(m *testing.M) {
	if IsReader(os.Args) {
		Main()
	}
	OwnerOnly() // as Main does
	os.Exit(m.Run())
}

// command runs the program as from the command line, on its own data folder,
// and returns its exit status and output.
func command(t *testing.T, data, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	env := map[string]string{"VERBATIM_DATA": data}
	var out, log bytes.Buffer
	p := Program{Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &log}
	status = Exit(p.Run(t.Context(), args), &log)
	return status, out.String(), log.String()
}

// If another process holds the index, a command says so quickly.
func TestDataFolderInUse(t *testing.T) {
	data := t.TempDir()
	err := withIndex(t, data, func() {
		status, _, stderr := command(t, data, "", "ask", "who said it?")
		if status != 1 || !strings.Contains(stderr, "in use by another verbatim process") || !strings.Contains(stderr, "--data") {
			t.Errorf("status %d, %q, want 1 and that another verbatim runs", status, stderr)
		}
		// What needs no index works.
		line := `{"id":"a","title":"A","text":"x"}`
		if status, stdout, stderr := command(t, data, line, "corpus", "import", "-"); status != 0 || !strings.Contains(stdout, "1 new") {
			t.Errorf("import: status %d, %q, %q, want it done", status, stdout, stderr)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// withIndex runs do while the data folder's index is open.
func withIndex(t *testing.T, data string, do func()) error {
	t.Helper()
	p := Program{Stderr: t.Output(), Getenv: os.Getenv}
	cfg := parseArgs(t, "ask", "--data", data, "x")
	return p.withIndex(t.Context(), cfg, index.Options{}, func(*store.Store, *index.Index) error {
		do()
		return nil
	})
}

func parseArgs(t *testing.T, args ...string) *config.Config {
	t.Helper()
	cfg, err := config.Parse(args, func(string) string { return "" }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

var _ searcher = (*index.Index)(nil)
