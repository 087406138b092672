package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"
)

// sharing is this process's part in a fleet: the shards that it has, or gets
// ready for.
type sharing struct {
	door  *door
	log   *slog.Logger
	fleet Fleet
	of    int
	watch *watch

	events   chan event
	sessions sync.WaitGroup

	// Of run's goroutine alone.
	seats   map[int]*seat
	out     map[int]time.Time // since when a shard's lease is seen to have run out
	held    []int             // the shards whose servers the index has
	holding bool
	away    bool // the keeper of the leases did not answer the last time
}

// seat is what this process has to do with one shard.
type seat struct {
	id      int
	lease   Lease     // of the shard, zero while this process gets ready for it
	taken   time.Time // when the process came to have it
	wanted  bool      // the process that has the shard was told that this one is ready
	session *shard
	stop    context.CancelFunc // of the session
	ended   chan struct{}      // closed when the session does not connect any more
	going   bool               // the session is being closed
	lost    bool               // another process has the shard
}

// event is what happened to a session, or to the index.
type event struct {
	seat  *seat
	left  bool  // the session is closed
	err   error // it ended for good; or what Hold failed with
	held  []int
	index bool
}

// holdWithin is how long a shard that no process serves waits for the index to
// hold its servers before it is connected.
const holdWithin = time.Second

// quitWithin bounds the giving back of the leases at the end.
const quitWithin = 2 * time.Second

func newSharing(d *door, f Fleet, of int) *sharing {
	return &sharing{
		door: d, log: d.log, fleet: f, of: of, watch: newWatch(f.Term, f.Round), events: make(chan event),
		seats: map[int]*seat{}, out: map[int]time.Time{},
	}
}

// run takes part until ctx ends, or until a session ends for good. Its sessions
// are then left to be closed, and the leases to leave.
func (s *sharing) run(ctx, work context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer s.sessions.Wait()
	defer stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		case <-s.watch.wake:
		case e := <-s.events:
			if err := s.happened(ctx, e); err != nil {
				return err
			}
		}
		again, err := s.round(ctx, work)
		if err != nil {
			return err
		}
		timer.Reset(again)
	}
}

// happened takes an event in.
func (s *sharing) happened(ctx context.Context, e event) error {
	switch {
	case e.index:
		s.holding = false
		if e.err == nil {
			s.held = e.held
		} else if ctx.Err() == nil {
			s.log.Warn("the servers of the shards cannot be answered for yet; trying again", "error", e.err)
		}
	case e.left:
		delete(s.seats, e.seat.id)
		s.watch.lose(e.seat.id)
		if e.seat.lost {
			return nil
		}
		s.log.Info("let go of a shard, for another process", "shard", e.seat.id)
		s.give(ctx, e.seat.lease)
	case !e.seat.going:
		return e.err
	}
	return nil
}

// round renews the leases, and does what is to be done next. It returns when to
// do so again.
func (s *sharing) round(ctx, work context.Context) (again time.Duration, err error) {
	begun := time.Now()
	calling, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	all, err := s.fleet.Leases.Beat(calling, fleetPrefix, s.fleet.Name, s.fleet.Term)
	if err == nil {
		err = s.enrol(calling, &all)
	}
	if errors.Is(err, errOtherCount) {
		return 0, err
	}
	s.watch.beat(begun, err == nil)
	if err != nil {
		s.stranded(ctx, err)
		return s.fleet.Round, nil
	}
	if s.away {
		s.away = false
		s.log.Info("the shards' leases can be renewed again")
	}
	r := read(all, s.of)
	s.compare(ctx, r)
	s.act(ctx, r, r.plan(s.fleet.Name, s.takeable, s.fresh))
	again = s.prepare(ctx)
	return again, s.begin(ctx, work)
}

