package gateway

import (
	"cmp"
	"slices"
	"strings"
)

// roster is what the leases of a fleet say: which processes there are, and
// which process has which shard.
type roster struct {
	of      int
	members []string
	shards  []shardLeases
}

// shardLeases are the leases on one shard.
type shardLeases struct {
	lease    Lease // of the process that serves it; zero if none ever did
	next     Lease // of the process that gets ready for it; zero if none does
	prepared Lease // of the process that is ready for it; zero if none is
}

// owner returns the process that has the shard's lease, or "".
func (p shardLeases) owner() string {
	if p.lease.Left <= 0 {
		return ""
	}
	return p.lease.Holder
}

// readLeases sorts the leases of a fleet with so many shards.
func readLeases(all []Lease, of int) roster {
	r := roster{of: of, shards: make([]shardLeases, of)}
	for _, l := range all {
		if member, is := strings.CutPrefix(l.Name, memberPrefix); is {
			if l.Left > 0 {
				r.members = append(r.members, member)
			}
			continue
		}
		k, shard, is := parseLease(l.Name, of)
		switch {
		case !is:
		case k == leaseServing:
			r.shards[shard].lease = l
		case l.Left <= 0:
		case k == leasePreparing:
			r.shards[shard].next = l
		case k == leasePrepared:
			r.shards[shard].prepared = l
		}
	}
	slices.Sort(r.members)
	return r
}

// counts returns how many shards each process has. Shards without an owner
// count under "".
func (r roster) counts() map[string]int {
	out := map[string]int{}
	for _, p := range r.shards {
		out[p.owner()]++
	}
	return out
}

// shares returns how many shards each process should have: the same number
// each, or one more for some if the division leaves a remainder. The extra
// shards go to the processes that have the most already, so that as few shards
// as possible move.
func (r roster) shares() map[string]int {
	have := r.counts()
	order := slices.Clone(r.members)
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(have[b], have[a]), cmp.Compare(a, b)) })
	out := make(map[string]int, len(order))
	for i, m := range order {
		out[m] = r.of / len(order)
		if i < r.of%len(order) {
			out[m]++
		}
	}
	return out
}

// nextStep is what a process does next. Its lists hold shard numbers.
type nextStep struct {
	take          []int // to take, since no process has them
	prepare       []int // to get ready for, while another process has them
	stopPreparing []int // to stop getting ready for
	leave         []int // to let go of: another process is ready for them, or they are not connected yet
}

// plan returns what process me does next. takeable reports whether a shard
// without an owner may be taken. fresh reports whether a shard of process me is
// not connected yet, so that no one misses it.
//
// Processes may carry out their plans only in part: a shard still has at most
// one owner, since taking it needs its lease. If all processes carry out their
// plans, each has its share in the end, and no more shards move.
func (r roster) plan(me string, takeable, fresh func(shard int) bool) nextStep {
	var s nextStep
	if !slices.Contains(r.members, me) {
		return s
	}
	have, share := r.counts(), r.shares()
	spare := map[string]int{} // how many shards each process has yet to let go of
	for _, m := range r.members {
		spare[m] = have[m] - share[m]
	}
	room := share[me] - have[me]
	for id, p := range r.shards {
		who, owner := p.next.Holder, p.owner()
		if who == "" {
			continue
		}
		mine := who == me
		switch {
		case mine && (room <= 0 || owner == me), owner != "" && spare[owner] <= 0:
			if mine {
				s.stopPreparing = append(s.stopPreparing, id)
			}
		case owner != "": // its owner is going to let go of it
			spare[owner]--
			if mine {
				room--
			}
		case mine && takeable(id):
			s.take = append(s.take, id)
			room--
		}
	}
	for id, p := range r.shards {
		if room > 0 && p.owner() == "" && p.next.Holder != me && takeable(id) && !r.isMember(p.next.Holder) {
			s.take = append(s.take, id)
			room--
		}
	}
	s.prepare = r.wanted(me, room, spare)
	s.leave = r.excess(me, have[me]-share[me], fresh)
	return s
}

func (r roster) isMember(name string) bool { return slices.Contains(r.members, name) }

// wanted returns at most room shards whose owners must let go of some, and for
// which no process prepares yet.
func (r roster) wanted(me string, room int, spare map[string]int) (out []int) {
	for id := r.of - 1; id >= 0 && room > 0; id-- {
		p := r.shards[id]
		if owner := p.owner(); owner != "" && owner != me && p.next.Holder == "" && spare[owner] > 0 {
			out = append(out, id)
			spare[owner]--
			room--
		}
	}
	return out
}

// excess returns at most n shards that process me can let go of.
func (r roster) excess(me string, n int, fresh func(int) bool) (out []int) {
	for _, connected := range []bool{false, true} {
		for id := r.of - 1; id >= 0; id-- {
			p := r.shards[id]
			if len(out) >= n || p.owner() != me || fresh(id) == connected {
				continue
			}
			if who := p.prepared.Holder; !connected || who != me && r.isMember(who) {
				out = append(out, id)
			}
		}
	}
	return out
}
