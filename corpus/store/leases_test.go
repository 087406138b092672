package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
)

// expire ends the lease as time would.
func expire(t testing.TB, s *Store, name string) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), `UPDATE leases SET until_at = unixepoch() WHERE name = $1`, name); err != nil {
		t.Fatal(err)
	}
}

func testLeases(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	ctx := t.Context()
	first := ok(s.Acquire(ctx, "x", "anna", time.Hour))(t)
	if left := time.Until(first.Until); first.Token != 1 || left < 59*time.Minute || left > 61*time.Minute {
		t.Errorf("got %+v, want token 1, an hour", first)
	}
	_, err := s.Acquire(ctx, "x", "ben", time.Hour)
	wantError(t, "held by another", err, ErrLeaseHeld)
	other := ok(s.Acquire(ctx, "y", "ben", time.Hour))(t)
	renewed := ok(s.Renew(ctx, first, 2*time.Hour))(t)
	if renewed.Token != first.Token || !renewed.Until.After(first.Until) {
		t.Errorf("renewed %+v to %+v, want the same token, later", first, renewed)
	}
	expire(t, s, "x")
	_, err = s.Renew(ctx, renewed, time.Hour)
	wantError(t, "renewed after it ran out", err, ErrLeaseLost)
	second := ok(s.Acquire(ctx, "x", "ben", time.Hour))(t)
	if second.Token <= first.Token {
		t.Errorf("token %d follows %d, want a higher one", second.Token, first.Token)
	}
	_, err = s.Renew(ctx, renewed, time.Hour)
	wantError(t, "renewed after another has it", err, ErrLeaseLost)
	wantError(t, "released after another has it", s.Release(ctx, renewed), nil)
	ok(s.Renew(ctx, second, time.Hour))(t)
	again := ok(s.Acquire(ctx, "x", "ben", time.Hour))(t)
	if again.Token <= second.Token {
		t.Errorf("token %d follows %d, want a higher one", again.Token, second.Token)
	}
	_, err = s.Renew(ctx, second, time.Hour)
	wantError(t, "renewed after its holder took it anew", err, ErrLeaseLost)
	wantError(t, "released", s.Release(ctx, again), nil)
	last := ok(s.Acquire(ctx, "x", "anna", time.Millisecond))(t)
	if last.Token <= again.Token {
		t.Errorf("token %d follows %d, want a higher one", last.Token, again.Token)
	}
	ok(s.Renew(ctx, last, time.Hour))(t) // a part of a second counts as one
	ok(s.Renew(ctx, other, time.Hour))(t)
	if head(t, s) != 0 {
		t.Errorf("leases have moved the feed to %d", head(t, s))
	}
}

// One process renews all that it has at once, and sees what the others have.
func testRenewAll(t *testing.T, fresh func(testing.TB) string) {
	s := openAt(t, fresh(t))
	ctx := t.Context()
	for _, l := range []struct{ name, holder string }{
		{"shard/0", "anna"}, {"shard/1", "ben"}, {"shard/2", "anna"}, {"shard/3", "anna"}, {"other/0", "anna"}, {"shard_/0", "ben"},
	} {
		ok(s.Acquire(ctx, l.name, l.holder, time.Minute))(t)
	}
	expire(t, s, "shard/2")
	wantError(t, "release", s.Release(ctx, Lease{Name: "shard/3", Holder: "anna", Token: 1}), nil)
	var got []string
	for _, l := range ok(s.RenewAll(ctx, "shard/", "anna", time.Hour))(t) {
		what := fmt.Sprintf("%s %s %d", l.Name, l.Holder, l.Token)
		switch {
		case l.Released():
			what += " given back"
		case l.Left <= 0:
			what += " ended"
		case l.Left > 59*time.Minute:
			what += " an hour"
		case l.Left > 50*time.Second:
			what += " a minute"
		}
		got = append(got, what)
	}
	same(t, "the leases", got, []string{"shard/0 anna 1 an hour", "shard/1 ben 1 a minute", "shard/2 anna 1 ended", "shard/3 anna 1 given back"})
	if _, err := s.db.ExecContext(ctx, `UPDATE leases SET until_at = unixepoch() - 90000 WHERE name = 'shard/2'`); err != nil {
		t.Fatal(err)
	}
	wantError(t, "sweep", s.SweepLeases(ctx, "shard/"), nil)
	got = nil
	for _, l := range ok(s.RenewAll(ctx, "", "nobody", time.Hour))(t) {
		got = append(got, l.Name)
	}
	same(t, "the leases after a sweep", got, []string{"other/0", "shard/0", "shard/1", "shard_/0"})
}

