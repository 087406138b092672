package store

import (
	"context"
	"testing"
	"time"

	"verbatim/corpus/store/driver"
	"verbatim/corpus/store/storetest"
)

// A process that is cut off in the middle of a transaction, and whose lease
// another takes meanwhile, commits nothing when it is let through again.
func TestWhoWasCutOffCannotCommit(t *testing.T) {
	server := storetest.Postgres(t)
	ways := []struct {
		name string
		cut  func(*storetest.Proxy)
		want error // of the transaction that was cut
	}{
		{"swallowed", (*storetest.Proxy).Swallow, ErrLeaseLost},
		{"refused", (*storetest.Proxy).Refuse, ErrOutage},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			database := server.Database(t)
			proxy := server.Proxy(t, database)
			first, second := openAt(t, proxy.URL()), openAt(t, database)
			lease, err := first.Acquire(t.Context(), "source/s", "first", time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			cut, done := make(chan struct{}), make(chan error, 1)
			go func() {
				done <- first.Update(t.Context(), "refresh", func(tx *Tx) error {
					if _, err := tx.PutArticle(t.Context(), article("7", "a", "It is the first's."), 1); err != nil {
						return err
					}
					way.cut(proxy)
					close(cut)
					return tx.Holds(t.Context(), lease)
				})
			}()
			<-cut
			if _, err := second.db.ExecContext(t.Context(), `UPDATE leases SET until_at = 0`); err != nil { // as if it had run out
				t.Fatal(err)
			}
			theirs, err := second.Acquire(t.Context(), "source/s", "second", time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			proxy.Restore()
			wantError(t, "the transaction that was cut", <-done, way.want)
			commit := func(s *Store, l Lease, text string) error {
				return s.Update(t.Context(), "refresh", func(tx *Tx) error {
					if _, err := tx.PutArticle(t.Context(), article("7", "a", text), 1); err != nil {
						return err
					}
					return tx.Holds(t.Context(), l)
				})
			}
			if err := commit(second, theirs, "It is the second's."); err != nil {
				t.Error(err)
			}
			wantError(t, "a later one", commit(first, lease, "It is the first's again."), ErrLeaseLost)
			_, err = first.Renew(t.Context(), lease, time.Minute)
			wantError(t, "renewing", err, ErrLeaseLost)
			if a, _, err := second.Article(t.Context(), "7", "a"); err != nil || a.Text != "It is the second's." {
				t.Errorf("there is %q, %v", a.Text, err)
			}
		})
	}
}

// A database that says nothing counts as away, for whoever waits without an
// end too, and is used again when it answers.
func TestSilenceIsAway(t *testing.T) {
	server := storetest.Postgres(t)
	database := server.Database(t)
	proxy := server.Proxy(t, database)
	s, other := openAt(t, proxy.URL()), openAt(t, database)
	p, ok := s.database.(*driver.Postgres)
	if !ok {
		t.Fatalf("the database is a %T", s.database)
	}
	put(t, s, article("7", "a", "It opens."))
	at := head(t, s)
	p.SetAnswerTimeout(200 * time.Millisecond)
	proxy.Swallow()
	_, err := s.Head(t.Context())
	wantError(t, "reading", err, ErrOutage)
	_, err = s.Put(t.Context(), article("7", "b", "It shuts."))
	wantError(t, "writing", err, ErrOutage)
	_, err = s.Acquire(t.Context(), "source/s", "x", time.Minute)
	wantError(t, "leasing", err, ErrOutage)
	wantError(t, "waiting", s.Wait(t.Context(), at), ErrOutage)
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = s.Head(short)
	wantError(t, "reading with an end", err, ErrOutage)

	proxy.Restore()
	p.SetAnswerTimeout(driver.AnswerWithin)
	put(t, other, article("7", "c", "It is back."))
	if err := s.Wait(t.Context(), at); err != nil {
		t.Errorf("waiting when it is back: %v", err)
	}
	if a, found, err := s.Article(t.Context(), "7", "c"); err != nil || !found || a.Text != "It is back." {
		t.Errorf("there is %q, %v", a.Text, err)
	}
	if head(t, s) <= at {
		t.Error("the feed does not go on")
	}
}
