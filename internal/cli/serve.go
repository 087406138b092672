package cli

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"verbatim/bot"
	commands "verbatim/bot/command"
	"verbatim/bot/evidence"
	"verbatim/bot/gateway"
	"verbatim/bot/notify"
	"verbatim/bot/rest"
	"verbatim/bot/webhook"
	"verbatim/config"
	"verbatim/corpus/admin"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/index/remote"
	"verbatim/internal/ops"
)

// serve runs the bot on Discord and on the playground's page until ctx ends. It
// goes online when the index has caught up with the store, or after p.Grace:
// until it has, answers use the articles indexed so far, and say that the index
// is being filled if there are none.
func (p *Program) serve(ctx context.Context, cfg *config.Config) error {
	limitMemory(cfg, p.logger(cfg))
	m, ctx, end, err := p.monitor(ctx, cfg)
	if err != nil {
		return err
	}
	defer end()
	err = p.withIndex(ctx, cfg, index.Options{Resume: inFleet(cfg)}, func(s *store.Store, ix *index.Index) error {
		ix.Pulse(m)
		ix.Meter(m)
		ix.MeterReading(m)
		defer looking(ctx, m, s, ix)()
		return p.serveFrom(ctx, cfg, s, ix, m)
	})
	if errors.Is(err, context.Canceled) {
		return nil // a signal is the normal end
	}
	return err
}

func (p *Program) serveFrom(ctx context.Context, cfg *config.Config, s *store.Store, ix *index.Index, m *ops.Monitor) error {
	log := p.logger(cfg)
	// One transport, so that all of Discord's refusals are counted together.
	transport := rest.NewTransport(p.Discord, log)
	transport.Measure(m)
	o := commands.Options{
		Search: measured{ix, m}, Log: log, Meter: m, Threshold: index.DefaultThreshold, NoBuiltin: cfg.NoBuiltin,
		Limits: p.Limits, Version: buildVersion(),
	}
	page, closeSenders, err := openSenders(ctx, cfg, transport, log, &o)
	if err != nil {
		return err
	}
	defer closeSenders()
	readers, err := p.readers(cfg, m)
	if err != nil {
		return err
	}
	defer readers.Close()
	d, refresher, err := p.openService(cfg, s, serviceParts{readers: readers, monitor: m, page: page})
	if err != nil {
		return err
	}
	links, err := openEvidence(cfg, page, &o)
	if err != nil {
		return err
	}
	o.Corpus, o.Settings = d, d
	b := commands.New(o)
	notifier := notify.New(notify.Options{
		Settings: b.Settings(), Search: o.Search, Index: ix, Audit: d, Watches: d, Leases: d, Sender: o.Sender, Evidence: o.Evidence, Liveness: m, Log: log,
	})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return ix.Follow(ctx) })
	group.Go(func() error { s.KeepWiped(ctx); return nil })
	p.awaitIndex(ctx, ix, log)
	m.LookOnce(ctx, s, ix)
	group.Go(func() error { refresher.Run(ctx); return nil })
	group.Go(func() error { notifier.FollowAudit(ctx); return nil })
	group.Go(func() error { notifier.FollowWatches(ctx); return nil })
	group.Go(func() error { return remote.Serve(ctx, remote.Path(cfg.Data), ix, log) })
	if page != nil {
		group.Go(func() error {
			return p.showPlayground(links.within(ctx), cfg, page, b, pages(links.own, d, b, m, log), m)
		})
	}
	if cfg.Serve.Discord() {
		group.Go(func() error { return p.door(ctx, cfg, s, ix, b, transport, d, m, pages(links.public, d, b, m, log)) })
	}
	return group.Wait()
}

// defaultGrace is how long serve waits for its index before it goes online. It
// is enough to index the few articles that were stored while the process was
// down.
const defaultGrace = 500 * time.Millisecond

// awaitIndex returns when the index has caught up with the store, or after
// p.Grace.
func (p *Program) awaitIndex(ctx context.Context, ix *index.Index, log *slog.Logger) {
	soon := time.NewTimer(cmp.Or(p.Grace, defaultGrace))
	defer soon.Stop()
	select {
	case <-ix.Filled():
	case <-ctx.Done():
	case <-soon.C:
		log.Warn("the index is still being filled; until then, answers only use the articles indexed so far")
	}
}

// door connects the bot to Discord until ctx ends: over signed HTTP if that is
// configured, else over the gateway. Discord sends interactions to only one of
// them.
func (p *Program) door(ctx context.Context, cfg *config.Config, s *store.Store, ix *index.Index, b *bot.Bot, transport *rest.Transport, d *admin.Service, m *ops.Monitor, pages *evidence.Pages) error {
	log := p.logger(cfg)
	token, serve := cfg.Serve.Token.Reveal(), cfg.Serve
	if serve.HTTP != "" {
		return webhook.Run(ctx, b, webhook.Options{
			Token: token, Key: serve.PublicKey, Addr: serve.HTTP, CertFile: serve.TLSCert, KeyFile: serve.TLSKey,
			Log: log, Out: p.Stdout, Transport: transport, Guilds: d, Meter: m, Proxies: serve.TrustedProxy,
			Evidence: pages,
		})
	}
	return gateway.Run(ctx, b, gateway.Options{
		Token: token, Log: log, Out: p.Stdout, Transport: transport, Guilds: d, Shards: gateway.Shards(serve.Shards), Meter: m,
		Fleet: p.fleet(cfg, s, ix),
	})
}
