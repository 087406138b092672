package ops

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestProfilesStayOnTheMachine(t *testing.T) {
	tests := []struct {
		name  string
		local bool
		path  string
		host  string
		want  int
		says  string
	}{
		{"on loopback", true, "/debug/pprof/goroutine?debug=1", "127.0.0.1:9090", http.StatusOK, "goroutine profile"},
		{"on loopback by name", true, "/debug/pprof/", "localhost:9090", http.StatusOK, "heap"},
		{"on loopback in IPv6", true, "/debug/pprof/", "[::1]:9090", http.StatusOK, "heap"},
		{"off loopback", false, "/debug/pprof/", "127.0.0.1:9090", http.StatusForbidden, "only served on a loopback address: start serve with --ops 127.0.0.1:9090"},
		{"off loopback, a profile", false, "/debug/pprof/heap", "example.org", http.StatusForbidden, "loopback"},
		{"under another name", true, "/debug/pprof/heap", "rebound.example:9090", http.StatusForbidden, "only served under the name localhost"},
		{"the command line", true, "/debug/pprof/cmdline", "localhost:9090", http.StatusNotFound, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, tt.path, nil)
			r.Host = tt.host
			w := httptest.NewRecorder()
			New(Options{}).handler(tt.local).ServeHTTP(w, r)
			if w.Code != tt.want || !strings.Contains(w.Body.String(), tt.says) {
				t.Errorf("status %d, %s\nwant %d and %q", w.Code, w.Body, tt.want, tt.says)
			}
		})
	}
}

func TestWhichAddressesAreLoopback(t *testing.T) {
	tests := map[string]bool{"127.0.0.1": true, "127.8.8.8": true, "::1": true, "0.0.0.0": false, "::": false, "192.0.2.1": false}
	for ip, want := range tests {
		if got := loopback(&net.TCPAddr{IP: net.ParseIP(ip), Port: 9090}); got != want {
			t.Errorf("%s: %v, want %v", ip, got, want)
		}
	}
}

func TestListener(t *testing.T) {
	m := New(Options{})
	s, err := m.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := m.Listen(t.Context(), s.Addr.String()); err == nil || !strings.Contains(err.Error(), "listen for metrics and health checks") {
		t.Errorf("a second listener at the address: %v, want an error", err)
	}
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.Addr.String()+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Accept", "application/json")
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var got readiness
	if err := json.Unmarshal(raw, &got); err != nil || response.StatusCode != http.StatusServiceUnavailable || got.Ready || len(got.Checks) != 3 {
		t.Errorf("status %d, %s, %v, want 503 and three checks", response.StatusCode, raw, err)
	}
	post, err := http.Post("http://"+s.Addr.String()+"/healthz", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	_ = post.Body.Close()
	if post.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /healthz: status %d, want %d", post.StatusCode, http.StatusMethodNotAllowed)
	}
}
