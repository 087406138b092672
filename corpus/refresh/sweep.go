package refresh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"verbatim/corpus/store"
)

const (
	sweepInterval = 24 * time.Hour
	sweepRetry    = time.Hour // before trying again
	sweepLease    = "sweep"
)

// Grace is how long a guild's data is kept after the bot has left.
const Grace = 30 * 24 * time.Hour

// sweeper deletes from the store the data whose time is over.
type sweeper struct{ *engine }

// daily sweeps the store unless a process has done so within a day. It
// returns when to call it again.
func (r sweeper) daily(ctx context.Context) time.Duration {
	// The lease is not released but expires after a day. Until then it keeps
	// all processes from sweeping again.
	lease, err := r.store.Acquire(ctx, sweepLease, r.holder, sweepInterval-time.Minute)
	if errors.Is(err, store.ErrLeaseHeld) {
		return sweepRetry
	}
	if err == nil {
		if err = r.sweep(ctx); err != nil {
			err = errors.Join(err, r.store.Release(context.WithoutCancel(ctx), lease))
		}
	}
	if err != nil {
		if ctx.Err() == nil {
			r.log.ErrorContext(ctx, "store not swept; trying again", "error", err)
		}
		return sweepRetry
	}
	return sweepInterval
}

// sweep does the work of Refresher.Sweep.
func (r sweeper) sweep(ctx context.Context) error {
	left, err := r.store.LeftGuilds(ctx, time.Now().Add(-Grace))
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, guild := range left {
		r.meter.Beat(loopRefresh)
		var articles int
		err := r.store.Update(ctx, "forget a guild", func(tx *store.Tx) error {
			// The bot may have come back in the meantime.
			left, err := r.store.LeftGuilds(ctx, time.Now().Add(-Grace))
			if err != nil || !slices.Contains(left, guild) {
				return err
			}
			articles, err = tx.Forget(ctx, guild)
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep: guild %s: %w", guild, err)
		}
		r.log.InfoContext(ctx, "forgot a guild that was left", "guild", guild, "articles", articles)
	}
	if err := r.store.Sweep(ctx, time.Now()); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}
