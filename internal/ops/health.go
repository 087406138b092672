package ops

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
)

const (
	// lookEvery is how far apart two looks at the store and the index are, and
	// lookWithin bounds one.
	lookEvery  = 2 * time.Second
	lookWithin = 5 * time.Second
	// silentAfter is how long a loop may take for one round. Rounds take
	// seconds; one that forgets a large guild, or waits out a database, minutes.
	silentAfter = 10 * time.Minute
)

// storeState is what the last look at the store found.
type storeState struct {
	asked bool
	err   error     // nil while it is reachable
	since time.Time // when that began
	head  corpus.Head
}

// indexState is what the last look at the index found.
type indexState struct {
	corpus.Position
	known  bool
	caught bool // it has been where the store was, since it was built
	behind behind
}

// Beat says that a loop has gone round, and is to do so again soon.
func (m *Monitor) Beat(loop string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loops[loop] = time.Now()
}

// Rest says that a loop waits for something that may never come: it is not
// missed until it beats again.
func (m *Monitor) Rest(loop string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.loops, loop)
}

// What a shard can be at.
const (
	shardConnected = "connected"
	shardGone      = "gone"
)

// shardStates are all that a shard can be at, but for gone.
func shardStates() []string { return []string{"connecting", shardConnected, "waiting"} }

// Shard says what one of the gateway's shards is at: connecting, connected,
// waiting (for the next try) or gone (it is not this process's any more).
func (m *Monitor) Shard(id int, state string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if state == shardGone {
		delete(m.shards, id)
		return
	}
	if state == shardConnected && m.shards[id] != shardConnected {
		m.meters.connects.Inc()
	}
	m.shards[id] = state
}

// Listening says whether the HTTP door takes Discord's requests.
func (m *Monitor) Listening(open bool) {
	m.stands(open, "listening for Discord's requests", "not listening for Discord's requests")
}

// Showing says whether the playground's page is shown, where there is no other
// door.
func (m *Monitor) Showing(open bool) {
	m.stands(open, "showing the playground alone, without a token", "not showing the playground")
}

// stands keeps whether a door that is no shard stands open, and its words for both.
func (m *Monitor) stands(open bool, yes, no string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open, m.door = open, no; open {
		m.door = yes
	}
}

// Look looks at the store and the index, every 2 s until ctx ends.
func (m *Monitor) Look(ctx context.Context, feed Feed, view View) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		m.LookOnce(ctx, feed, view)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// LookOnce looks at the store and the index once.
func (m *Monitor) LookOnce(ctx context.Context, feed Feed, view View) {
	asking, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	head, err := feed.Head(asking)
	if ctx.Err() != nil {
		return
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("%w: it did not answer within %v", corpus.ErrOutage, lookWithin)
	}
	standing := view.Position()
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store.take(head, err, now)
	m.index.take(standing, m.store, now)
}

func (s *storeState) take(head corpus.Head, err error, now time.Time) {
	if !s.asked || (err == nil) != (s.err == nil) {
		s.since = now
	}
	s.asked, s.err = true, err
	if err == nil {
		s.head = head
	}
}

func (x *indexState) take(s corpus.Position, store storeState, now time.Time) {
	if x.known && (s.Seq < x.Seq || s.Epoch != x.Epoch) {
		x.caught, x.behind = false, behind{} // it is built anew
	}
	x.Position, x.known = s, true
	if store.err != nil || s.Epoch != store.head.Epoch {
		return
	}
	x.behind.take(s.Seq, store.head.Seq, now)
	x.caught = x.caught || s.Seq >= store.head.Seq
}

// lag is by how many positions the index is behind what was last known of the
// feed.
func (m *Monitor) lag() corpus.Seq { return max(0, m.store.head.Seq-m.index.Seq) }

// check is one thing that makes a process ready.
type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Says string `json:"says"`
}

// readiness is whether the process answers, and why.
type readiness struct {
	Ready    bool    `json:"ready"`
	Draining bool    `json:"draining"`
	Checks   []check `json:"checks"`
}

// readiness says how ready the process is. A store that is away does not make it
// less so: it answers from its index.
func (m *Monitor) readiness() readiness {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := readiness{Ready: !m.draining, Draining: m.draining, Checks: []check{m.indexCheck(), m.doorCheck(), m.storeCheck()}}
	if m.draining {
		r.Checks = slices.Insert(r.Checks, 0, check{"process", false, "shutting down; what is in flight is finished"})
	}
	for _, c := range r.Checks {
		r.Ready = r.Ready && c.OK
	}
	return r
}

func (m *Monitor) indexCheck() check {
	c := check{Name: "index", OK: m.index.caught}
	switch {
	case !m.index.known:
		c.Says = "not open yet"
	case !m.index.caught:
		c.Says = fmt.Sprintf("catching up, at change %d of %d", m.index.Seq, m.store.head.Seq)
	case m.lag() > 0:
		c.Says = fmt.Sprintf("%d changes behind for %v", m.lag(), m.index.behind.since(time.Now()).Round(time.Second))
	default:
		c.Says = "caught up"
	}
	return c
}

func (m *Monitor) doorCheck() check {
	if m.door != "" {
		return check{"door", m.open, m.door}
	}
	if len(m.shards) == 0 {
		return check{"door", false, "not connected to Discord yet"}
	}
	var missing []string
	for _, id := range slices.Sorted(maps.Keys(m.shards)) {
		if state := m.shards[id]; state != shardConnected {
			missing = append(missing, fmt.Sprintf("%d (%s)", id, state))
		}
	}
	says := fmt.Sprintf("%d of %d shards connected to Discord", len(m.shards)-len(missing), len(m.shards))
	if len(missing) > 0 {
		says += "; not connected: " + strings.Join(missing, ", ")
	}
	return check{"door", len(missing) == 0, says}
}

func (m *Monitor) storeCheck() check {
	switch s := m.store; {
	case !s.asked:
		return check{"store", true, "not asked yet"}
	case s.err != nil:
		return check{"store", true, fmt.Sprintf("away since %s, so that answers come from the index, and refreshes and corrections wait: %v", s.since.UTC().Format(time.RFC3339), s.err)}
	}
	return check{"store", true, "reachable"}
}

// Ready says why the process is not ready, or nil.
func (m *Monitor) Ready() error {
	r := m.readiness()
	if r.Ready {
		return nil
	}
	var why []string
	for _, c := range r.Checks {
		if !c.OK {
			why = append(why, c.Name+": "+c.Says)
		}
	}
	return errors.New(strings.Join(why, "; "))
}

// Alive says which loop has gone silent, so that only a new process helps, or
// nil.
func (m *Monitor) Alive() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var silent []string
	for _, loop := range slices.Sorted(maps.Keys(m.loops)) {
		if age := time.Since(m.loops[loop]); age > silentAfter {
			silent = append(silent, fmt.Sprintf("%s, for %v", loop, age.Round(time.Second)))
		}
	}
	if len(silent) > 0 {
		return fmt.Errorf("no sign of life of: %s; start the process again", strings.Join(silent, "; "))
	}
	return nil
}
