package ops

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"verbatim/corpus"
	"verbatim/internal/golden"
)

// busy is a monitor that has been told of everything once.
func busy() *Monitor {
	m := New(Options{Version: "v1.2.3"})
	m.Begun()
	m.Handled("ask", "command", "answered", 20*time.Millisecond)
	m.Searched(2 * time.Millisecond)
	m.Answered("read")
	m.ReadFor(80 * time.Millisecond)
	m.ReadingQueue(2)
	m.Rendered(time.Millisecond)
	m.Replied("respond", 90*time.Millisecond)
	m.Requested(http.StatusTooManyRequests)
	m.Waited("rate_limit", time.Second)
	m.Queued(time.Second)
	m.SetAside()
	m.Paged(http.StatusOK, 3*time.Millisecond)
	m.Damaged("found")
	m.LeftOut()
	m.Unread("component")
	m.Refused(http.StatusUnauthorized, "signature")
	m.Dropped("idle")
	m.DocumentRead("read", 4*time.Millisecond)
	m.ReaderEnded("worn")
	m.Shard(0, "connected")
	m.Refreshed(corpus.Run{Trigger: corpus.TriggerPerson, Tally: corpus.Tally{New: 2, Failed: 1}, Error: "1 page"}, nil, time.Second)
	return m
}

// scraped is what Prometheus reads, parsed.
func scraped(t *testing.T, m *Monitor) map[string]*dto.MetricFamily {
	t.Helper()
	w := httptest.NewRecorder()
	m.handler(true).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return families
}

func TestMetricsAreServed(t *testing.T) {
	families := scraped(t, busy())
	for _, name := range []string{"verbatim_interactions_total", "verbatim_build_info", "go_goroutines"} {
		if families[name] == nil {
			t.Errorf("%s is not served", name)
		}
	}
}

func TestMetricsAreWellNamed(t *testing.T) {
	problems, err := testutil.GatherAndLint(busy().registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestWhatIsCounted(t *testing.T) {
	m := busy()
	m.Begun()
	m.Handled("ask", "command", "answered", 0)
	m.Begun()
	want := `
# HELP verbatim_interactions_in_flight Interactions that are being handled.
# TYPE verbatim_interactions_in_flight gauge
verbatim_interactions_in_flight 1
# HELP verbatim_interactions_total Interactions that were handled, by command, kind of interaction, and outcome.
# TYPE verbatim_interactions_total counter
verbatim_interactions_total{command="ask",kind="command",outcome="answered"} 2
`
	if err := testutil.GatherAndCompare(m.registry, strings.NewReader(want), "verbatim_interactions_total", "verbatim_interactions_in_flight"); err != nil {
		t.Error(err)
	}
	if n := scraped(t, m)["verbatim_first_response_seconds"].Metric[0].GetHistogram().GetSampleCount(); n != 1 {
		t.Errorf("%d first responses, want 1: the other did not arrive", n)
	}
}

func TestClassesOfAnswers(t *testing.T) {
	tests := map[int]string{0: "none", -1: "none", 42: "none", 200: "2xx", 204: "2xx", 404: "4xx", 429: "429", 502: "5xx", 700: "none"}
	for status, class := range tests {
		m := New(Options{})
		m.Requested(status)
		if got := testutil.ToFloat64(m.meters.requests.WithLabelValues(class)); got != 1 {
			t.Errorf("a request with status %d counts %v in %s, want 1", status, got, class)
		}
	}
}

func TestResultsOfRefreshes(t *testing.T) {
	tests := []struct {
		name string
		run  corpus.Run
		err  error
		want string
	}{
		{"nothing is new", corpus.Run{Tally: corpus.Tally{Unchanged: 3}}, nil, "unchanged"},
		{"something is", corpus.Run{Tally: corpus.Tally{Gone: 1}}, nil, "changed"},
		{"a page is missing", corpus.Run{Tally: corpus.Tally{Unchanged: 1, Failed: 1}, Error: "x"}, nil, "partial"},
		{"all are", corpus.Run{Tally: corpus.Tally{Failed: 1}, Error: "x"}, nil, "failed"},
		{"elsewhere", corpus.Run{}, fmt.Errorf("a: %w", corpus.ErrBusy), "busy"},
		{"no store", corpus.Run{}, fmt.Errorf("a: %w", corpus.ErrOutage), "away"},
		{"removed", corpus.Run{}, corpus.ErrNoSource, "stopped"},
		{"something else", corpus.Run{}, errors.New("x"), "stopped"},
	}
	for _, tt := range tests {
		if got := refreshResult(tt.run, tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The marks around the table in docs/metrics.md.
const (
	tableBegin = "<!-- the table: go test ./ops -update -->\n"
	tableEnd   = "<!-- the end of the table -->\n"
)

// The table lists exactly the registered metrics.
func TestMetricsAreListed(t *testing.T) {
	m := busy()
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| metric | kind | labels | meaning |\n|---|---|---|---|\n")
	listed := map[string]bool{}
	for _, f := range families {
		if !strings.HasPrefix(f.GetName(), "verbatim_") {
			continue // of Go's runtime and the operating system, which differ
		}
		listed[f.GetName()] = true
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", f.GetName(), strings.ToLower(f.GetType().String()), labels(f), f.GetHelp())
	}
	for _, name := range registered(m) {
		if strings.HasPrefix(name, "verbatim_") && !listed[name] {
			t.Errorf("%s is registered, and this test has not seen it", name)
		}
	}
	const path = "../../docs/metrics.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(text), tableBegin)
	_, tail, ok2 := strings.Cut(rest, tableEnd)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no table", path)
	}
	golden.Check(t, path, head+tableBegin+table.String()+tableEnd+tail, "")
	for _, name := range regexp.MustCompile(`verbatim_[a-z_]+`).FindAllString(head+tail, -1) {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_count"), "_sum")
		if !listed[name] && !listed[base] {
			t.Errorf("%s is spoken of, and is no metric", name)
		}
	}
}

// labels are the names of a metric's labels.
func labels(f *dto.MetricFamily) string {
	var names []string
	for _, l := range f.Metric[0].Label {
		names = append(names, "`"+l.GetName()+"`")
	}
	return cmp.Or(strings.Join(names, ", "), "–")
}

// registered are the names of all that the registry describes.
func registered(m *Monitor) []string {
	descs := make(chan *prometheus.Desc)
	go func() {
		defer close(descs)
		m.registry.Describe(descs)
	}()
	var names []string
	name := regexp.MustCompile(`fqName: "([^"]+)"`)
	for d := range descs {
		names = append(names, name.FindStringSubmatch(d.String())[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
