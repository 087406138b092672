package main

import (
	"context"
	"errors"
	"time"

	"verbatim/bot/gateway"
	"verbatim/config"
	"verbatim/corpus/store"
)

// fleet is the processes that serve the bot together: those on one PostgreSQL.
// A SQLite file has one.
func (p *program) fleet(cfg *config.Config, s *store.Store) *gateway.Fleet {
	if cfg.Serve.HTTP != "" || !store.IsPostgres(cfg.Store.Reveal()) {
		return nil
	}
	return &gateway.Fleet{Leases: fleetLeases{s}, Name: holder(), Index: allGuilds{}, Term: p.lease}
}

// fleetLeases is the store as the gateway's processes share their shards out by
// it.
type fleetLeases struct{ store *store.Store }

// Beat is gateway.Fleet's.
func (f fleetLeases) Beat(ctx context.Context, prefix, holder string, ttl time.Duration) ([]gateway.Lease, error) {
	all, err := f.store.RenewAll(ctx, prefix, holder, ttl)
	if err != nil {
		return nil, err
	}
	out := make([]gateway.Lease, 0, len(all))
	for _, l := range all {
		seen := gateway.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token, Left: l.Left}
		if l.GivenBack() {
			seen.Holder = ""
		}
		out = append(out, seen)
	}
	return out, nil
}

// Take is gateway.Fleet's.
func (f fleetLeases) Take(ctx context.Context, name, holder string, ttl time.Duration) (gateway.Lease, bool, error) {
	l, err := f.store.Acquire(ctx, name, holder, ttl)
	if errors.Is(err, store.ErrLeaseHeld) {
		return gateway.Lease{}, false, nil
	}
	return gateway.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token, Left: ttl}, err == nil, err
}

// Give is gateway.Fleet's.
func (f fleetLeases) Give(ctx context.Context, l gateway.Lease) error {
	return f.store.Release(ctx, store.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token})
}

// allGuilds is an index that holds all guilds, whichever shards this process
// has: nothing is to be brought to it.
type allGuilds struct{}

// Hold is gateway.Fleet's.
func (allGuilds) Hold(context.Context, int, []int) error { return nil }
