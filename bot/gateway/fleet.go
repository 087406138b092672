package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Lease is one process's right to something, as it was when the lease was read.
type Lease struct {
	Name   string
	Holder string        // "" if it was given back
	Token  int64         // higher than the token of every earlier lease of this name
	Left   time.Duration // until it runs out; 0 or less if it has run out
}

// leaseStore stores the leases by which the processes of one bot share out its
// shards. Time is measured by the store's clock.
type leaseStore interface {
	// Renew extends the holder's unexpired leases whose names begin with prefix to
	// ttl from now, and lists all leases with that prefix.
	Renew(ctx context.Context, prefix, holder string, ttl time.Duration) ([]Lease, error)
	// Acquire takes a lease for ttl. If the holder has it already, its term starts
	// anew. ok is false if another process has it.
	Acquire(ctx context.Context, name, holder string, ttl time.Duration) (l Lease, ok bool, err error)
	// Release gives a lease back. It does nothing if the lease was lost.
	Release(ctx context.Context, l Lease) error
}

// shardHolder prepares this process to answer for the servers of shards.
type shardHolder interface {
	// SetShards loads the data of the servers of the given shards, out of a total of
	// so many shards, and drops all other servers. It is called with the whole
	// set whenever that changes: before a shard connects, and after one has left.
	// If no other process serves a shard, the shard does not wait long for it
	// before it connects. Calls do not overlap.
	SetShards(ctx context.Context, of int, shards []int) error
}

// Fleet is the group of processes that serve one bot together. They share its
// shards out evenly. A new process gets its share from the others: each lets go
// of a shard when the new process is ready for it. The shards of a process that
// is gone are taken over.
//
// A process has a shard as long as it has the shard's lease, which it renews
// every Round. If the store of the leases cannot be reached, every process
// keeps its shards, because no other process can take one.
type Fleet struct {
	Leases leaseStore
	Name   string      // of this process; unique among all processes of the bot, including earlier ones
	Index  shardHolder // nil if every process can answer for all servers
	// Term is how long a lease lasts if it is not renewed, in whole seconds; 0
	// means 12 s. Leases are renewed and read every Round; 0 means a quarter of
	// Term. The shards of a process that is gone are taken within Term + 1 s + 4
	// Rounds.
	Term, Round time.Duration
}

// Names of the fleet's leases. Those that begin with fleetPrefix are renewed
// together.
const (
	fleetPrefix  = "gateway/"
	memberPrefix = fleetPrefix + "member/" // followed by the process's name
	countName    = "gateway shards"        // its holder is the number of shards, in digits
	slotPrefix   = "gateway identify/"     // followed by the rate-limit key
)

// MemberPrefix begins the names of leases that belong to one process each and
// are never used again after it.
const MemberPrefix = memberPrefix

// leaseKind is the purpose of a lease on a shard.
type leaseKind string

const (
	leaseServing   leaseKind = "shard"  // its holder is connected as this shard
	leasePreparing leaseKind = "next"   // its holder gets ready for the shard while another process has it
	leasePrepared  leaseKind = "wanted" // its holder tells that other process that it is ready
)

func leaseName(k leaseKind, shard, of int) string {
	return fmt.Sprintf("%s%s/%d/%d", fleetPrefix, k, shard, of)
}

// parseLease parses the name of a lease on one shard out of so many.
func parseLease(name string, of int) (k leaseKind, shard int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(name, fleetPrefix), "/")
	if len(parts) != 3 || parts[2] != strconv.Itoa(of) {
		return "", 0, false
	}
	shard, err := strconv.Atoi(parts[1])
	return leaseKind(parts[0]), shard, err == nil && 0 <= shard && shard < of
}

const (
	defaultTerm = 12 * time.Second
	// takeWithin bounds one call to the store of the leases.
	takeWithin = 5 * time.Second
)

// errOtherCount means that the fleet's other processes serve another number of
// shards.
var errOtherCount = errors.New("the other processes of this bot serve another number of shards")

// withDefaults returns the fleet with defaults in place of zero values.
func (f Fleet) withDefaults() (Fleet, error) {
	if f.Leases == nil || f.Name == "" {
		return f, errors.New("a fleet needs a store of leases and a name for this process")
	}
	if f.Term <= 0 {
		f.Term = defaultTerm
	}
	f.Term = max(f.Term.Round(time.Second), time.Second)
	if f.Round <= 0 {
		f.Round = f.Term / 4
	}
	return f, nil
}

// agreeOnCount returns the number of shards that the fleet serves: the number
// that its other processes use if there are any, else want. It returns an error
// if the operator has chosen another number than theirs.
func (f Fleet) agreeOnCount(ctx context.Context, want int, chosen bool) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	if _, ok, err := f.Leases.Acquire(ctx, countName, strconv.Itoa(want), f.Term); ok || err != nil {
		return want, err
	}
	all, err := f.Leases.Renew(ctx, countName, f.Name, f.Term)
	if err != nil {
		return 0, err
	}
	for _, l := range all {
		have, err := strconv.Atoi(l.Holder)
		if l.Name != countName || err != nil || have < 1 {
			continue
		}
		if chosen && have != want {
			return 0, fmt.Errorf("%w: %d, not %d; stop all of them before you change the number", errOtherCount, have, want)
		}
		if _, ok, err := f.Leases.Acquire(ctx, countName, l.Holder, f.Term); ok || err != nil {
			return have, err
		}
	}
	return 0, fmt.Errorf("%w, and have only just changed it; try again", errOtherCount)
}
