package command_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// fault is a way in which a request goes wrong.
type fault struct {
	discordtest.Fault
	odds int // in 1000
}

// faults is how requests go wrong, one at most each time.
func faults() []fault {
	return []fault{
		{discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Second}, 40},
		{discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: 20 * time.Second, Global: true}, 5},
		{discordtest.Fault{Status: http.StatusInternalServerError}, 40},
		{discordtest.Fault{Status: http.StatusBadGateway}, 20},
		{discordtest.Fault{Status: http.StatusInternalServerError, Lost: true}, 20},
		{discordtest.Fault{Reset: true}, 30},
		{discordtest.Fault{Reset: true, Lost: true}, 30},
		{discordtest.Fault{Delay: 400 * time.Millisecond}, 30},
	}
}

// span is a stretch of time.
type span struct{ from, to time.Time }

// weather is what goes wrong in a storm, and what it excuses.
type weather struct {
	seed uint64

	mu       sync.Mutex
	tries    map[string]int       // of each request
	again    map[string]time.Time // when an interaction's first response can be sent again
	lost     map[string]int       // answers to first responses that were lost
	searches map[int]int          // by the interaction's number
	outages  []span
	hushed   time.Time // Discord's REST API is silent until then
	drawn    int       // of the request that is looked at: the fault, -1 for none
	faults   int
	retries  int
	slow     *rand.Rand
}

func newWeather(seed uint64) *weather {
	w := &weather{seed: seed}
	w.calm()
	return w
}

// calm forgets the storm before.
func (w *weather) calm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tries, w.again, w.lost, w.searches = map[string]int{}, map[string]time.Time{}, map[string]int{}, map[int]int{}
	w.outages, w.faults, w.retries = nil, 0, 0
	w.slow = rand.New(rand.NewPCG(w.seed, 2))
}

// over lets faults come over the REST API.
func (w *weather) over(discord *discordtest.Server) {
	discord.Tolerate(discordtest.CodeAlreadyAcknowledged)
	discord.Fault(discordtest.Fault{Delay: time.Minute, When: func(r *http.Request) bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.draw(r)
	}})
	for i, f := range faults() {
		f.When = func(*http.Request) bool {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.drawn == i
		}
		discord.Fault(f.Fault)
	}
}

// draw draws the fault of a request, and reports whether it meets silence
// instead. The requests are told apart by their paths and how often they were
// sent, so that a seed means the same each time. The caller holds mu.
func (w *weather) draw(r *http.Request) (silence bool) {
	key := r.Method + " " + r.URL.Path
	try := w.tries[key]
	w.tries[key]++
	if try > 0 && strings.Contains(key, "/callback") || strings.Contains(key, "@original") && try > 0 {
		w.retries++
	}
	w.drawn = -1
	id, now := interactionOf(r.URL.Path), time.Now()
	if now.Before(w.hushed) {
		w.faults++
		w.again[id] = now.Add(time.Minute)
		return true
	}
	sum := fnv.New64a()
	_, _ = fmt.Fprint(sum, key, try) // never fails
	dice := rand.New(rand.NewPCG(w.seed, sum.Sum64())).IntN(1000)
	for i, f := range faults() {
		if dice -= f.odds; dice >= 0 {
			continue
		}
		w.drawn = i
		w.faults++
		if f.Lost {
			w.lost[id]++
		}
		pause := max(f.RetryAfter, 250*time.Millisecond<<min(try, 6))
		if f.Delay > 0 {
			pause = f.Delay
		}
		w.again[id] = now.Add(pause)
		break
	}
	return false
}

// excuse is why a user reads that the bot did not respond.
type excuse int

const (
	none     excuse = iota
	outage          // the bot could not have heard of it
	requests        // no first response could have reached Discord in time
)

// excuse is why no first response to an interaction could reach Discord in
// time.
func (w *weather) excuse(id string, begun time.Time) excuse {
	w.mu.Lock()
	defer w.mu.Unlock()
	late := begun.Add(discordtest.FirstResponse)
	for _, o := range w.outages {
		if !o.from.After(late) && !o.to.Before(begun) {
			return outage
		}
	}
	if !w.again[id].Before(late) {
		return requests
	}
	return none
}

func (w *weather) searchesOf(number int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.searches[number]
}

func (w *weather) lostOf(id string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost[id]
}

// count adds what went wrong to a tally.
func (w *weather) count(t *tally) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t.faults, t.retries = w.faults, w.retries
	for _, o := range w.outages {
		t.outages += o.to.Sub(o.from)
	}
}

