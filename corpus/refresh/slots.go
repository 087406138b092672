package refresh

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"verbatim/corpus"
)

// slots limits the readings that people have started: in total, and per guild.
// Waiting readings are served guild by guild, so a guild with many does not
// delay a guild with few.
type slots struct {
	total, perGuild int

	mu      sync.Mutex
	byGuild map[corpus.GuildID]int
	used    int
	waiting []*waiter // in order of arrival
	served  map[corpus.GuildID]int
	turns   int // count of slots given
}

// waiter waits for a slot.
type waiter struct {
	guild corpus.GuildID
	ready chan struct{} // closed once it has a slot
	moved chan struct{} // holds a token if its position may have changed
}

func newSlots(all, each int) *slots {
	return &slots{total: all, perGuild: each, byGuild: map[corpus.GuildID]int{}, served: map[corpus.GuildID]int{}}
}

// acquire waits for a slot for the guild. The caller must call leave to give it
// back. While acquire waits, it calls tell with the number of readings that
// come first.
func (p *slots) acquire(ctx context.Context, guild corpus.GuildID, tell func(before int)) (leave func(), err error) {
	w := &waiter{guild: guild, ready: make(chan struct{}), moved: make(chan struct{}, 1)}
	p.mu.Lock()
	p.waiting = append(p.waiting, w)
	p.serve()
	p.mu.Unlock()
	leave = sync.OnceFunc(func() { p.leave(guild) })
	for told := -1; ; {
		select { // do not report waiting if there is a free slot
		case <-w.ready:
			return leave, nil
		default:
		}
		if before := p.position(w); before != told {
			told = before
			tell(before)
		}
		select {
		case <-w.ready:
			return leave, nil
		case <-w.moved:
		case <-ctx.Done():
			if !p.giveUp(w) {
				leave() // it was given just then
			}
			return nil, context.Cause(ctx)
		}
	}
}

func (p *slots) leave(guild corpus.GuildID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
	if p.byGuild[guild]--; p.byGuild[guild] == 0 {
		delete(p.byGuild, guild)
	}
	p.serve()
}

// giveUp removes w from the line, and reports whether it was still there.
func (p *slots) giveUp(w *waiter) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.Index(p.waiting, w)
	if at < 0 {
		return false
	}
	p.waiting = slices.Delete(p.waiting, at, at+1)
	p.serve()
	return true
}

// serve gives free slots to waiters and notifies the others. mu must be held.
func (p *slots) serve() {
	for p.used < p.total {
		line := p.line()
		next := slices.IndexFunc(line, func(w *waiter) bool { return p.byGuild[w.guild] < p.perGuild })
		if next < 0 {
			break
		}
		w := line[next]
		p.waiting = slices.DeleteFunc(p.waiting, func(o *waiter) bool { return o == w })
		p.used++
		p.byGuild[w.guild]++
		p.turns++
		p.served[w.guild] = p.turns
		close(w.ready)
	}
	for _, w := range p.waiting {
		select {
		case w.moved <- struct{}{}:
		default:
		}
	}
	if p.used == 0 && len(p.waiting) == 0 {
		clear(p.served)
	}
}

// line returns the waiters in the order in which they are served, if no guild
// is at its limit: the first of each guild, then the second of each. Guilds
// that were served the longest ago come first. mu must be held.
func (p *slots) line() []*waiter {
	rank, seen := map[*waiter]int{}, map[corpus.GuildID]int{}
	for _, w := range p.waiting {
		rank[w] = seen[w.guild]
		seen[w.guild]++
	}
	line := slices.Clone(p.waiting)
	slices.SortStableFunc(line, func(a, b *waiter) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(p.served[a.guild], p.served[b.guild]))
	})
	return line
}

// position returns how many waiters are served before w.
func (p *slots) position(w *waiter) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(slices.Index(p.line(), w), 0)
}
