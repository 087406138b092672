package bot_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/corpus"
)

var (
	stormInteractions = flag.Int("storm-interactions", 500, "how many interactions TestStorm sends through each door")
	stormSeed         = flag.Uint64("storm-seed", 0, "what TestStorm's chance starts from, 0 for anything")
)

// Through a storm of faults each interaction is answered exactly once, or its
// user told why not, and nothing is left over in the bot: no goroutine, and no
// memory that grows with what was answered.
func TestStorm(t *testing.T) {
	seed := *stormSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("repeat with -storm-seed %d -storm-interactions %d", seed, *stormInteractions)
	w := newWeather(seed)
	throughBothDoors(t, w.search, func(t *testing.T, v *visit) {
		crowd := newCrowd(v)
		newStorm(t, v, w, crowd, 0).rage(*stormInteractions / 5) // what is made once is made
		before := weigh(v, w)
		s := newStorm(t, v, w, crowd, 1)
		s.rage(*stormInteractions)
		t.Log(s.tally)
		after := weigh(v, w)
		t.Logf("before: %v; after: %v", before, after)
		if after.goroutines != before.goroutines {
			t.Errorf("%d goroutines, %d before", after.goroutines, before.goroutines)
		}
		if grown := int(after.heap) - int(before.heap); grown > heapSlack+heapEach**stormInteractions {
			t.Errorf("the heap has grown by %d bytes over %d interactions", grown, *stormInteractions)
		}
	})
}

// What the heap may grow by, in bytes: a rate-limit bucket of discordgo's or an
// entry of a map weighs more than heapEach.
const (
	heapSlack = 256 << 10
	heapEach  = 16
)

// weight is what a bot at rest holds.
type weight struct {
	goroutines int
	heap       uint64 // bytes
}

func (w weight) String() string {
	return fmt.Sprintf("%d goroutines, %d KiB of heap", w.goroutines, w.heap>>10)
}

// weigh lets the bot and its connections come to rest and all others forget,
// and weighs what remains.
func weigh(v *visit, w *weather) weight {
	v.discord.Forget()
	w.calm()
	*v.log = bytes.Buffer{}
	time.Sleep(5 * time.Minute)
	if c, ok := v.discord.Transport().(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	synctest.Wait()
	for range 3 { // pools are emptied by the second
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return weight{runtime.NumGoroutine(), m.HeapAlloc}
}

// crowd is who uses the bot in a storm, and the channels of the messages whose
// pages they turn.
type crowd struct {
	people []*discordtest.User
	boards []*discordtest.User // somebody before each board
}

func newCrowd(v *visit) *crowd {
	c := &crowd{people: []*discordtest.User{v.discord.User("eve")}}
	for g := range 3 {
		guild := v.discord.Guild(fmt.Sprintf("Newsroom %d", g))
		for m := range 4 {
			c.people = append(c.people, guild.Member(fmt.Sprintf("member %d of %d", m, g)))
		}
		c.boards = append(c.boards, guild.Member(fmt.Sprintf("reader of %d", g)).In(guild.Channel("board")))
	}
	return c
}

// deed is one interaction, and what became of it.
type deed struct {
	it     *discordtest.Interaction
	begun  time.Time
	number int
	want   string // part of what the user reads, "" for choices
}

// storm is one run of interactions through faults.
type storm struct {
	t     *testing.T
	v     *visit
	w     *weather
	crowd *crowd
	plan  *rand.Rand
	first int // the number of the first interaction
	tally tally
}

// tally is what became of a storm's interactions.
type tally struct {
	interactions, answered, told int
	away, late                   int // told by Discord that the bot did not respond: in an outage, and by faults of requests
	faults, retries              int // of requests
	disturbances                 int
	outages                      time.Duration
}

func (t tally) String() string {
	return fmt.Sprintf("%d interactions: %d answered, %d told why not by the bot, %d by Discord (%d while the gateway was away for %v, %d as requests went wrong); %d requests went wrong, %d were sent again; %d disturbances",
		t.interactions, t.answered, t.told, t.away+t.late, t.away, t.outages.Round(time.Second), t.late, t.faults, t.retries, t.disturbances)
}

func newStorm(t *testing.T, v *visit, w *weather, c *crowd, round int) *storm {
	return &storm{t: t, v: v, w: w, crowd: c, plan: rand.New(rand.NewPCG(w.seed, uint64(round))), first: round * 1_000_000}
}

// lasts is how long a storm takes at least, so that each disturbance has a turn
// in it.
const lasts = 25 * time.Minute

// rage sends n interactions and holds what became of them against what should.
func (s *storm) rage(n int) {
	s.w.calm()
	for k, reader := range s.crowd.boards {
		reader.Runs("ask", discordtest.Options{"question": fmt.Sprintf("board %d", k)}).Reply()
	}
	s.w.over(s.v.discord)
	over := make(chan struct{})
	var disturbing sync.WaitGroup
	disturbing.Go(func() { s.tally.disturbances = s.w.disturb(s.v, over) })
	gap := max(400*time.Millisecond, lasts/time.Duration(n))
	deeds := make([]deed, 0, n)
	for i := range n {
		deeds = append(deeds, s.act(s.first+i))
		if s.plan.IntN(3) > 0 { // a third come at once
			time.Sleep(time.Duration(s.plan.ExpFloat64() * float64(gap)))
		}
	}
	close(over)
	disturbing.Wait()
	time.Sleep(discordtest.TokenLife + time.Minute)
	s.v.discord.ClearFaults()
	for _, d := range deeds {
		s.judge(d)
	}
	s.judgeRefusals()
	s.tally.interactions = n
	s.w.count(&s.tally)
}

// act does one of the things that people do.
func (s *storm) act(number int) deed {
	u := s.crowd.people[s.plan.IntN(len(s.crowd.people))]
	d := deed{begun: time.Now(), number: number}
	ask := func(how string, want string) deed {
		d.want = want
		d.it = u.Runs("ask", discordtest.Options{"question": fmt.Sprintf("gate %d %s", number, how), "private": s.plan.IntN(3) == 0})
		return d
	}
	switch dice := s.plan.IntN(100); {
	case dice < 50:
		return ask("0s", opened(number))
	case dice < 70:
		return ask((time.Second/2 + time.Duration(s.plan.Int64N(int64(8*time.Second)))).String(), opened(number))
	case dice < 73:
		return ask("1m", "took too long")
	case dice < 77:
		return ask("fails", "Something went wrong")
	case dice < 79:
		return ask("panics", "Something went wrong")
	case dice < 87:
		it, err := u.AsksToComplete("ask", "speaker", "ad")
		if err != nil {
			s.t.Fatal(err)
		}
		d.it = it
		return d
	default:
		reader := s.crowd.boards[s.plan.IntN(len(s.crowd.boards))]
		board := reader.Sees()[0]
		d.want = "board"
		d.it = reader.Presses(board, turnable(board))
		return d
	}
}

// turnable is a button that turns the message's pages.
func turnable(m discordtest.Message) (label string) {
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if !c.Disabled && (c.Label == "Next" || c.Label == "Previous") {
			label = c.Label
		}
		return true
	})
	return label
}

