package ops

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
)

// world is a feed and a view of it.
type world struct {
	head corpus.Head
	err  error
	hang bool
	at   corpus.Position
}

func (w *world) Head(ctx context.Context) (corpus.Head, error) {
	if w.hang {
		<-ctx.Done()
		return corpus.Head{}, ctx.Err()
	}
	return w.head, w.err
}

func (w *world) Position() corpus.Position { return w.at }

// says is the sum of a monitor's checks, in a line.
func says(m *Monitor) string {
	r := m.readiness()
	out := "not ready"
	if r.Ready {
		out = "ready"
	}
	for _, c := range r.Checks {
		out += "; " + c.Name + ": " + c.Says
	}
	return out
}

// A process on its way from its start to its end.
func TestReadiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{})
		w := &world{}
		expect := func(what, want string) {
			t.Helper()
			m.LookOnce(t.Context(), w, w)
			if got := says(m); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
			if (m.Ready() == nil) != strings.HasPrefix(want, "ready") {
				t.Errorf("%s: the reason is %v", what, m.Ready())
			}
		}
		if got, want := says(m), "not ready; index: not open yet; door: not connected to Discord yet; store: not asked yet"; got != want {
			t.Errorf("at the start: %q, want %q", got, want)
		}
		w.head = corpus.Head{Epoch: "e", Seq: 9}
		w.at = corpus.Position{Epoch: "e", Seq: 3}
		expect("while it catches up", "not ready; index: catching up, at change 3 of 9; door: not connected to Discord yet; store: reachable")
		w.at.Seq = 9
		m.Shard(0, "connected")
		m.Shard(2, "connecting")
		expect("with one shard of two", "not ready; index: caught up; door: 1 of 2 shards connected to Discord; not connected: 2 (connecting)")
		m.Shard(2, "connected")
		expect("when all is there", "ready; index: caught up; door: 2 of 2 shards connected to Discord; store: reachable")
		w.head.Seq = 20
		m.LookOnce(t.Context(), w, w)
		time.Sleep(5 * time.Second)
		expect("a little behind", "ready; index: 11 changes behind for 5s; door")
		w.at.Seq = 20
		w.err = errors.New("connection refused")
		expect("without its store", "ready; index: caught up; door: 2 of 2 shards connected to Discord; store: away since ")
		w.err, w.hang = nil, true
		expect("with a store that hangs", "ready; index: caught up; door: 2 of 2 shards connected to Discord; store: away since 2000-01-01T00:00:05Z; ")
		w.hang = false
		expect("when it is back", "ready; index: caught up; door: 2 of 2 shards connected to Discord; store: reachable")
		w.at = corpus.Position{Epoch: "e"}
		expect("when the index is built anew", "not ready; index: catching up, at change 0 of 20")
		w.at.Seq = 20
		m.Shard(2, "waiting")
		expect("when a connection is lost", "not ready; index: caught up; door: 1 of 2 shards connected to Discord; not connected: 2 (waiting)")
		m.Shard(2, "gone")
		expect("when a shard has moved", "ready; index: caught up; door: 1 of 1 shards")
		m.Drain()
		expect("when it is told to stop", "not ready; process: shutting down")
		if err := m.Alive(); err != nil {
			t.Errorf("a process that shuts down is not alive: %v", err)
		}
	})
}

func TestReadinessOverHTTP(t *testing.T) {
	m := New(Options{})
	w := &world{}
	m.LookOnce(t.Context(), w, w)
	m.Listening(true)
	if got, want := says(m), "ready; index: caught up; door: listening for Discord's requests; store: reachable"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	m.Showing(true)
	if got, want := says(m), "ready; index: caught up; door: serving only the playground, without a token; store: reachable"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	m.Showing(false)
	if err := m.Ready(); err == nil || err.Error() != "door: not serving the playground" {
		t.Errorf("without its page: %v", err)
	}
	m.Listening(false)
	if err := m.Ready(); err == nil || err.Error() != "door: not listening for Discord's requests" {
		t.Errorf("with a closed door: %v", err)
	}
}

func TestSignsOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{})
		expect := func(what string, alive bool) {
			t.Helper()
			if err := m.Alive(); (err == nil) != alive {
				t.Errorf("%s: %v, want alive: %v", what, err, alive)
			}
		}
		expect("before any loop", true)
		m.Beat("index")
		m.Beat("refresh")
		time.Sleep(silentAfter)
		expect("after a long round", true)
		m.Beat("refresh")
		time.Sleep(time.Second)
		if err := m.Alive(); err == nil || !strings.Contains(err.Error(), "index, for 10m1s") || strings.Contains(err.Error(), "refresh") {
			t.Errorf("with one silent loop: %v, want the index named", err)
		}
		m.Rest("index")
		expect("when it rests", true)
		m.Beat("index")
		expect("when it goes on", true)
		time.Sleep(2 * silentAfter)
		expect("when all are silent", false)
	})
}

// fading is a feed that is gone from a time on.
type fading struct {
	world
	from time.Time
}

func (f *fading) Head(ctx context.Context) (corpus.Head, error) {
	if !time.Now().Before(f.from) {
		return corpus.Head{}, errors.New("gone")
	}
	return f.world.Head(ctx)
}

// Look looks by itself.
func TestLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(Options{})
		w := &fading{from: time.Now().Add(lookEvery)}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); m.Look(ctx, w, w) }()
		m.Listening(true)
		synctest.Wait()
		if err := m.Ready(); err != nil {
			t.Errorf("at first: %v", err)
		}
		time.Sleep(lookEvery)
		synctest.Wait()
		if got := says(m); !strings.Contains(got, "store: away since") {
			t.Errorf("2 s later: %q, want that the store is away", got)
		}
		stop()
		<-done
	})
}

// For any sequence of feed and view positions, the reported lag is never too
// long, is 0 exactly if the view is not behind, and is at most a little too
// short.
func TestLagAtRandom(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 7))
		var b behind
		now := time.Unix(0, 0)
		var at, head corpus.Seq
		came := map[corpus.Seq]time.Time{} // when each head was seen
		for range 2000 {
			now = now.Add(lookEvery)
			if random.IntN(3) > 0 {
				head += corpus.Seq(1 + random.IntN(3))
				came[head] = now
			}
			if random.IntN(500) == 0 {
				at = min(head, at+corpus.Seq(random.IntN(1+int(head-at))))
			}
			b.take(at, head, now)
			oldest := now
			for seq, when := range came {
				if seq > at && when.Before(oldest) {
					oldest = when
				}
			}
			truth, got := now.Sub(oldest), b.since(now)
			if got > truth || (got > 0) != (truth > 0) && truth > 32*lookEvery || len(b.seen) > maxSeen || at == head && got != 0 {
				t.Fatalf("seed %d: behind for %v, in truth %v, with %d heads", seed, got, truth, len(b.seen))
			}
			if truth-got > 64*lookEvery {
				t.Fatalf("seed %d: behind for %v, in truth %v", seed, got, truth)
			}
		}
	}
}
