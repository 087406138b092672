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
	// lookEvery is the time between two checks of the store and the index, and
	// lookWithin bounds one check.
	lookEvery  = 2 * time.Second
	lookWithin = 5 * time.Second
	// silentAfter is how long a loop may take for one round. A round usually
	// takes seconds, but minutes if it removes a large guild or waits for a
	// database.
	silentAfter = 10 * time.Minute
)

// storeState is the result of the last check of the store.
type storeState struct {
	checked bool
	err     error     // nil if it was reachable
	since   time.Time // when this became so
	head    corpus.Head
}

// indexState is the result of the last check of the index.
type indexState struct {
	corpus.Position
	known    bool
	caughtUp bool // it has caught up with the store at least once since it was built
	behind   behind
}

// Beat records that a loop is alive and will call Beat again soon.
func (m *Monitor) Beat(loop string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loops[loop] = time.Now()
}

// Rest records that a loop waits for an event that may never come. It is not
// missed until it calls Beat again.
func (m *Monitor) Rest(loop string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.loops, loop)
}

// States of a shard.
const (
	shardConnected = "connected"
	shardGone      = "gone"
)

// shardStates returns all states of a shard except gone.
func shardStates() []string { return []string{"connecting", shardConnected, "waiting"} }

// Shard records the state of one of the gateway's shards: connecting,
// connected, waiting (for the next attempt) or gone (this process does not
// serve it any more).
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

// Listening records whether the HTTP endpoint accepts Discord's requests.
func (m *Monitor) Listening(open bool) {
	m.setDoor(open, "listening for Discord's requests", "not listening for Discord's requests")
}

// Showing records whether the playground's page is served, if the process has
// no other door.
func (m *Monitor) Showing(open bool) {
	m.setDoor(open, "serving only the playground, without a token", "not serving the playground")
}

// setDoor records whether a door without shards is open, and how to describe
// that.
func (m *Monitor) setDoor(open bool, yes, no string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open, m.door = open, no; open {
		m.door = yes
	}
}

// Look checks the store and the index every 2 s, until ctx ends.
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

// LookOnce checks the store and the index once.
func (m *Monitor) LookOnce(ctx context.Context, feed Feed, view View) {
	asking, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	head, err := feed.Head(asking)
	if ctx.Err() != nil {
		return
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("%w: no answer within %v", corpus.ErrOutage, lookWithin)
	}
	standing := view.Position()
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store.take(head, err, now)
	m.index.take(standing, m.store, now)
}

func (s *storeState) take(head corpus.Head, err error, now time.Time) {
	if !s.checked || (err == nil) != (s.err == nil) {
		s.since = now
	}
	s.checked, s.err = true, err
	if err == nil {
		s.head = head
	}
}

func (x *indexState) take(s corpus.Position, store storeState, now time.Time) {
	if x.known && (s.Seq < x.Seq || s.Epoch != x.Epoch) {
		x.caughtUp, x.behind = false, behind{} // it is being rebuilt
	}
	x.Position, x.known = s, true
	if store.err != nil || s.Epoch != store.head.Epoch {
		return
	}
	x.behind.take(s.Seq, store.head.Seq, now)
	x.caughtUp = x.caughtUp || s.Seq >= store.head.Seq
}

// lag returns the number of positions that the index is behind the feed's last
// known head.
func (m *Monitor) lag() corpus.Seq { return max(0, m.store.head.Seq-m.index.Seq) }

// check is one condition for being ready.
type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Says string `json:"says"`
}

// readiness says whether the process is ready, and why.
type readiness struct {
	Ready    bool    `json:"ready"`
	Draining bool    `json:"draining"`
	Checks   []check `json:"checks"`
}

// readiness returns how ready the process is. It stays ready while the store is
// down, since it answers from its index.
func (m *Monitor) readiness() readiness {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := readiness{Ready: !m.draining, Draining: m.draining, Checks: []check{m.indexCheck(), m.doorCheck(), m.storeCheck()}}
	if m.draining {
		r.Checks = slices.Insert(r.Checks, 0, check{"process", false, "shutting down; finishing what is in flight"})
	}
	for _, c := range r.Checks {
		r.Ready = r.Ready && c.OK
	}
	return r
}

func (m *Monitor) indexCheck() check {
	c := check{Name: "index", OK: m.index.caughtUp}
	switch {
	case !m.index.known:
		c.Says = "not open yet"
	case !m.index.caughtUp:
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
	case !s.checked:
		return check{"store", true, "not asked yet"}
	case s.err != nil:
		return check{"store", true, fmt.Sprintf("away since %s; answers come from the index, and refreshes and corrections wait: %v", s.since.UTC().Format(time.RFC3339), s.err)}
	}
	return check{"store", true, "reachable"}
}

// Ready returns nil if the process is ready, or an error that says why it is
// not.
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

// Alive returns nil, or an error that names the loops that have stopped, if
// only restarting the process can help.
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
		return fmt.Errorf("these loops have stopped: %s; restart the process", strings.Join(silent, "; "))
	}
	return nil
}
