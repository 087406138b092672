package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"verbatim/bot"
	"verbatim/bot/gateway"
	"verbatim/config"
	"verbatim/corpus/store"
	"verbatim/index"
)

// serve answers on Discord until ctx ends. It goes online when the index holds
// all that the store does, so that no answer is missed.
func (p *program) serve(ctx context.Context, cfg *config.Config) error {
	log := p.logger(cfg)
	err := p.withIndex(ctx, cfg, func(_ *store.Store, ix *index.Index) error {
		if err := ix.CatchUp(ctx); err != nil {
			return err
		}
		b := bot.New(bot.Options{
			Search: ix, Speakers: ix, Log: log, Threshold: index.DefaultThreshold, NoBuiltin: cfg.NoBuiltin,
		})
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return ix.Follow(ctx) })
		group.Go(func() error { return listen(ctx, cfg, ix, log) })
		group.Go(func() error {
			return gateway.Run(ctx, b, gateway.Options{
				Token: cfg.Serve.Token.Reveal(), Log: log, Out: p.stdout, Transport: p.discord,
			})
		})
		return group.Wait()
	})
	if errors.Is(err, context.Canceled) {
		return nil // a signal is how it ends
	}
	return err
}
