package cli

import (
	"context"
	"errors"
	"testing"
)

func TestInOrder(t *testing.T) {
	const n = 1000
	broken := errors.New("broken")
	for name, failAt := range map[string]int{"none fails": -1, "the first fails": 0, "one fails": 700} {
		t.Run(name, func(t *testing.T) {
			var got []int
			err := inOrder(t.Context(), func(yield func(int, error) bool) {
				for i := range n {
					if !yield(i, nil) {
						return
					}
				}
			}, func(_ context.Context, i int) (int, error) {
				if i == failAt {
					return 0, broken
				}
				return i * i, nil
			}, func(sq int) error {
				got = append(got, sq)
				return nil
			})
			want := n
			if failAt >= 0 {
				want = failAt
			}
			if (failAt >= 0) != errors.Is(err, broken) || len(got) != want {
				t.Fatalf("%d results, error %v, want %d", len(got), err, want)
			}
			for i, sq := range got {
				if sq != i*i {
					t.Fatalf("result %d is %d, want %d", i, sq, i*i)
				}
			}
		})
	}
}