// A holder that was cut off cannot commit.
func testLeaseFences(t *testing.T, fresh func(testing.TB) string) {
	tests := []struct {
		name   string
		happen func(t *testing.T, s *Store, l Lease)
		want   error
	}{
		{"nothing happens", func(*testing.T, *Store, Lease) {}, nil},
		{"it was renewed", func(t *testing.T, s *Store, l Lease) { ok(s.Renew(t.Context(), l, time.Hour))(t) }, nil},
		{"it ran out", func(t *testing.T, s *Store, l Lease) { expire(t, s, l.Name) }, ErrLeaseLost},
		{"it ran out and another has it", func(t *testing.T, s *Store, l Lease) {
			expire(t, s, l.Name)
			ok(s.Acquire(t.Context(), l.Name, "ben", time.Hour))(t)
		}, ErrLeaseLost},
		{"another had it", func(t *testing.T, s *Store, l Lease) {
			expire(t, s, l.Name)
			ben := ok(s.Acquire(t.Context(), l.Name, "ben", time.Hour))(t)
			wantError(t, "release", s.Release(t.Context(), ben), nil)
			ok(s.Acquire(t.Context(), l.Name, l.Holder, time.Hour))(t)
		}, ErrLeaseLost},
		{"it was given back", func(t *testing.T, s *Store, l Lease) { wantError(t, "release", s.Release(t.Context(), l), nil) }, ErrLeaseLost},
		{"its source was removed", func(t *testing.T, s *Store, l Lease) {
			update(t, s, func(ctx context.Context, tx *Tx) error {
				_, err := tx.RemoveSource(ctx, "7", "1")
				return err
			})
		}, ErrLeaseLost},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			location := fresh(t)
			s, other := openAt(t, location), openAt(t, location)
			putSources(t, s, source("7", "1", "Quay"))
			l := ok(s.Acquire(t.Context(), SourceLease("1"), "anna", time.Hour))(t)
			tt.happen(t, other, l)
			err := s.Update(t.Context(), "test", func(tx *Tx) error {
				if _, err := tx.PutArticle(t.Context(), article("7", "a", "x"), 20); err != nil {
					return err
				}
				return tx.Holds(t.Context(), l)
			})
			wantError(t, "commit", err, tt.want)
			_, stands, err := s.Article(t.Context(), "7", "a")
			if err != nil || stands != (tt.want == nil) {
				t.Errorf("the article stands: %v, %v, want %v", stands, err, tt.want == nil)
			}
		})
	}
}

// Many ask for one lease at once, and again and again: nobody's work is lost
// or done twice, since whoever commits holds it.
func testLeaseRace(t *testing.T, fresh func(testing.TB) string) {
	const workers, rounds = 6, 8
	location := fresh(t)
	handles := []*Store{openAt(t, location), openAt(t, location)}
	var group sync.WaitGroup
	var mu sync.Mutex
	committed := 0
	for w := range workers {
		s := handles[w%len(handles)]
		group.Go(func() {
			for i := range rounds {
				l, err := s.Acquire(t.Context(), "x", fmt.Sprint("worker ", w), time.Hour)
				if errors.Is(err, ErrLeaseHeld) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				err = s.Update(t.Context(), "test", func(tx *Tx) error {
					if err := tx.Holds(t.Context(), l); err != nil {
						return err
					}
					_, err := tx.PutArticle(t.Context(), article("7", "a", fmt.Sprint(w, "-", i)), corpus.MaxVersions)
					return err
				})
				if err != nil {
					t.Errorf("who holds the lease could not commit: %v", err)
				}
				mu.Lock()
				committed++
				mu.Unlock()
				if err := s.Release(t.Context(), l); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if got := len(versionsOf(t, handles[0], "7", "a")); got != committed || committed == 0 {
		t.Errorf("%d versions of %d commits", got, committed)
	}
}
