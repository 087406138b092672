package refresh

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"verbatim/corpus"
)

// slots are the readings that people may have under way at once: so many of
// all, and so many of one guild. Who waits for one is served guild by guild, so
// that one guild's many do not delay another's few.
type slots struct {
	total, perGuild int

	mu      sync.Mutex
	byGuild   map[corpus.GuildID]int
	used    int
	waiting []*waiter // the first to come first
	served  map[corpus.GuildID]int
	turns   int // given so far
}

// waiter waits for a place.
type waiter struct {
	guild corpus.GuildID
	ready chan struct{} // closed once it has the place
	moved chan struct{} // holds a token if its place in the line may be another
}

func newSlots(all, each int) *slots {
	return &slots{total: all, perGuild: each, byGuild: map[corpus.GuildID]int{}, served: map[corpus.GuildID]int{}}
}

// acquire waits for a place of the guild's, and returns what gives it back, which
// the caller must call. While it waits, tell hears how many are served before.
func (p *slots) acquire(ctx context.Context, guild corpus.GuildID, tell func(before int)) (leave func(), err error) {
	w := &waiter{guild: guild, ready: make(chan struct{}), moved: make(chan struct{}, 1)}
	p.mu.Lock()
	p.waiting = append(p.waiting, w)
	p.serve()
	p.mu.Unlock()
	leave = sync.OnceFunc(func() { p.leave(guild) })
	for told := -1; ; {
		select { // a place that is there is not waited for
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

// giveUp leaves the line. It reports whether w was still in it.
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

// serve gives away the places that are free, and lets the others know that the
// line has moved. mu is held.
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

// line is who waits in the order in which they are served, if every guild may
// have a place: the first of each guild, then the second of each. Of these those
// come first whose guild was served the longest ago. mu is held.
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

// position is how many are served before w.
func (p *slots) position(w *waiter) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(slices.Index(p.line(), w), 0)
}