// enrol makes sure that this process is among the fleet's, and that these serve
// as many shards as it does.
func (s *sharing) enrol(ctx context.Context, all *[]Lease) error {
	if _, ok, err := s.fleet.Leases.Take(ctx, countName, strconv.Itoa(s.of), s.fleet.Term); err != nil {
		return err
	} else if !ok {
		return fmt.Errorf("%w than %d; this one ends, and may be started again", errOtherCount, s.of)
	}
	me := memberPrefix + s.fleet.Name
	if slices.ContainsFunc(*all, func(l Lease) bool { return l.Name == me && l.Left > 0 }) {
		return nil
	}
	l, ok, err := s.fleet.Leases.Take(ctx, me, s.fleet.Name, s.fleet.Term)
	if ok {
		*all = append(*all, l)
	}
	return err
}

// stranded goes on with the shards that there are: nobody can take them from a
// keeper that cannot be reached, and where that is so for this process alone,
// who takes them answers first or second.
func (s *sharing) stranded(ctx context.Context, err error) {
	clear(s.out)
	if !s.away && ctx.Err() == nil {
		s.log.Warn("the shards' leases cannot be renewed; going on with the shards that this process has", "error", err)
	}
	s.away = true
}

// compare brings what this process has into line with the leases: it takes anew
// what ran out and nobody else took, and drops what another has.
func (s *sharing) compare(ctx context.Context, r roll) {
	for id, p := range r.shards {
		if p.lease.Holder == "" || p.lease.Left > 0 {
			delete(s.out, id)
		} else if s.out[id].IsZero() {
			s.out[id] = time.Now()
		}
	}
	for id, st := range s.seats {
		p := &r.shards[id]
		if st.lease.Token == 0 {
			if p.next.Holder != s.fleet.Name && !st.going {
				delete(s.seats, id) // it came too late
			}
			continue
		}
		if st.lost || p.owner() == s.fleet.Name && p.lease.Token == st.lease.Token {
			continue
		}
		if p.lease.Holder == s.fleet.Name && p.lease.Token == st.lease.Token {
			if l, ok, err := s.take(ctx, serving, id); ok || err != nil {
				if ok {
					st.lease, p.lease = l, l
					delete(s.out, id)
				}
				continue // or the next time
			}
		}
		s.log.Warn("another process has taken a shard over", "shard", id)
		st.lost = true
		s.watch.lose(id)
		s.leave(ctx, st)
	}
	for id, p := range r.shards {
		if p.next.Holder == s.fleet.Name {
			s.seat(id)
		}
	}
}

// takeable says whether a shard that nobody has may be taken: at once where its
// lease was given back, and else when who had it has had the time to come back.
func (s *sharing) takeable(id int) bool {
	if st := s.seats[id]; st != nil && st.lease.Token != 0 {
		return false // its session is being closed
	}
	since := s.out[id]
	return since.IsZero() || time.Since(since) >= s.fleet.Round*3/2
}

func (s *sharing) fresh(id int) bool {
	st := s.seats[id]
	return st != nil && (st.session == nil || !st.session.met.Load())
}

// act does what was planned.
func (s *sharing) act(ctx context.Context, r roll, p step) {
	for _, id := range p.forgo {
		s.give(ctx, r.shards[id].next)
		if l := r.shards[id].prepared; l.Holder == s.fleet.Name {
			s.give(ctx, l)
		}
		if st := s.seats[id]; st != nil && st.lease.Token == 0 {
			delete(s.seats, id)
		} else if st != nil {
			st.wanted = false
		}
	}
	for _, id := range p.take {
		if l, ok, err := s.take(ctx, serving, id); ok && err == nil {
			st := s.seat(id)
			st.lease, st.taken = l, time.Now()
			s.watch.gain(id)
		}
	}
	for _, id := range p.prepare {
		if s.seats[id] != nil {
			continue // its session is being closed
		}
		if _, ok, err := s.take(ctx, preparing, id); ok && err == nil {
			s.seat(id)
		}
	}
	for _, id := range p.give {
		if st := s.seats[id]; st != nil && !st.lost {
			s.leave(ctx, st)
		}
	}
}

func (s *sharing) seat(id int) *seat {
	if s.seats[id] == nil {
		s.seats[id] = &seat{id: id}
	}
	return s.seats[id]
}

func (s *sharing) take(ctx context.Context, k kind, id int) (Lease, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	l, ok, err := s.fleet.Leases.Take(ctx, leaseName(k, id, s.of), s.fleet.Name, s.fleet.Term)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("a shard's lease cannot be taken", "shard", id, "error", err)
	}
	return l, ok, err
}

