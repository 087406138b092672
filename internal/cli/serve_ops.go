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

// monitor is what the operator sees of serve, from before the store is opened
// until end is called, over the listener where one was asked for. The context
// that it returns ends when ctx has and the process has been seen not to be
// ready for as long as was asked for.
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

// drained is a context that ends after ctx: first the process is said to be not
// ready, and where it was, interactions go on for a while, until those who send
// them have seen that.
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

// looking looks at the store and the index until the function that it returns is
// called.
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

// Search is the index's.
func (i measured) Search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	begin := time.Now()
	defer func() { i.monitor.Searched(time.Since(begin)) }()
	return i.Index.Search(ctx, q)
}
