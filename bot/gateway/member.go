package gateway

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// fleetMember is this process's part in a fleet: the shards that it has or gets
// ready for.
type fleetMember struct {
	*services
	running   *shardSet
	fleet     Fleet
	of        int
	leases    leaseClient
	ownership *ownership

	events   chan memberEvent
	sessions sync.WaitGroup

	// Used by run's goroutine only.
	seats       map[int]*seat
	expired     map[int]time.Time // since when each shard's lease has been seen as expired
	loaded      []int             // the shards whose servers the index has
	loading     bool
	unreachable bool // the last call to the store of the leases failed
}

// holdWithin is how long a shard without an owner waits for the index to load
// its servers before it is connected.
const holdWithin = time.Second

func newFleetMember(v *services, running *shardSet, f Fleet, of int) *fleetMember {
	return &fleetMember{
		services: v, running: running, fleet: f, of: of, leases: leaseClient{fleet: f, of: of, log: v.log}, ownership: newOwnership(f.Term, f.Round), events: make(chan memberEvent),
		seats: map[int]*seat{}, expired: map[int]time.Time{},
	}
}

// run takes part in the fleet until ctx ends, or until a session ends for good.
// It leaves its sessions open and its leases taken: the caller closes the
// sessions and then calls releaseAll.
func (s *fleetMember) run(ctx, work context.Context) error {
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
		case <-s.ownership.wake:
		case e := <-s.events:
			if err := s.handleEvent(ctx, e); err != nil {
				return err
			}
		}
		again, err := s.takeStep(ctx, work)
		if err != nil {
			return err
		}
		timer.Reset(again)
	}
}

// handleEvent updates the state after an event.
func (s *fleetMember) handleEvent(ctx context.Context, e memberEvent) error {
	switch {
	case e.index:
		s.loading = false
		if e.err == nil {
			s.loaded = e.loaded
		} else if ctx.Err() == nil {
			s.log.Warn("cannot load the servers of the shards yet; trying again", "error", e.err)
		}
	case e.left:
		delete(s.seats, e.seat.id)
		s.ownership.lose(e.seat.id)
		if e.seat.lost {
			return nil
		}
		s.log.Info("left a shard to another process", "shard", e.seat.id)
		s.leases.release(ctx, e.seat.lease)
	case !e.seat.leaving:
		return e.err
	}
	return nil
}

// takeStep renews the leases and takes the next steps. It returns the time until
// the next round.
func (s *fleetMember) takeStep(ctx, work context.Context) (again time.Duration, err error) {
	begun := time.Now()
	calling, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	all, err := s.leases.renew(calling)
	if errors.Is(err, errOtherCount) {
		return 0, err
	}
	s.ownership.renewal(begun, err == nil)
	if err != nil {
		s.renewFailed(ctx, err)
		return s.fleet.Round, nil
	}
	if s.unreachable {
		s.unreachable = false
		s.log.Info("renewing the leases of the shards works again")
	}
	r := readLeases(all, s.of)
	s.reconcile(ctx, r)
	s.carryOut(ctx, r, r.plan(s.fleet.Name, s.takeable, s.fresh))
	again = s.prepare(ctx)
	return again, s.connectReady(ctx, work)
}

// renewFailed goes on with the shards that this process has. While the store of
// the leases is down, no process can take them. If only this process cannot
// reach it, another may take them; both then answer, and Discord accepts the
// first answer.
func (s *fleetMember) renewFailed(ctx context.Context, err error) {
	clear(s.expired)
	if !s.unreachable && ctx.Err() == nil {
		s.log.Warn("cannot renew the leases of the shards; keeping the shards that this process has", "error", err)
	}
	s.unreachable = true
}

// reconcile adapts this process's seats to the leases: it takes expired leases
// anew if no other process took them, and drops shards that another process
// has.
func (s *fleetMember) reconcile(ctx context.Context, r roster) {
	for id, p := range r.shards {
		if p.lease.Holder == "" || p.lease.Left > 0 {
			delete(s.expired, id)
		} else if s.expired[id].IsZero() {
			s.expired[id] = time.Now()
		}
	}
	for id, st := range s.seats {
		p := &r.shards[id]
		if st.lease.Token == 0 {
			if p.next.Holder != s.fleet.Name && !st.leaving {
				delete(s.seats, id) // it did not take the lease in time
			}
			continue
		}
		if st.lost || p.owner() == s.fleet.Name && p.lease.Token == st.lease.Token {
			continue
		}
		if p.lease.Holder == s.fleet.Name && p.lease.Token == st.lease.Token {
			if l, ok, err := s.leases.acquire(ctx, leaseServing, id); ok || err != nil {
				if ok {
					st.lease, p.lease = l, l
					delete(s.expired, id)
				}
				continue // or try again in the next round
			}
		}
		s.log.Warn("another process has taken over a shard", "shard", id)
		st.lost = true
		s.ownership.lose(id)
		s.startLeaving(ctx, st)
	}
	for id, p := range r.shards {
		if p.next.Holder == s.fleet.Name {
			s.seat(id)
		}
	}
}

