package gateway

import (
	"cmp"
	"slices"
	"strings"
)

// roll is what the leases of a fleet say: which processes there are, and who has
// which shard.
type roll struct {
	of      int
	members []string
	shards  []post
}

// post is one shard, as its leases stand.
type post struct {
	lease    Lease // of who serves it; the zero Lease where nobody ever did
	next     Lease // of who prepares for it, zero for nobody
	prepared Lease // of who is ready for it, zero for nobody
}

// owner is who has the shard's lease, "" for nobody.
func (p post) owner() string {
	if p.lease.Left <= 0 {
		return ""
	}
	return p.lease.Holder
}

// read sorts leases, for so many shards.
func read(all []Lease, of int) roll {
	r := roll{of: of, shards: make([]post, of)}
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
		case k == serving:
			r.shards[shard].lease = l
		case l.Left <= 0:
		case k == preparing:
			r.shards[shard].next = l
		case k == prepared:
			r.shards[shard].prepared = l
		}
	}
	slices.Sort(r.members)
	return r
}

// have is how many shards each process has; "" is nobody.
func (r roll) have() map[string]int {
	out := map[string]int{}
	for _, p := range r.shards {
		out[p.owner()]++
	}
	return out
}

// shares is how many shards each process should have: as many as the others, or
// one more where they do not come out even. Who has the most keeps the most, so
// that no more shards move than must.
func (r roll) shares() map[string]int {
	have := r.have()
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

// step is what a process does next.
type step struct {
	take    []int // shards that nobody has
	prepare []int // shards to get ready for, while another has them
	forgo   []int // shards not to get ready for any more
	give    []int // shards to let go of: another is ready for them, or they are not connected yet
}

// plan is what the process of this name does next. takeable says whether a shard
// that nobody has may be taken; fresh, whether a shard of this process's is not
// connected yet, so that nobody misses it.
//
// Whatever each process does of what it has planned, at most one has a shard,
// since that takes its lease; and where all of them do it, each has its share in
// the end, and nothing moves any more.
func (r roll) plan(me string, takeable, fresh func(shard int) bool) step {
	var s step
	if !slices.Contains(r.members, me) {
		return s
	}
	have, share := r.have(), r.shares()
	spare := map[string]int{} // what each process is yet to let go of
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
				s.forgo = append(s.forgo, id)
			}
		case owner != "": // it is on its way
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
		if room > 0 && p.owner() == "" && p.next.Holder != me && takeable(id) && !r.member(p.next.Holder) {
			s.take = append(s.take, id)
			room--
		}
	}
	s.prepare = r.wanted(me, room, spare)
	s.give = r.excess(me, have[me]-share[me], fresh)
	return s
}

func (r roll) member(name string) bool { return slices.Contains(r.members, name) }

// wanted are at most room shards of processes that are to let go of some, for
// which nobody prepares yet.
func (r roll) wanted(me string, room int, spare map[string]int) (out []int) {
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

// excess are at most n shards of a process that it lets go of.
func (r roll) excess(me string, n int, fresh func(int) bool) (out []int) {
	for _, connected := range []bool{false, true} {
		for id := r.of - 1; id >= 0; id-- {
			p := r.shards[id]
			if len(out) >= n || p.owner() != me || fresh(id) == connected {
				continue
			}
			if who := p.prepared.Holder; !connected || who != me && r.member(who) {
				out = append(out, id)
			}
		}
	}
	return out
}
