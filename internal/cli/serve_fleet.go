package cli

import (
	"context"
	"errors"
	"time"

	"verbatim/bot/gateway"
	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/corpus/store/driver"
	"verbatim/index"
)

// fleet is the processes that serve the bot together, nil where this one does
// alone.
func (p *Program) fleet(cfg *config.Config, s *store.Store, ix *index.Index) *gateway.Fleet {
	if !inFleet(cfg) {
		return nil
	}
	return &gateway.Fleet{Leases: fleetLeases{s}, Name: holder(), Index: heldShards{ix}, Term: p.Lease}
}

// inFleet reports whether this process may be one of several that share the
// bot's guilds out: those on the gateway with one PostgreSQL. A SQLite file has
// one, and those on the HTTP door answer for all guilds each.
func inFleet(cfg *config.Config) bool {
	return cfg.Serve.Discord() && cfg.Serve.HTTP == "" && driver.IsPostgres(cfg.Store.Reveal())
}

// fleetLeases is the store as the gateway's processes share their shards out by
// it.
type fleetLeases struct{ store *store.Store }

// Renew is gateway.Fleet's.
func (f fleetLeases) Renew(ctx context.Context, prefix, holder string, ttl time.Duration) ([]gateway.Lease, error) {
	all, err := f.store.RenewAll(ctx, prefix, holder, ttl)
	if err != nil {
		return nil, err
	}
	out := make([]gateway.Lease, 0, len(all))
	for _, l := range all {
		seen := gateway.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token, Left: l.Left}
		if l.Released() {
			seen.Holder = ""
		}
		out = append(out, seen)
	}
	return out, nil
}

// Acquire is gateway.Fleet's.
func (f fleetLeases) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (gateway.Lease, bool, error) {
	l, err := f.store.Acquire(ctx, name, holder, ttl)
	if errors.Is(err, store.ErrLeaseHeld) {
		return gateway.Lease{}, false, nil
	}
	return gateway.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token, Left: ttl}, err == nil, err
}

// Release is gateway.Fleet's.
func (f fleetLeases) Release(ctx context.Context, l gateway.Lease) error {
	return f.store.Release(ctx, store.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token})
}

// heldShards is the index, which holds the guilds of the shards that this
// process has, or gets ready for.
type heldShards struct{ index *index.Index }

// SetShards is gateway.Fleet's.
func (h heldShards) SetShards(ctx context.Context, of int, shards []int) error {
	return h.index.Hold(ctx, corpus.Guilds{Of: of, IDs: shards})
}
