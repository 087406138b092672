package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"verbatim/bot"
	"verbatim/bot/gateway"
	"verbatim/config"
	"verbatim/corpus/desk"
	"verbatim/corpus/store"
	"verbatim/index"
)

// serve answers on Discord until ctx ends. It goes online when the index holds
// all that the store does, so that no answer is missed.
func (p *program) serve(ctx context.Context, cfg *config.Config) error {
	err := p.withIndex(ctx, cfg, func(s *store.Store, ix *index.Index) error {
		if err := ix.CatchUp(ctx); err != nil {
			return err
		}
		return p.serveFrom(ctx, cfg, s, ix)
	})
	if errors.Is(err, context.Canceled) {
		return nil // a signal is how it ends
	}
	return err
}

func (p *program) serveFrom(ctx context.Context, cfg *config.Config, s *store.Store, ix *index.Index) error {
	log := p.logger(cfg)
	d, refresher, err := p.openDesk(cfg, s)
	if err != nil {
		return err
	}
	door := gateway.Options{Token: cfg.Serve.Token.Reveal(), Log: log, Out: p.stdout, Transport: p.discord, Guilds: d}
	poster, err := gateway.NewPoster(door)
	if err != nil {
		return err
	}
	b := bot.New(bot.Options{
		Search: ix, Speakers: ix, Context: ix, Topics: ix, Desk: botDesk(d), Poster: poster, Audit: d, Watches: d, Index: ix,
		Log: log, Threshold: index.DefaultThreshold, NoBuiltin: cfg.NoBuiltin,
		Limits: p.limits, Version: buildVersion(),
	})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return ix.Follow(ctx) })
	group.Go(func() error { refresher.Run(ctx); return nil })
	group.Go(func() error { b.FollowAudit(ctx); return nil })
	group.Go(func() error { b.FollowWatches(ctx); return nil })
	group.Go(func() error { return listen(ctx, cfg, ix, log) })
	group.Go(func() error { return gateway.Run(ctx, b, door) })
	return group.Wait()
}

// botDesk is the desk as the bot's commands see it.
func botDesk(d *desk.Desk) bot.Desk {
	return bot.Desk{
		Sources: d, Supplies: d, Removal: d, Articles: d, Corrector: d, Corrections: d, Flagging: d, Settings: d, Records: d,
		Watches: d, Privacy: d,
	}
}
