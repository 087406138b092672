// Package ops is what an operator sees of a running process: its metrics in
// Prometheus's format, whether it is alive and ready, and profiles, all over one
// HTTP listener. The rooms tell a Monitor what they do, through interfaces of
// their own; it knows none of them.
//
// No label holds what a user, a guild or a source is called, nor what anybody
// asked: each has a handful of values that the program itself names.
package ops

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"verbatim/corpus"
)

// Options is what a Monitor is made of.
type Options struct {
	Version string // of the program
	Log     *slog.Logger
}

// Monitor gathers what is told of the process. Its methods may be called from
// any number of goroutines. Make one with New.
type Monitor struct {
	log      *slog.Logger
	registry *prometheus.Registry
	meters   meters

	mu       sync.Mutex // guards what follows
	loops    map[string]time.Time
	shards   map[int]string
	door     string // what the door says of itself, "" before it does
	open     bool   // the door takes interactions
	store    storeState
	index    indexState
	draining bool
}

// New makes a Monitor of a process that has just begun.
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

// View is the index that follows it.
type View interface {
	Position() corpus.Position
}

// Drain says that the process is about to end: from now on it is not ready.
func (m *Monitor) Drain() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.draining = true
}
