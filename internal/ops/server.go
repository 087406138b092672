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
	// headerWithin, answerWithin and idleWithin bound a client; a profile takes
	// as long as is asked for, up to answerWithin.
	headerWithin = 5 * time.Second
	answerWithin = 2 * time.Minute
	idleWithin   = 2 * time.Minute
	maxHeader    = 16 << 10 // bytes
	maxConns     = 64
	// closeWithin is what an answer that is being written has at the end.
	closeWithin = time.Second
)

// Server serves a Monitor over HTTP, until Close.
type Server struct {
	server *http.Server
	ended  chan struct{}
	Addr   net.Addr // that it listens on
}

// Listen serves /metrics, /healthz, /readyz and, on a loopback address alone,
// /debug/pprof/ at addr (host:port; port 0 is any that is free).
func (m *Monitor) Listen(ctx context.Context, addr string) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for the operator: %w", err)
	}
	local := loopback(listener.Addr())
	s := &Server{Addr: listener.Addr(), ended: make(chan struct{}), server: &http.Server{
		Handler:           m.handler(local),
		ReadHeaderTimeout: headerWithin, ReadTimeout: headerWithin, WriteTimeout: answerWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelDebug),
	}}
	m.log.InfoContext(ctx, "listening for the operator", "address", s.Addr.String(), "profiles", local)
	go func() {
		defer close(s.ended)
		if err := s.server.Serve(netutil.LimitListener(listener, maxConns)); !errors.Is(err, http.ErrServerClosed) {
			m.log.Error("the operator's listener failed", "error", err)
		}
	}()
	return s, nil
}

// Close ends the serving. Answers that are being written have a second.
func (s *Server) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	_ = s.server.Shutdown(ctx) // what it leaves, Close ends
	_ = s.server.Close()
	<-s.ended
}

// loopback reports whether only this machine can reach the address.
func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// handler serves the operator's paths; profiles where the listener is local.
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

// serveReadiness says how ready the process is: in JSON where that is asked for,
// else a line for each check.
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
		_ = json.NewEncoder(w).Encode(ready) // who asked may be gone
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
	_, _ = io.WriteString(w, text) // who asked may be gone
}

// profiles serves Go's profiles where only this machine can ask for them: they
// show what is in memory. The command line is not among them, as a database's
// password may stand in it. A page that a browser of this machine has open must
// not read them either, under a name of its own for this address.
func profiles(local bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", http.NotFound)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !local {
			say(w, http.StatusForbidden, "Profiles show what is in memory, and are served on a loopback address alone: start serve with --ops 127.0.0.1:9090, and reach it from elsewhere through ssh -L.\n")
			return
		}
		if !localHost(r.Host) {
			say(w, http.StatusForbidden, "Profiles are served to who asks for localhost or a loopback address, not for another name.\n")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// localHost reports whether a request's host names this machine's loopback.
func localHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	addr, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && addr.Unmap().IsLoopback()
}