// takeable reports whether a shard without an owner may be taken: at once if
// its lease was given back, else after its last owner has had time to come
// back.
func (s *fleetMember) takeable(id int) bool {
	if st := s.seats[id]; st != nil && st.lease.Token != 0 {
		return false // its session is being closed
	}
	since := s.expired[id]
	return since.IsZero() || time.Since(since) >= s.fleet.Round*3/2
}

func (s *fleetMember) fresh(id int) bool {
	st := s.seats[id]
	return st != nil && (st.session == nil || !st.session.met.Load())
}

// carryOut does the planned steps.
func (s *fleetMember) carryOut(ctx context.Context, r roster, p nextStep) {
	for _, id := range p.stopPreparing {
		s.leases.release(ctx, r.shards[id].next)
		if l := r.shards[id].prepared; l.Holder == s.fleet.Name {
			s.leases.release(ctx, l)
		}
		if st := s.seats[id]; st != nil && st.lease.Token == 0 {
			delete(s.seats, id)
		} else if st != nil {
			st.announced = false
		}
	}
	for _, id := range p.take {
		if l, ok, err := s.leases.acquire(ctx, leaseServing, id); ok && err == nil {
			st := s.seat(id)
			st.lease, st.taken = l, time.Now()
			s.ownership.gain(id)
		}
	}
	for _, id := range p.prepare {
		if s.seats[id] != nil {
			continue // its session is being closed
		}
		if _, ok, err := s.leases.acquire(ctx, leasePreparing, id); ok && err == nil {
			s.seat(id)
		}
	}
	for _, id := range p.leave {
		if st := s.seats[id]; st != nil && !st.lost {
			s.startLeaving(ctx, st)
		}
	}
}

func (s *fleetMember) seat(id int) *seat {
	if s.seats[id] == nil {
		s.seats[id] = &seat{id: id}
	}
	return s.seats[id]
}

// prepare starts loading the servers of this process's shards into the index,
// tells the owners of shards that it waits for when it is ready, and returns
// the time until the next round.
func (s *fleetMember) prepare(ctx context.Context) (again time.Duration) {
	want := slices.Sorted(maps.Keys(s.seats))
	if !s.loading && !slices.Equal(want, s.loaded) {
		if s.fleet.Index == nil {
			s.loaded = want
		} else {
			s.loading = true
			s.sessions.Go(func() {
				err := s.fleet.Index.SetShards(ctx, s.of, want)
				s.tell(ctx, memberEvent{index: true, loaded: want, err: err})
			})
		}
	}
	again = s.fleet.Round
	for id, st := range s.seats {
		if st.lease.Token != 0 && st.session == nil && !s.mayConnect(st) {
			again = min(again, holdWithin-time.Since(st.taken))
		}
		if st.lease.Token != 0 || !slices.Contains(s.loaded, id) {
			continue
		}
		if !st.announced {
			_, ok, err := s.leases.acquire(ctx, leasePrepared, id)
			st.announced = ok && err == nil
		}
		again = min(again, s.fleet.Round/6) // its servers wait for the change
	}
	return again
}

// mayConnect reports whether a shard that this process has may be connected: if the
// index has its servers, or after holdWithin in any case, since no other
// process answers for them. Until they are loaded, answers say so.
func (s *fleetMember) mayConnect(st *seat) bool {
	return slices.Contains(s.loaded, st.id) || time.Since(st.taken) >= holdWithin
}

// connectReady connects the shards that this process has and is ready for.
func (s *fleetMember) connectReady(ctx, work context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(s.seats)) {
		st := s.seats[id]
		if st.lease.Token == 0 || st.session != nil || st.leaving || st.lost || !s.mayConnect(st) {
			continue
		}
		session, err := newShardSession(s.services, id, s.of)
		if err != nil {
			return err
		}
		s.log.Info("connecting a shard", "shard", id, "of", s.of)
		session.admit = func(ctx context.Context, sent time.Time) bool { return s.ownership.admit(ctx, id, sent) }
		session.certain = func() bool { return s.ownership.certain(id) }
		session.handle(work, ctx)
		s.running.add(session)
		connecting, stop := context.WithCancel(ctx)
		st.session, st.stop, st.ended = session, stop, make(chan struct{})
		s.sessions.Go(func() {
			err := session.run(connecting)
			close(st.ended)
			s.tell(ctx, memberEvent{seat: st, err: err})
		})
	}
	return nil
}

// tell sends an event to run, unless run has ended.
func (s *fleetMember) tell(ctx context.Context, e memberEvent) {
	select {
	case s.events <- e:
	case <-ctx.Done():
	}
}

// startLeaving closes a shard's session if there is one, letting work in flight
// finish, and then gives the lease back.
func (s *fleetMember) startLeaving(ctx context.Context, st *seat) {
	if st.leaving {
		return
	}
	st.leaving = true
	s.sessions.Go(func() {
		if st.session != nil {
			st.stop()
			<-st.ended
			st.session.endSession()
			s.running.remove(st.session)
		}
		s.tell(ctx, memberEvent{seat: st, left: true})
	})
}
