package cli

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/corpus/worker"
	"verbatim/internal/ops"
)

// Readers read all fetched and supplied documents and count them; the metrics
// have a line for each result and reason from the start.
func TestDocumentsAreReadByReaders(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(page, []byte(sample), 0o600); err != nil {
		t.Fatal(err)
	}
	p := Program{Stderr: t.Output(), Getenv: os.Getenv}
	cfg := parseArgs(t, "corpus", "add", "--data", t.TempDir(), page)
	m := ops.New(ops.Options{})
	readers, err := p.readers(cfg, m)
	if err != nil {
		t.Fatal(err)
	}
	defer readers.Close()
	err = p.withStore(t.Context(), cfg, func(s *store.Store) error {
		d, _, err := p.openService(cfg, s, serviceParts{readers: readers, monitor: m})
		if err != nil {
			return err
		}
		added, err := d.Add(t.Context(), corpus.ByOperator, corpus.Source{Kind: corpus.SourceFile, Location: page}, nil)
		if err != nil {
			return err
		}
		runs, err := d.Refresh(t.Context(), corpus.ByOperator, "", added.ID, func(corpus.Progress) {})
		if len(runs) != 1 || runs[0].Tally.New != 1 {
			t.Errorf("the refresh did %+v, want one new article", runs)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readers.Close()
	text := scrape(t, m)
	for _, want := range []string{`verbatim_reader_documents_total{result="read"} 1`, `verbatim_reader_ends_total{reason="closed"} 1`} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	for _, result := range worker.Results() {
		if !strings.Contains(text, `verbatim_reader_documents_total{result="`+result+`"}`) {
			t.Errorf("the metrics begin without the result %s", result)
		}
	}
	for _, reason := range worker.Ends() {
		if !strings.Contains(text, `verbatim_reader_ends_total{reason="`+reason+`"}`) {
			t.Errorf("the metrics begin without the reason %s", reason)
		}
	}
}

// scrape is what Prometheus reads of m.
func scrape(t *testing.T, m *ops.Monitor) string {
	t.Helper()
	server, err := m.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	resp, err := http.Get("http://" + server.Addr.String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The process keeps below what its readers leave of its control group.
func TestSoftLimit(t *testing.T) {
	const mb = 1 << 20
	tests := []struct {
		name        string
		group, room uint64
		want        int64
		fits        bool
	}{
		{"the unit's", 2048 * mb, 1024 * mb, 1024 * mb / 10 * 9, true},
		{"a large one", 64 << 30, 1024 * mb, 63 << 30 / 10 * 9, true},
		{"one that is too small for its readers", 1024 * mb, 1024 * mb, 256 * mb, false},
		{"one far too small", 100 * mb, 1024 * mb, 25 * mb, false},
	}
	for _, tt := range tests {
		got, fits := softLimit(tt.group, tt.room)
		if got/10 != tt.want/10 || fits != tt.fits {
			t.Errorf("%s: %d, %v, want %d, %v", tt.name, got, fits, tt.want, tt.fits)
		}
	}
}

func TestStartedAs(t *testing.T) {
	t.Parallel()
	if path, err := startedAs("/no/such/verbatim"); err == nil || !strings.Contains(err.Error(), "mount /proc") {
		t.Errorf("got %q, %v, want an error that says what to do", path, err)
	}
}
