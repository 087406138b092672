package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"
)

// quitWithin bounds the time for giving the leases back at the end.
const quitWithin = 2 * time.Second

// leaseClient takes and gives back the leases of this process on the shards.
type leaseClient struct {
	fleet Fleet
	of    int // the number of shards that the fleet serves
	log   *slog.Logger
}

// renew renews all leases of this process, its membership included, and returns
// all leases of the fleet.
func (c leaseClient) renew(ctx context.Context) ([]Lease, error) {
	all, err := c.fleet.Leases.Renew(ctx, fleetPrefix, c.fleet.Name, c.fleet.Term)
	if err == nil {
		err = c.enrol(ctx, &all)
	}
	return all, err
}

// enrol makes sure that this process has its lease as a member of the fleet,
// and that the fleet serves as many shards as it does.
func (c leaseClient) enrol(ctx context.Context, all *[]Lease) error {
	if _, ok, err := c.fleet.Leases.Acquire(ctx, countName, strconv.Itoa(c.of), c.fleet.Term); err != nil {
		return err
	} else if !ok {
		return fmt.Errorf("%w than %d; this one ends now, start it again", errOtherCount, c.of)
	}
	me := memberPrefix + c.fleet.Name
	if slices.ContainsFunc(*all, func(l Lease) bool { return l.Name == me && l.Left > 0 }) {
		return nil
	}
	l, ok, err := c.fleet.Leases.Acquire(ctx, me, c.fleet.Name, c.fleet.Term)
	if ok {
		*all = append(*all, l)
	}
	return err
}

func (c leaseClient) acquire(ctx context.Context, k leaseKind, id int) (Lease, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	l, ok, err := c.fleet.Leases.Acquire(ctx, leaseName(k, id, c.of), c.fleet.Name, c.fleet.Term)
	if err != nil && ctx.Err() == nil {
		c.log.Warn("cannot take the lease of a shard", "shard", id, "error", err)
	}
	return l, ok, err
}

// release gives a lease back. If that fails, the lease runs out.
func (c leaseClient) release(ctx context.Context, l Lease) {
	if l.Token == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	if err := c.fleet.Leases.Release(ctx, l); err != nil && ctx.Err() == nil {
		c.log.Warn("cannot give a lease back; it will run out", "lease", l.Name, "error", err)
	}
}

// releaseAll gives back all leases of this process after its sessions are
// closed, so that the other processes can take them at once.
func (c leaseClient) releaseAll() {
	ctx, cancel := context.WithTimeout(context.Background(), quitWithin)
	defer cancel()
	all, err := c.fleet.Leases.Renew(ctx, fleetPrefix, c.fleet.Name, c.fleet.Term)
	for _, l := range all {
		if l.Holder == c.fleet.Name && l.Left > 0 && err == nil {
			err = c.fleet.Leases.Release(ctx, l)
		}
	}
	if err != nil {
		c.log.Warn("cannot give the leases of the shards back; they will run out", "error", err)
	}
}
