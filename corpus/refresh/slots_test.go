package refresh

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
)

// crowd counts who has a place.
type crowd struct {
	mu         sync.Mutex
	of         map[corpus.GuildID]int
	all        int
	mostAll    int
	mostOfOne  int
	order      []string
	mostBefore int
}

func (c *crowd) count(guild corpus.GuildID, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of[guild] += by
	c.all += by
	c.mostAll, c.mostOfOne = max(c.mostAll, c.all), max(c.mostOfOne, c.of[guild])
	if by > 0 {
		c.order = append(c.order, string(guild))
	}
}

func (c *crowd) tell(before int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mostBefore = max(c.mostBefore, before)
}

// work takes a place for a while.
func (c *crowd) work(t *testing.T, p *slots, guild corpus.GuildID, took time.Duration) {
	leave, err := p.acquire(t.Context(), guild, c.tell)
	if err != nil {
		t.Error(err)
		return
	}
	c.count(guild, 1)
	time.Sleep(took)
	c.count(guild, -1)
	leave()
}

func TestPlacesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := newSlots(8, 2), &crowd{of: map[corpus.GuildID]int{}}
		began := time.Now()
		var all sync.WaitGroup
		defer all.Wait()
		for guild := range 20 {
			for range 5 {
				all.Go(func() { c.work(t, p, corpus.GuildID(fmt.Sprint(guild)), 10*time.Second) })
			}
		}
		all.Wait()
		if c.mostAll != 8 || c.mostOfOne > 2 {
			t.Errorf("%d at once, %d of one guild, want 8 and at most 2", c.mostAll, c.mostOfOne)
		}
		if took := time.Since(began); took > 130*time.Second+10*time.Second {
			t.Errorf("it took %s: places stood empty", took)
		}
		if c.mostBefore < 80 || c.mostBefore > 100 {
			t.Errorf("the last was told that %d are before it, want about 92", c.mostBefore)
		}
		if p.used != 0 || len(p.byGuild) != 0 || len(p.waiting) != 0 || len(p.served) != 0 {
			t.Errorf("left behind: %+v", p)
		}
	})
}

// Whoever comes after one guild's many waits for one turn, not for all of them.
func TestPlacesGoRoundTheGuilds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := newSlots(2, 2), &crowd{of: map[corpus.GuildID]int{}}
		var all sync.WaitGroup
		defer all.Wait()
		for range 50 {
			all.Go(func() { c.work(t, p, "many", time.Minute) })
		}
		time.Sleep(time.Second)
		for _, guild := range []corpus.GuildID{"few", "others"} {
			all.Go(func() {
				begin := time.Now()
				c.work(t, p, guild, time.Second)
				if took := time.Since(begin); took > time.Minute+time.Second {
					t.Errorf("%s waited for %s", guild, took)
				}
			})
		}
		all.Wait()
	})
}

func TestPlacesAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSlots(1, 1)
		leave, err := p.acquire(t.Context(), "a", func(int) { t.Error("the first waits") })
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		defer all.Wait()
		defer leave()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		told := []int{}
		all.Go(func() {
			if _, err := p.acquire(ctx, "b", func(n int) {}); !errors.Is(err, context.Canceled) {
				t.Errorf("got error %v, want %v", err, context.Canceled)
			}
		})
		synctest.Wait()
		all.Go(func() {
			leave, err := p.acquire(t.Context(), "c", func(n int) { told = append(told, n) })
			if err != nil {
				t.Error(err)
				return
			}
			leave()
			leave() // does nothing
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		leave()
		all.Wait()
		if fmt.Sprint(told) != "[1 0]" {
			t.Errorf("the last was told %v, want that there is one before it, and then none", told)
		}
		if p.used != 0 || len(p.waiting) != 0 {
			t.Errorf("left behind: %+v", p)
		}
	})
}
