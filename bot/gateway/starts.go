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

// Shards is which of Discord's shards a process serves: First to Last, of Of.
// The zero Shards are as many as Discord recommends, all of them.
type Shards struct{ First, Last, Of int }

func (s Shards) check() error {
	if s == (Shards{}) || 0 <= s.First && s.First <= s.Last && s.Last < s.Of {
		return nil
	}
	return fmt.Errorf("there are no shards %s: the first is 0, and the last one less than how many there are", s)
}

// String is the shards as they are given: 0-3/16.
func (s Shards) String() string { return fmt.Sprintf("%d-%d/%d", s.First, s.Last, s.Of) }

const (
	// identifyEvery is how far apart identifies of one rate-limit key must be.
	identifyEvery = 5 * time.Second
	// knownFor is how long Discord's word on the starts that are left is taken.
	knownFor = time.Minute
	// turnWithin is how long an identify on an open connection may wait for its
	// turn; discordgo's heartbeats wait behind it.
	turnWithin = 10 * time.Second
	// spareStarts are never used: Discord resets the token of a bot that starts
	// too often, and other processes of it start as well.
	spareStarts = 5
)

// starts shares the starts that Discord allows out among the shards: so many a
// day, and so many in 5 s.
type starts struct {
	discord func(context.Context) (rest.Starts, error)
	log     *slog.Logger

	mu    sync.Mutex
	known rest.Starts
	asked time.Time // when known was known, zero for never
	reset time.Time // when known.Left is known.Total again
	taken int       // starts that are set aside and not used yet
	slots *slots    // shared with other processes, nil where there are none
	keys  map[int]*key
}

// key is a rate-limit key of identifies, of which one is under way at a time.
type key struct {
	free chan struct{} // holds one where nobody has the key
	last time.Time     // of the last identify; of whoever has the key
	n    int
}

func newStarts(discord func(context.Context) (rest.Starts, error), log *slog.Logger) *starts {
	return &starts{discord: discord, log: log, known: rest.Starts{Shards: 1, Concurrency: 1}, keys: map[int]*key{}}
}

// ask asks Discord, whatever becomes of the way there.
func (s *starts) ask(ctx context.Context) (rest.Starts, error) {
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
	select { // what heeds its context ends now
	case a := <-done:
		return a.known, a.err
	case <-time.After(cutWithin):
		return rest.Starts{}, fmt.Errorf("ask Discord how to connect: %w", errHung)
	}
}

// budget waits until there is a start left today, and takes it.
func (s *starts) budget(ctx context.Context) error {
	for {
		s.mu.Lock()
		old := time.Since(s.asked) >= knownFor
		s.mu.Unlock()
		if old {
			if _, err := s.ask(ctx); err != nil && (ctx.Err() != nil || errors.Is(err, errHung)) {
				return err
			} // else what was known has to do
		}
		s.mu.Lock()
		if s.known.Total == 0 || s.known.Left-s.taken > s.spare() {
			s.taken++
			s.mu.Unlock()
			return nil
		}
		wait, total := time.Until(s.reset), s.known.Total
		s.mu.Unlock()
		if wait > 0 {
			s.log.Error("not connected to Discord: all of today's starts are used up; find out what makes the bot start so often",
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

// few is how many starts are so few that other processes may use them up
// unseen: Discord is then asked before each.
const few = 100

// spared asks Discord whether there is a start left, where there may be none:
// other processes start as well. One start is set aside already.
func (s *starts) spared(ctx context.Context) (bool, error) {
	s.mu.Lock()
	plenty := s.known.Total == 0 || s.known.Left-s.taken > few
	s.mu.Unlock()
	if plenty {
		return true, nil
	}
	if _, err := s.ask(ctx); err != nil {
		if ctx.Err() != nil || errors.Is(err, errHung) {
			return false, err
		} // else what was known has to do
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.Total == 0 || s.known.Left-s.taken >= s.spare(), nil
}

// spare is how many starts are never used: where other processes start as well,
// as many more as they can have under way at a time. It needs mu held.
func (s *starts) spare() int {
	if s.slots == nil {
		return spareStarts
	}
	return spareStarts + s.known.Concurrency - 1
}

// settle says what became of a start that was set aside.
func (s *starts) settle(used bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if used {
		s.known.Left--
	}
}

// key is the rate-limit key of a shard.
func (s *starts) key(shard int) *key {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := shard % s.known.Concurrency
	if s.keys[n] == nil {
		s.keys[n] = &key{free: make(chan struct{}, 1), n: n}
		s.keys[n].free <- struct{}{}
	}
	return s.keys[n]
}

// of makes the turn of a shard.
func (s *starts) of(shard int) *turn { return &turn{starts: s, shard: shard} }

// turn is a shard's turn to identify.
type turn struct {
	starts *starts
	shard  int

	mu  sync.Mutex
	key *key // that the shard has, nil where it is not its turn
}

// take waits for the turn. It is the shard's until use or drop.
func (t *turn) take(ctx context.Context) error {
	for {
		if err := t.starts.budget(ctx); err != nil {
			return err
		}
		k := t.starts.key(t.shard)
		left, err := t.await(ctx, k)
		if err == nil && left {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.key = k
			return nil
		}
		t.starts.settle(false)
		if err != nil {
			return err
		}
	}
}

// await waits for a rate-limit key, in this process and among all of them. It
// reports whether a start is left then, which other processes may have used up.
func (t *turn) await(ctx context.Context, k *key) (left bool, err error) {
	select {
	case <-k.free:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if !rest.Sleep(ctx, time.Until(k.last.Add(identifyEvery))) {
		k.free <- struct{}{}
		return false, ctx.Err()
	}
	if t.starts.slots == nil {
		return true, nil
	}
	if err = t.starts.slots.take(ctx, k.n); err == nil {
		if left, err = t.starts.spared(ctx); err == nil && left {
			return true, nil
		}
		t.starts.slots.drop(ctx, k.n)
	}
	k.free <- struct{}{}
	return false, err
}

// use is called when the shard identifies. Where it is not the shard's turn, it
// waits for that a while.
func (t *turn) use(ctx context.Context) error {
	if k := t.had(); k == nil {
		waiting, cancel := context.WithTimeout(ctx, turnWithin)
		defer cancel()
		if err := t.take(waiting); err != nil {
			return fmt.Errorf("wait for the shard's turn to identify: %w", err)
		}
	}
	k := t.had()
	if t.starts.slots != nil && k != nil {
		if err := t.starts.slots.use(ctx, k.n); err != nil {
			t.end(false)
			return err
		}
	}
	t.end(true)
	return nil
}

// drop gives the turn up, where it was not used.
func (t *turn) drop() {
	k := t.had()
	if t.starts.slots != nil && k != nil {
		t.starts.slots.drop(context.Background(), k.n)
	}
	t.end(false)
}

// had is the key that the shard has, nil where it is not its turn.
func (t *turn) had() *key {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.key
}

// end ends the turn, where it was the shard's.
func (t *turn) end(used bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.key == nil {
		return
	}
	if used {
		t.key.last = time.Now()
	}
	t.key.free <- struct{}{}
	t.key = nil
	t.starts.settle(used)
}