func (w *weather) away(from time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.outages = append(w.outages, span{from, time.Now()})
}

// disturb breaks the bot's connection in one way after the other until over is
// closed, and the REST API with it, and reports how often.
func (w *weather) disturb(v *visit, over <-chan struct{}) (times int) {
	plan := rand.New(rand.NewPCG(w.seed, 3))
	hang := time.NewTicker(2 * time.Second) // on requests to an endpoint
	defer hang.Stop()
	kinds := []func(*visit, *rand.Rand){w.hush}
	if len(v.discord.Sessions()) > 0 {
		kinds = append(kinds, gatewayDisturbances(w)...)
	}
	for {
		plan.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
		for _, disturb := range kinds {
			next := time.NewTimer(2*time.Minute + time.Duration(plan.Int64N(int64(time.Minute))))
			for waiting := true; waiting; {
				select {
				case <-over:
					next.Stop()
					return times
				case <-hang.C:
					v.discord.HangUp() // the bot notices, and no user does
				case <-next.C:
					waiting = false
				}
			}
			disturb(v, plan)
			times++
		}
	}
}

// hush is a minute in which the REST API says nothing.
func (w *weather) hush(*visit, *rand.Rand) {
	from := time.Now()
	w.mu.Lock()
	w.hushed = from.Add(time.Minute)
	w.mu.Unlock()
	time.Sleep(2 * time.Minute) // what was asked last is answered a minute later
}

// gatewayDisturbances are the ways in which the gateway breaks.
func gatewayDisturbances(w *weather) []func(*visit, *rand.Rand) {
	breaks := func(do func(*discordtest.Server, *rand.Rand)) func(*visit, *rand.Rand) {
		return func(v *visit, plan *rand.Rand) {
			from, before := time.Now(), len(v.discord.Identifies())+v.discord.Resumes()
			do(v.discord, plan)
			for {
				time.Sleep(100 * time.Millisecond)
				sessions := v.discord.Sessions()
				again := len(v.discord.Identifies())+v.discord.Resumes() > before
				if again && len(sessions) > 0 && sessions[len(sessions)-1].Connected {
					break
				}
			}
			w.away(from)
		}
	}
	return []func(*visit, *rand.Rand){
		breaks(func(d *discordtest.Server, _ *rand.Rand) { d.AskReconnect() }),
		breaks(func(d *discordtest.Server, _ *rand.Rand) { d.InvalidateSessions(true) }),
		breaks(func(d *discordtest.Server, _ *rand.Rand) { d.InvalidateSessions(false) }),
		breaks(func(d *discordtest.Server, _ *rand.Rand) { d.DropGateway() }),
		breaks(func(d *discordtest.Server, _ *rand.Rand) { d.CloseGateway(4000) }),
		breaks(func(d *discordtest.Server, plan *rand.Rand) {
			d.InsteadOfReady([]int{7, 9, 0}[plan.IntN(3)])
			d.InvalidateSessions(false)
		}),
		func(v *visit, _ *rand.Rand) { // a silent minute
			from := time.Now()
			v.discord.GoSilent(time.Minute)
			time.Sleep(time.Minute)
			w.away(from)
		},
	}
}

// search answers as the question asks for.
func (w *weather) search(ctx context.Context, q corpus.Query) ([]corpus.Answer, error) {
	var number int
	var how string
	if _, err := fmt.Sscanf(q.Text, "gate %d %s", &number, &how); err != nil {
		return w.board(ctx)
	}
	w.mu.Lock()
	w.searches[number]++
	w.mu.Unlock()
	switch how {
	case "fails":
		return nil, errors.New("the cellar is flooded")
	case "panics":
		panic("the cellar is flooded")
	}
	takes, err := time.ParseDuration(how)
	if err != nil {
		return nil, err
	}
	return pausing(ctx, takes, opened(number))
}

// board answers over several pages, late now and then.
func (w *weather) board(ctx context.Context) ([]corpus.Answer, error) {
	w.mu.Lock()
	takes := []time.Duration{0, 0, 1500 * time.Millisecond}[w.slow.IntN(3)]
	w.mu.Unlock()
	return pausing(ctx, takes, strings.Repeat("The board of the lighthouse was read in the dark, and nobody was lost. ", 120))
}

func pausing(ctx context.Context, takes time.Duration, text string) ([]corpus.Answer, error) {
	if takes > 0 {
		select {
		case <-time.After(takes):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return []corpus.Answer{{ID: "s", Text: text, Span: corpus.Span{End: len(text)}, Kind: corpus.Narrated}}, nil
}
