package gate

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pairCost is how long the readings below take for a pair, on each of two cores.
const pairCost = 5 * time.Millisecond

// readAt lets n questions with 24 pairs each ask, one every so often, and returns how many
// were read. None may wait for more than the gate's patience.
func readAt(t *testing.T, n int, every time.Duration) int {
	t.Helper()
	g := New(2, time.Now)
	var read atomic.Int64
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			asked := time.Now()
			release, ok := g.Enter(t.Context(), 24)
			if waited := time.Since(asked); waited > patience+24*pairCost || !ok && waited > 0 {
				t.Errorf("a question waited %v, let through %v", waited, ok)
			}
			if !ok {
				return
			}
			defer release()
			read.Add(1)
			time.Sleep(24 * pairCost)
		})
		time.Sleep(every)
	}
	all.Wait()
	if g.busy != 0 || g.pairs != 0 || len(g.waiting) != 0 {
		t.Errorf("at the end %d are read, %d pairs and %d questions wait", g.busy, g.pairs, len(g.waiting))
	}
	return int(read.Load())
}

func TestReadingUnderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if n := readAt(t, 50, 0); n < 17 || n == 50 {
			t.Errorf("%d of 50 questions at once are read, want a third or more, and not all", n)
		}
		if n := readAt(t, 50, time.Second/5); n != 50 {
			t.Errorf("%d of 50 questions are read at five a second, want all", n)
		}
	})
}

// The queue is as long as the cost of what was read allows.
func TestGateLearnsWhatReadingCosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(1, time.Now)
		for range 100 {
			release, ok := g.Enter(t.Context(), 10)
			if !ok {
				t.Fatal("turned away from an open gate")
			}
			time.Sleep(2 * time.Second)
			release()
			release() // changes nothing
		}
		release, _ := g.Enter(t.Context(), 10)
		if _, ok := g.Enter(t.Context(), 10); ok {
			t.Error("let through behind two seconds of work")
		}
		release()
	})
}

func TestGateHeedsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(1, time.Now)
		release, _ := g.Enter(t.Context(), 1)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan bool, 1)
		go func() {
			_, ok := g.Enter(ctx, 1)
			ended <- ok
		}()
		synctest.Wait()
		cancel()
		if <-ended {
			t.Error("let through after the end of its context")
		}
		release()
		again, ok := g.Enter(t.Context(), 1)
		if !ok || g.pairs != 1 {
			t.Errorf("after that: let through %v, %d pairs", ok, g.pairs)
		}
		again()
		if _, ok := g.Enter(ctx, 1); ok {
			t.Error("let through with an ended context")
		}
	})
}