// give gives a lease back; where that fails it runs out.
func (s *sharing) give(ctx context.Context, l Lease) {
	if l.Token == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	if err := s.fleet.Leases.Give(ctx, l); err != nil && ctx.Err() == nil {
		s.log.Warn("a lease cannot be given back, and runs out", "lease", l.Name, "error", err)
	}
}

// prepare lets the index follow the shards, tells who has those that this
// process waits for that it is ready, and returns when to look again.
func (s *sharing) prepare(ctx context.Context) (again time.Duration) {
	want := slices.Sorted(maps.Keys(s.seats))
	if !s.holding && !slices.Equal(want, s.held) {
		if s.fleet.Index == nil {
			s.held = want
		} else {
			s.holding = true
			s.sessions.Go(func() {
				err := s.fleet.Index.Hold(ctx, s.of, want)
				s.tell(ctx, event{index: true, held: want, err: err})
			})
		}
	}
	again = s.fleet.Round
	for id, st := range s.seats {
		if st.lease.Token != 0 && st.session == nil && !s.ready(st) {
			again = min(again, holdWithin-time.Since(st.taken))
		}
		if st.lease.Token != 0 || !slices.Contains(s.held, id) {
			continue
		}
		if !st.wanted {
			_, ok, err := s.take(ctx, prepared, id)
			st.wanted = ok && err == nil
		}
		again = min(again, s.fleet.Round/6) // its servers wait for the change
	}
	return again
}

// ready reports whether a shard that this process has may be connected: when the
// index has its servers, or soon in any case, since nobody else answers them.
// What is not there yet is then said to be on its way.
func (s *sharing) ready(st *seat) bool {
	return slices.Contains(s.held, st.id) || time.Since(st.taken) >= holdWithin
}

// begin connects the shards that this process has and is ready for.
func (s *sharing) begin(ctx, work context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(s.seats)) {
		st := s.seats[id]
		if st.lease.Token == 0 || st.session != nil || st.going || st.lost || !s.ready(st) {
			continue
		}
		session, err := s.door.newShard(id, s.of)
		if err != nil {
			return err
		}
		s.log.Info("connecting a shard", "shard", id, "of", s.of)
		session.admit = func(ctx context.Context, sent time.Time) bool { return s.watch.admit(ctx, id, sent) }
		session.certain = func() bool { return s.watch.certain(id) }
		session.handle(work, ctx)
		s.door.add(session)
		connecting, stop := context.WithCancel(ctx)
		st.session, st.stop, st.ended = session, stop, make(chan struct{})
		s.sessions.Go(func() {
			err := session.stay(connecting)
			close(st.ended)
			s.tell(ctx, event{seat: st, err: err})
		})
	}
	return nil
}

// tell hands an event to run, unless that has ended.
func (s *sharing) tell(ctx context.Context, e event) {
	select {
	case s.events <- e:
	case <-ctx.Done():
	}
}

// leave closes a shard's session, where there is one, and then gives the lease
// back; what is in flight is finished.
func (s *sharing) leave(ctx context.Context, st *seat) {
	if st.going {
		return
	}
	st.going = true
	s.sessions.Go(func() {
		if st.session != nil {
			st.stop()
			<-st.ended
			st.session.end()
			s.door.remove(st.session)
		}
		s.tell(ctx, event{seat: st, left: true})
	})
}

// quit gives back all that this process has, once its sessions are closed, so
// that the others take it at once.
func (s *sharing) quit() {
	ctx, cancel := context.WithTimeout(context.Background(), quitWithin)
	defer cancel()
	all, err := s.fleet.Leases.Beat(ctx, fleetPrefix, s.fleet.Name, s.fleet.Term)
	for _, l := range all {
		if l.Holder == s.fleet.Name && l.Left > 0 && err == nil {
			err = s.fleet.Leases.Give(ctx, l)
		}
	}
	if err != nil {
		s.log.Warn("the shards' leases cannot be given back, and run out", "error", err)
	}
}
