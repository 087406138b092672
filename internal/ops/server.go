package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof" // what it registers for everybody is never served: see profiles
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
)

const (
	// headerWithin, answerWithin and idleWithin bound each client. A profile
	// takes as long as the client asks for, up to answerWithin.
	headerWithin = 5 * time.Second
	answerWithin = 2 * time.Minute
	idleWithin   = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes
	maxConns     = 64
	// closeWithin is how long answers in progress may take at the end.
	closeWithin = time.Second
)

// Server serves a Monitor over HTTP, until Close.
type Server struct {
	server *http.Server
	ended  chan struct{}
	Addr   net.Addr // the address that it listens on
}

// Listen serves /metrics, /healthz and /readyz at addr (host:port; port 0 means
// any free port). If addr is a loopback address, it also serves /debug/pprof/.
func (m *Monitor) Listen(ctx context.Context, addr string) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics and health checks: %w", err)
	}
	local := loopback(listener.Addr())
	s := &Server{Addr: listener.Addr(), ended: make(chan struct{}), server: &http.Server{
		Handler:           m.handler(local),
		ReadHeaderTimeout: headerWithin, ReadTimeout: headerWithin, WriteTimeout: answerWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelDebug),
	}}
	m.log.InfoContext(ctx, "serving metrics and health checks", "address", s.Addr.String(), "profiles", local)
	go func() {
		defer close(s.ended)
		if err := s.server.Serve(netutil.LimitListener(listener, maxConns)); !errors.Is(err, http.ErrServerClosed) {
			m.log.Error("serving metrics and health checks failed", "error", err)
		}
	}()
	return s, nil
}

// Close stops the server. Answers in progress may take one more second.
func (s *Server) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	_ = s.server.Shutdown(ctx) // Close ends what this leaves
	_ = s.server.Close()
	<-s.ended
}

// loopback reports whether only this machine can reach the address.
func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// handler serves the operator's paths, and profiles if the listener is local.
func (m *Monitor) handler(local bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelError), Timeout: answerWithin / 2, MaxRequestsInFlight: maxConns,
	}))
	mux.HandleFunc("GET /healthz", m.serveHealth)
	mux.HandleFunc("GET /readyz", m.serveReadiness)
	mux.Handle("GET /debug/pprof/", profiles(local))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		say(w, http.StatusOK, "/metrics\n/healthz\n/readyz\n/debug/pprof/\n")
	})
	return mux
}

func (m *Monitor) serveHealth(w http.ResponseWriter, _ *http.Request) {
	if err := m.Alive(); err != nil {
		say(w, http.StatusServiceUnavailable, err.Error()+"\n")
		return
	}
	say(w, http.StatusOK, "ok\n")
}

// serveReadiness answers how ready the process is: in JSON if the client asks
// for it, else with a line per check.
func (m *Monitor) serveReadiness(w http.ResponseWriter, r *http.Request) {
	ready := m.readiness()
	status, head := http.StatusOK, "ready\n"
	if !ready.Ready {
		status, head = http.StatusServiceUnavailable, "not ready\n"
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(ready) // the client may be gone
		return
	}
	var text strings.Builder
	text.WriteString(head)
	for _, c := range ready.Checks {
		fmt.Fprintf(&text, "%s: %s\n", c.Name, c.Says)
	}
	say(w, status, text.String())
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the client may be gone
}

// profiles serves Go's profiles if only this machine can ask for them, since
// they show the contents of memory. It does not serve the command line, which
// may hold a database's password. The request's host must be a loopback name,
// so that a web page in a browser on this machine cannot read them through a
// name of its own.
func profiles(local bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", http.NotFound)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !local {
			say(w, http.StatusForbidden, "Profiles show the contents of memory, so they are only served on a loopback address: start serve with --ops 127.0.0.1:9090, and use ssh -L to reach it from elsewhere.\n")
			return
		}
		if !localHost(r.Host) {
			say(w, http.StatusForbidden, "Profiles are only served under the name localhost or a loopback address.\n")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// localHost reports whether host is a name of this machine's loopback.
func localHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	addr, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && addr.Unmap().IsLoopback()
}
