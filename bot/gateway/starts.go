package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"verbatim/bot/rest"
)

// Shards names the Discord shards that a process serves: First to Last, out of
// Of. The zero value means all shards, as many as Discord recommends.
type Shards struct{ First, Last, Of int }

func (s Shards) check() error {
	if s == (Shards{}) || 0 <= s.First && s.First <= s.Last && s.Last < s.Of {
		return nil
	}
	return fmt.Errorf("invalid shards %s: count from 0, and give a last shard below the total, as in 0-3/16", s)
}

// String returns the shards in the form of the setting, such as 0-3/16.
func (s Shards) String() string { return fmt.Sprintf("%d-%d/%d", s.First, s.Last, s.Of) }

const (
	// knownFor is how long Discord's answer about the remaining starts is used.
	knownFor = time.Minute
	// turnWithin is how long an identify on an open connection may wait for its
	// turn. discordgo's heartbeats wait behind it.
	turnWithin = 10 * time.Second
	// reservedStarts are never used. Discord resets the token of a bot that
	// starts too often, and other processes of the bot use starts as well.
	reservedStarts = 5
)

// startBudget shares the session starts that Discord allows among the shards: a
// number per day, and a number per 5 s.
type startBudget struct {
	discord func(context.Context) (rest.Starts, error)
	log     *slog.Logger

	mu    sync.Mutex
	known rest.Starts
	asked time.Time      // when known was set; zero if it never was
	reset time.Time      // when known.Left becomes known.Total again
	taken int            // starts that are set aside and not used yet
	slots *identifySlots // shared with other processes; nil if there are none
	keys  map[int]*identifyKey
}

// identifyKey is a rate-limit key of identifies. Only one identify per key is under way
// at a time.
type identifyKey struct {
	free chan struct{} // holds one value while no shard has the key
	last time.Time     // time of the last identify; used by the shard that has the key
	n    int
}

func newStartBudget(discord func(context.Context) (rest.Starts, error), log *slog.Logger) *startBudget {
	return &startBudget{discord: discord, log: log, known: rest.Starts{Shards: 1, Concurrency: 1}, keys: map[int]*identifyKey{}}
}

// ask asks Discord for the remaining starts. It returns within restTimeout,
// even if the call hangs.
func (s *startBudget) ask(ctx context.Context) (rest.Starts, error) {
	ctx, cancel := context.WithTimeout(ctx, restTimeout)
	defer cancel()
	type answer struct {
		known rest.Starts
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		known, err := s.discord(ctx)
		done <- answer{known, err}
	}()
	select {
	case a := <-done:
		if a.err == nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.known, s.asked = a.known, time.Now()
			s.reset = s.asked.Add(a.known.ResetAfter)
		}
		return a.known, a.err
	case <-ctx.Done():
	}
	select { // a call that respects its context ends now
	case a := <-done:
		return a.known, a.err
	case <-time.After(cutWithin):
		return rest.Starts{}, fmt.Errorf("ask Discord how to connect: %w", errHung)
	}
}

// budget waits until a start is left today, and sets it aside.
func (s *startBudget) budget(ctx context.Context) error {
	for {
		s.mu.Lock()
		old := time.Since(s.asked) >= knownFor
		s.mu.Unlock()
		if old {
			if _, err := s.ask(ctx); err != nil && (ctx.Err() != nil || errors.Is(err, errHung)) {
				return err
			} // else go on with the last answer
		}
		s.mu.Lock()
		if s.known.Total == 0 || s.known.Left-s.taken > s.reserve() {
			s.taken++
			s.mu.Unlock()
			return nil
		}
		wait, total := time.Until(s.reset), s.known.Total
		s.mu.Unlock()
		if wait > 0 {
			s.log.Error("not connected to Discord: all session starts of the day are used up; find out why the bot starts so often",
				"starts_a_day", total, "again_in", wait.Round(time.Second))
		}
		if !rest.Sleep(ctx, max(wait, time.Second)) {
			return ctx.Err()
		}
		s.mu.Lock()
		s.asked = time.Time{}
		s.mu.Unlock()
	}
}

// fewStarts is the number of starts below which other processes may use them up
// unnoticed. If fewer are left, Discord is asked before each start.
const fewStarts = 100

// stillLeft reports whether a start is left, besides the start that is set
// aside. If few are left, it asks Discord, since other processes use starts as
// well.
func (s *startBudget) stillLeft(ctx context.Context) (bool, error) {
	s.mu.Lock()
	plenty := s.known.Total == 0 || s.known.Left-s.taken > fewStarts
	s.mu.Unlock()
	if plenty {
		return true, nil
	}
	if _, err := s.ask(ctx); err != nil {
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return false, err
		} // else go on with the last answer
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.Total == 0 || s.known.Left-s.taken >= s.reserve(), nil
}

// reserve returns how many starts are never used. If other processes use starts
// as well, it adds as many as they can have under way at a time. The caller
// holds mu.
func (s *startBudget) reserve() int {
	if s.slots == nil {
		return reservedStarts
	}
	return reservedStarts + s.known.Concurrency - 1
}

// settle ends the setting aside of a start, which was used or not.
func (s *startBudget) settle(used bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if used {
		s.known.Left--
	}
}

// key returns the rate-limit key of a shard.
func (s *startBudget) key(shard int) *identifyKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := shard % s.known.Concurrency
	if s.keys[n] == nil {
		s.keys[n] = &identifyKey{free: make(chan struct{}, 1), n: n}
		s.keys[n].free <- struct{}{}
	}
	return s.keys[n]
}
