package cli

import (
	"context"
	"sync"
	"time"

	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/internal/ops"
)

// monitor serves metrics and health checks, if configured, from before the
// store is opened until end is called. The context that it returns ends after
// ctx: only when load balancers have had the configured time to see that the
// process is not ready.
func (p *Program) monitor(ctx context.Context, cfg *config.Config) (_ *ops.Monitor, until context.Context, end func(), err error) {
	m := ops.New(ops.Options{Version: buildVersion(), Log: p.logger(cfg)})
	closeListener := func() {}
	if addr := cfg.Serve.Ops; addr != "" {
		server, err := m.Listen(ctx, addr)
		if err != nil {
			return nil, nil, nil, err
		}
		closeListener = server.Close
	}
	until, stop := drained(ctx, m, cfg.Serve.DrainDelay)
	return m, until, func() { stop(); closeListener() }, nil
}

// drained returns a context that ends after ctx. When ctx ends, the process
// stops being ready. If it was ready, interactions go on for delay, until their
// senders have noticed.
func drained(ctx context.Context, m *ops.Monitor, delay time.Duration) (until context.Context, stop func()) {
	until, cancel := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		served := m.Ready() == nil
		m.Drain()
		if served && delay > 0 {
			select {
			case <-time.After(delay):
			case <-until.Done():
			}
		}
		cancel()
	})
	return until, func() { forget(); cancel() }
}

// looking checks the store and the index until stop is called.
func looking(ctx context.Context, m *ops.Monitor, s *store.Store, ix *index.Index) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var looks sync.WaitGroup
	looks.Go(func() { m.Look(ctx, s, ix) })
	return func() { cancel(); looks.Wait() }
}

// measured is the index with its searches timed.
type measured struct {
	*index.Index
	monitor *ops.Monitor
}

// Search searches the index.
func (i measured) Search(ctx context.Context, q corpus.Query) (corpus.Found, error) {
	begin := time.Now()
	defer func() { i.monitor.Searched(time.Since(begin)) }()
	return i.Index.Search(ctx, q)
}
