package bot

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDigest(time.Second)
		begun := time.Now()
		var got []string
		tell := func(kind string) {
			d.Tell(kind, func(count int) { got = append(got, fmt.Sprint(kind, " ", count, " at ", time.Since(begun))) })
		}
		for range 10 {
			tell("a")
		}
		tell("b")
		time.Sleep(1500 * time.Millisecond)
		tell("a")
		time.Sleep(10 * time.Second)
		tell("a")
		tell("a")
		d.Close()
		d.Close()
		tell("a")
		time.Sleep(10 * time.Second)
		want := []string{"a 1 at 0s", "b 1 at 0s", "a 9 at 1s", "a 1 at 2s", "a 1 at 11.5s", "a 1 at 11.5s", "a 1 at 11.5s"}
		if !slices.Equal(got, want) {
			t.Errorf("wrote %q, want %q", got, want)
		}
	})
}

// Kinds that strangers make up do not grow what is kept.
func TestDigestIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDigest(time.Second)
		wrote := 0
		for n := range 10_000 {
			d.Tell(strconv.Itoa(n), func(int) { wrote++ })
		}
		kept := func() int {
			d.mu.Lock()
			defer d.mu.Unlock()
			return len(d.kinds)
		}
		if kinds := kept(); wrote != maxKinds || kinds != maxKinds {
			t.Errorf("%d lines of %d kinds, want %d", wrote, kinds, maxKinds)
		}
		time.Sleep(3 * time.Second)
		if kinds := kept(); kinds != 0 {
			t.Errorf("%d kinds are kept, want none", kinds)
		}
		d.Close()
	})
}
