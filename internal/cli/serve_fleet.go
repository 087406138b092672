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

// fleet returns the processes that serve the bot together, or nil if this
// process does so by itself.
func (p *Program) fleet(cfg *config.Config, s *store.Store, ix *index.Index) *gateway.Fleet {
	if !inFleet(cfg) {
		return nil
	}
	return &gateway.Fleet{Leases: fleetLeases{s}, Name: holder(), Index: shardIndex{ix}, Term: p.Lease}
}

// inFleet reports whether this process may be one of several that share the
// bot's guilds: those on the gateway with one PostgreSQL. A SQLite file has
// only one process, and each process on the HTTP door answers for all guilds.
func inFleet(cfg *config.Config) bool {
	return cfg.Serve.Discord() && cfg.Serve.HTTP == "" && driver.IsPostgres(cfg.Store.Reveal())
}

// fleetLeases stores the leases of a gateway.Fleet in the store.
type fleetLeases struct{ store *store.Store }

// Renew implements the interface of gateway.Fleet's leases.
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

// Acquire implements the interface of gateway.Fleet's leases.
func (f fleetLeases) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (gateway.Lease, bool, error) {
	l, err := f.store.Acquire(ctx, name, holder, ttl)
	if errors.Is(err, store.ErrLeaseHeld) {
		return gateway.Lease{}, false, nil
	}
	return gateway.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token, Left: ttl}, err == nil, err
}

// Release implements the interface of gateway.Fleet's leases.
func (f fleetLeases) Release(ctx context.Context, l gateway.Lease) error {
	return f.store.Release(ctx, store.Lease{Name: l.Name, Holder: l.Holder, Token: l.Token})
}

// shardIndex is the index, limited to the guilds of the shards that this
// process has or gets ready for.
type shardIndex struct{ index *index.Index }

// SetShards implements the interface of gateway.Fleet's index.
func (h shardIndex) SetShards(ctx context.Context, of int, shards []int) error {
	return h.index.SetGuilds(ctx, corpus.Guilds{Of: of, IDs: shards})
}
