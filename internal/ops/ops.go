// Package ops shows operators a running process: its metrics in Prometheus's
// format, whether it is alive and ready, and profiles, all over one HTTP
// listener. Other packages report to a Monitor through interfaces that they
// declare themselves; Monitor knows none of these packages.
//
// No label holds the name of a user, a guild or a source, or the text of a
// question. Each label has a few values, all chosen by the program.
package ops

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"verbatim/corpus"
)

// Options configures a Monitor.
type Options struct {
	Version string // of the program
	Log     *slog.Logger
}

// Monitor collects what the process reports. Its methods may be called from any
// number of goroutines. Make one with New.
type Monitor struct {
	log      *slog.Logger
	registry *prometheus.Registry
	meters   meters

	mu       sync.Mutex // guards the fields below
	loops    map[string]time.Time
	shards   map[int]string
	door     string // a description of the door's state; "" before the first report
	open     bool   // the door accepts interactions
	store    storeState
	index    indexState
	draining bool
}

// New returns a Monitor for a process that has just started.
func New(o Options) *Monitor {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	m := &Monitor{log: o.Log, registry: prometheus.NewRegistry(), loops: map[string]time.Time{}, shards: map[int]string{}}
	m.meters = newMeters(m.registry, o.Version)
	m.registry.MustRegister(m.gauges()...)
	return m
}

// Feed is the change feed that the index follows.
type Feed interface {
	Head(ctx context.Context) (corpus.Head, error)
}

// View is the index that follows the feed.
type View interface {
	Position() corpus.Position
}

// Drain records that the process is about to end. From then on it is not ready.
func (m *Monitor) Drain() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.draining = true
}