func opened(number int) string { return fmt.Sprintf("Nobody opened gate %d today", number) }

// judge holds what became of an interaction against what should have. A user
// may read that the bot did not respond only where the bot could not have.
func (s *storm) judge(d deed) {
	if n := s.w.searchesOf(d.number); n > 1 {
		s.t.Errorf("interaction %d was handled %d times", d.number, n)
	}
	callback, err := d.it.Callback(s.t.Context())
	if errors.Is(err, discordtest.ErrNoResponse) {
		switch s.w.excuse(d.it.ID(), d.begun) {
		case outage:
			s.tally.away++
		case requests:
			s.tally.late++
		default:
			s.t.Errorf("interaction %d, at %v: no response, and no fault that would excuse it", d.number, d.begun)
		}
		return
	}
	if d.want == "" {
		if err != nil || callback != discordtest.CallbackChoices {
			s.t.Errorf("completion %d: a response of type %d, %v, want choices", d.number, callback, err)
		}
		s.tally.answered++
		return
	}
	reply, err := d.it.Wait(s.t.Context())
	if got := read(reply); err != nil || !strings.Contains(got, d.want) || len(d.it.Followups()) != 0 {
		s.t.Errorf("interaction %d, at %v: first response %d, then %q, %v and %d follow-ups, want %q once",
			d.number, d.begun, callback, got, err, len(d.it.Followups()), d.want)
	}
	if d.want == opened(d.number) || d.want == "board" {
		s.tally.answered++
	} else {
		s.tally.told++
	}
}

// judgeRefusals wants no first response sent twice, but where the answer to the
// first was lost.
func (s *storm) judgeRefusals() {
	twice := map[string]int{}
	for _, r := range s.v.discord.Refusals() {
		if r.Code == discordtest.CodeAlreadyAcknowledged {
			twice[r.Path]++
		}
	}
	for path, n := range twice {
		if lost := s.w.lostOf(interactionOf(path)); n > lost {
			s.t.Errorf("%s was sent again %d times, and its answer lost %d times", path, n, lost)
		}
	}
}

// interactionOf is the id of the interaction whose first response a path is, ""
// of others.
func interactionOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) != 4 || parts[0] != "interactions" || parts[3] != "callback" {
		return ""
	}
	return parts[1]
}

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
	takes := max(0, time.Duration(w.slow.IntN(3)-1)) * 1500 * time.Millisecond
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
