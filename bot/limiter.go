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

// Limits is how much is answered. The zero value of each limits nothing.
type Limits struct {
	User        Bucket // of what one user does
	Guild       Bucket // of what a guild's members do together
	Completions Bucket // of what one user types
	Searches    int    // at once
}

// Bucket holds so many tokens, and gets one back every so often. Each thing
// that is done takes one.
type Bucket struct {
	Tokens int
	Every  time.Duration
}

// DefaultLimits are generous to people and bound what a program can ask.
func DefaultLimits() Limits {
	return Limits{
		User:        Bucket{Tokens: 20, Every: time.Second},
		Guild:       Bucket{Tokens: 60, Every: 100 * time.Millisecond},
		Completions: Bucket{Tokens: 30, Every: 200 * time.Millisecond},
		Searches:    2 * runtime.GOMAXPROCS(0),
	}
}

// mostBuckets is how many buckets of a kind are kept. What was not used for the
// longest time is forgotten first.
const mostBuckets = 20_000

// buckets are token buckets by the id of whose they are.
type buckets struct {
	of Bucket

	mu    sync.Mutex
	byID  map[string]*list.Element // of bucketOf
	order list.List                // the last used first
}

type bucketOf struct {
	id    string
	limit *rate.Limiter
}

// take takes a token of id's and reports whether there was one.
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

// admit takes what an interaction costs, or says whose limit it is beyond.
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

// EnterSearch waits until one more search may run, and returns what to call when it is
// over. It waits in a short queue for at most two seconds. Its error is ctx's, or says
// that too much is searched at once.
func (l *Limiter) EnterSearch(ctx context.Context) (leave func(), err error) {
	return l.searches.enter(ctx)
}

const (
	// queuePerSlot is how many searches wait for each that may run at once.
	queuePerSlot = 8
	// queueWithin is how long one waits.
	queueWithin = 2 * time.Second
)

// gate lets so many searches run at once. A few more wait a little; the rest is
// turned away at once.
type gate struct {
	slots chan struct{} // nil lets everything through
	queue chan struct{}
}

// enter waits for a slot. Its error is errOverloaded where none is free in
// time, or the context's.
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
