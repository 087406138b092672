package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/rest"
)

// Lease is the right of one process to something, as it stood when it was
// read.
type Lease struct {
	Name   string
	Holder string        // "" where it was given back
	Token  int64         // higher than that of every lease of the name before
	Left   time.Duration // until it runs out; 0 or less where it has
}

// leases keeps the leases by which the processes of one bot share its shards
// out. Time passes by its own clock.
type leases interface {
	// Beat prolongs to ttl from now what the holder has of the names that begin
	// with prefix, where it has not run out, and lists all of these names.
	Beat(ctx context.Context, prefix, holder string, ttl time.Duration) ([]Lease, error)
	// Take takes a lease for ttl, anew where the holder has it already. ok says
	// that it could be had.
	Take(ctx context.Context, name, holder string, ttl time.Duration) (l Lease, ok bool, err error)
	// Give gives a lease back. Nothing is done where it has been lost.
	Give(ctx context.Context, l Lease) error
}

// holder makes this process able to answer for the servers of shards.
type holder interface {
	// Hold makes the process able to answer for the servers of these shards, of
	// so many, and lets go of all others. It is called with the whole set
	// whenever that changes: before a shard connects, which does not wait long
	// for it where no other process serves the shard, and after it has left. It is
	// not called twice at once.
	Hold(ctx context.Context, of int, shards []int) error
}

// Fleet is the processes that serve one bot together. They share its shards out
// among themselves, a fair part for each: a process that comes gets its share
// from the others, which let go of a shard when the newcomer is ready for it,
// and what a process had that is gone is taken over.
//
// A process has a shard for as long as it has the shard's lease, which it renews
// every Round. Where the keeper of the leases cannot be reached, the shards stay
// where they are: nobody can take one then.
type Fleet struct {
	Leases leases
	Name   string // of this process, unlike that of any other, of earlier ones too
	Index  holder // nil where every process can answer for all servers
	// Term is how long a lease lasts that is not renewed, in whole seconds; 0
	// is 12 s. Every Round they are renewed and looked at; 0 is a quarter of
	// Term. What a process had that is gone is taken within Term + 1 s + 4
	// Rounds.
	Term, Round time.Duration
}

// What the leases of a fleet are called. Those of fleetPrefix are renewed
// together.
const (
	fleetPrefix  = "gateway/"
	memberPrefix = fleetPrefix + "member/" // with the process's name
	countName    = "gateway shards"        // its holder is how many shards there are
	slotPrefix   = "gateway identify/"     // with the rate-limit key
)

// MemberPrefix is what the names of leases begin with that are used by one
// process alone, and not again after it.
const MemberPrefix = memberPrefix

// kind is what a lease on a shard is for.
type kind string

const (
	serving   kind = "shard"  // to be connected as it
	preparing kind = "next"   // to get ready for it while another has it
	prepared  kind = "wanted" // to tell that other so
)

func leaseName(k kind, shard, of int) string {
	return fmt.Sprintf("%s%s/%d/%d", fleetPrefix, k, shard, of)
}

// parseLease reads the name of a lease on one of so many shards.
func parseLease(name string, of int) (k kind, shard int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(name, fleetPrefix), "/")
	if len(parts) != 3 || parts[2] != strconv.Itoa(of) {
		return "", 0, false
	}
	shard, err := strconv.Atoi(parts[1])
	return kind(parts[0]), shard, err == nil && 0 <= shard && shard < of
}

const (
	defaultTerm = 12 * time.Second
	// takeWithin bounds one call to the keeper of the leases.
	takeWithin = 5 * time.Second
)

// errOtherCount says that the other processes serve another number of shards.
var errOtherCount = errors.New("the other processes of this bot serve another number of shards")

// completed is the fleet with what was left to choose.
func (f Fleet) completed() (Fleet, error) {
	if f.Leases == nil || f.Name == "" {
		return f, errors.New("a fleet needs leases and the process a name")
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

// agree is how many shards the fleet serves: as many as its other processes do,
// where there are any, else want. Where a person has chosen the number, another
// one is an error.
func (f Fleet) agree(ctx context.Context, want int, chosen bool) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	if _, ok, err := f.Leases.Take(ctx, countName, strconv.Itoa(want), f.Term); ok || err != nil {
		return want, err
	}
	all, err := f.Leases.Beat(ctx, countName, f.Name, f.Term)
	if err != nil {
		return 0, err
	}
	for _, l := range all {
		have, err := strconv.Atoi(l.Holder)
		if l.Name != countName || err != nil || have < 1 {
			continue
		}
		if chosen && have != want {
			return 0, fmt.Errorf("%w: %d, not %d; stop them all before the number is changed", errOtherCount, have, want)
		}
		if _, ok, err := f.Leases.Take(ctx, countName, l.Holder, f.Term); ok || err != nil {
			return have, err
		}
	}
	return 0, fmt.Errorf("%w, and just now changed it", errOtherCount)
}

// share serves a part of the shards, with the fleet's other processes.
func (d *door) share(ctx, work context.Context, of int) error {
	chosen := d.shards.Of > 0
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		agreed, err := d.fleet.agree(ctx, of, chosen)
		if err == nil {
			d.log.Info("sharing the shards out among the processes", "shards", agreed, "process", d.fleet.Name)
			d.sharing = newSharing(d, *d.fleet, agreed)
			return d.sharing.run(ctx, work)
		}
		if ctx.Err() != nil || chosen && errors.Is(err, errOtherCount) {
			return err
		}
		d.log.Warn("how many shards there are is not agreed on yet", "error", err, "again_in", wait)
		if !rest.Sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// holdFixed holds the servers of the shards that a person has chosen for this
// process. It returns when they are held, or soon: what is not there yet is said
// to be on its way.
func (d *door) holdFixed(ctx context.Context, shards Shards) error {
	if d.fleet == nil || d.fleet.Index == nil {
		return nil
	}
	var ids []int
	for id := shards.First; id <= shards.Last; id++ {
		ids = append(ids, id)
	}
	held := make(chan struct{})
	d.tasks.Go(func() {
		for wait := firstWait; ; wait = min(2*wait, longestWait) {
			err := d.fleet.Index.Hold(ctx, shards.Of, ids)
			if err == nil || ctx.Err() != nil {
				close(held)
				return
			}
			d.log.Warn("the servers of the shards cannot be answered for yet", "error", err, "again_in", wait)
			rest.Sleep(ctx, wait)
		}
	})
	soon := time.NewTimer(holdWithin)
	defer soon.Stop()
	select {
	case <-held:
	case <-soon.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}

func (d *door) add(s *shard) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running = append(d.running, s)
}

func (d *door) remove(s *shard) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running = slices.DeleteFunc(d.running, func(other *shard) bool { return other == s })
}

// all are the shards that this process has connected, or is connecting.
func (d *door) all() []*shard {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.running)
}
