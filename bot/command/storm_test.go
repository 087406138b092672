package command_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
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
	time.Sleep(5 * time.Minute)
	if c, ok := v.discord.Transport().(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	synctest.Wait() // nobody writes to the log
	*v.log = bytes.Buffer{}
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
