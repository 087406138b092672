package bot

import (
	"container/list"
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"
)

// Limits bounds how much is answered. A zero field bounds nothing.
type Limits struct {
	User        Bucket // for what one user does
	Guild       Bucket // for what the members of a guild do together
	Completions Bucket // for what one user types into an option
	Searches    int    // how many run at once
}

// Bucket holds at most Tokens tokens and gets one back each time that Every has passed.
// Each interaction takes one.
type Bucket struct {
	Tokens int
	Every  time.Duration
}

// DefaultLimits returns limits that people do not notice and programs do.
func DefaultLimits() Limits {
	return Limits{
		User:        Bucket{Tokens: 20, Every: time.Second},
		Guild:       Bucket{Tokens: 60, Every: 100 * time.Millisecond},
		Completions: Bucket{Tokens: 30, Every: 200 * time.Millisecond},
		Searches:    2 * runtime.GOMAXPROCS(0),
	}
}

// mostBuckets is how many buckets of a kind are kept. The bucket that was not used for
// the longest time is forgotten first.
const mostBuckets = 20_000

// buckets holds token buckets by the id of a user or a guild.
type buckets struct {
	of Bucket

	mu    sync.Mutex
	byID  map[string]*list.Element // of type bucketOf
	order list.List                // the bucket that was used last comes first
}

type bucketOf struct {
	id    string
	limit *rate.Limiter
}

// take takes a token from the bucket of id. It reports whether there was one.
func (b *buckets) take(id string) bool {
	if b.of.Tokens == 0 || id == "" {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if at, ok := b.byID[id]; ok {
		b.order.MoveToFront(at)
		return at.Value.(bucketOf).limit.Allow()
	}
	if b.byID == nil {
		b.byID = map[string]*list.Element{}
	}
	if b.order.Len() >= mostBuckets {
		oldest := b.order.Back()
		delete(b.byID, oldest.Value.(bucketOf).id)
		b.order.Remove(oldest)
	}
	one := bucketOf{id, rate.NewLimiter(rate.Every(b.of.Every), b.of.Tokens)}
	b.byID[id] = b.order.PushFront(one)
	return one.limit.Allow()
}

// Limiter keeps the limits. Make it with NewLimiter.
type Limiter struct {
	users, guilds, completions buckets
	searches                   gate
}

// NewLimiter returns a limiter that has not admitted anything yet.
func NewLimiter(l Limits) *Limiter {
	out := &Limiter{users: buckets{of: l.User}, guilds: buckets{of: l.Guild}, completions: buckets{of: l.Completions}}
	if l.Searches > 0 {
		out.searches.slots = make(chan struct{}, l.Searches)
		out.searches.queue = make(chan struct{}, queuePerSlot*l.Searches)
	}
	return out
}

// admit takes the tokens that an interaction costs. Its error says which bucket is empty.
func (l *Limiter) admit(r *Request) error {
	if r.Type == discordgo.InteractionApplicationCommandAutocomplete {
		if !l.completions.take(r.UserID()) {
			return errTooFast
		}
		return nil
	}
	if !l.users.take(r.UserID()) {
		return errTooFast
	}
	if !l.guilds.take(r.GuildID) {
		return errGuildTooFast
	}
	return nil
}

// EnterSearch waits until one more search may run. It returns the function to call when
// the search is over. If too many searches run or wait already, or if it has waited two
// seconds, its error wraps ErrOverloaded.
func (l *Limiter) EnterSearch(ctx context.Context) (leave func(), err error) {
	return l.searches.enter(ctx)
}

const (
	// queuePerSlot is how many searches may wait for each that may run.
	queuePerSlot = 8
	// queueWithin is how long a search waits at most.
	queueWithin = 2 * time.Second
)

// gate lets a number of searches run at once. A few more wait for a short time. The rest
// is turned away at once.
type gate struct {
	slots chan struct{} // nil if all may run
	queue chan struct{}
}

// enter waits for a slot. Its error is ErrOverloaded or the context's.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	if g.slots == nil {
		return func() {}, nil
	}
	leave = func() { <-g.slots }
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	default:
	}
	select {
	case g.queue <- struct{}{}:
		defer func() { <-g.queue }()
	default:
		return nil, ErrOverloaded
	}
	limit := time.NewTimer(queueWithin)
	defer limit.Stop()
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	case <-limit.C:
		return nil, ErrOverloaded
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
