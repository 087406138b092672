package e2e

import (
	"context"
	"slices"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/internal/discordtest"
)

// pause is the longest time that somebody in the room waited for an answer:
// from a question without one to the next that has one. It forgets the
// questions.
func (r *chaosRoom) pause() (longest time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.SortFunc(r.asked, func(a, b chaosQuestion) int { return a.at.Compare(b.at) })
	var since time.Time
	for _, q := range r.asked {
		switch {
		case q.answered.IsZero() && since.IsZero():
			since = q.at
		case !q.answered.IsZero() && !since.IsZero():
			longest = max(longest, q.answered.Sub(since))
			since = time.Time{}
		}
	}
	r.asked = nil
	return longest
}

// last has everything that was published read, once all is well.
func (r *chaosRoom) last() {
	r.c.t.Helper()
	r.judgeStored("acknowledged", func(n int) bool { return r.acknowledged[n] })
	r.askRefresh()
	for limit := time.After(2 * time.Minute); ; {
		list, err := r.c.store.Articles(context.Background(), r.id())
		if err != nil {
			r.c.t.Fatal(err)
		}
		if len(list) >= r.published {
			return
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-limit:
			r.c.t.Errorf("guild %d has %d articles after its last refresh, want %d", r.number, len(list), r.published)
			return
		}
	}
}

// askRefresh has the room's sources read; as a person would, it asks again where
// nobody answers: a process that was cut off a moment ago may have been asked.
func (r *chaosRoom) askRefresh() {
	r.c.t.Helper()
	var err error
	for range 5 {
		it := r.moderator.Runs("corpus", discordtest.Options{"refresh": discordtest.Options{}})
		if _, err = it.Wait(context.Background()); err == nil {
			return
		}
	}
	r.c.t.Errorf("guild %d: nobody answers /corpus refresh: %v", r.number, err)
}

// judgeStored wants the articles that should be there once each.
func (r *chaosRoom) judgeStored(which string, should func(int) bool) {
	r.c.t.Helper()
	list, err := r.c.store.Articles(context.Background(), r.id())
	if err != nil {
		r.c.t.Fatal(err)
	}
	times := map[string]int{}
	for _, a := range list {
		times[strings.TrimPrefix(a.URL, r.c.site.URL)]++
	}
	for n := range r.published {
		switch got := times[r.path(n)]; {
		case got > 1:
			r.tally.doubled++
			r.c.t.Errorf("guild %d has article %d %d times", r.number, n, got)
		case got == 0 && should(n):
			r.tally.lost++
			r.c.t.Errorf("guild %d has lost the %s article %d", r.number, which, n)
		}
	}
}

// judge holds what is stored and was posted against what should be.
func (r *chaosRoom) judge(sum *chaosTally) {
	r.c.t.Helper()
	r.judgeStored("published", func(int) bool { return true })
	r.judgeRuns()
	posted := texts(r.moderator.In(r.guild.Channel("news")))
	for n := range r.published {
		if got := strings.Count(posted, r.words(n)); got > 1 {
			r.tally.twice++
			r.c.t.Errorf("guild %d reads article %d %d times in its news", r.number, n, got)
		}
	}
	t := r.tally
	sum.asked += t.asked
	sum.answered += t.answered
	sum.told += t.told
	sum.unanswered += t.unanswered
	sum.published += r.published
	sum.acknowledged += len(r.acknowledged)
	sum.lost += t.lost
	sum.doubled += t.doubled
	sum.twice += t.twice
	sum.overlaps += t.overlaps
}

// judgeRuns wants no two refreshes at once, and each article new in one.
func (r *chaosRoom) judgeRuns() {
	r.c.t.Helper()
	runs, err := r.c.store.Runs(context.Background(), r.id(), "", 100_000)
	if err != nil {
		r.c.t.Fatal(err)
	}
	slices.SortFunc(runs, func(a, b corpus.Run) int { return a.Started.Compare(b.Started) })
	fresh := 0
	for i, run := range runs {
		fresh += run.Tally.New
		if i > 0 && run.Started.Before(runs[i-1].Finished) && run.Error == "" && runs[i-1].Error == "" {
			r.tally.overlaps++
			r.c.t.Errorf("guild %d was refreshed by two at once: %+v and %+v", r.number, runs[i-1], run)
		}
	}
	if fresh > r.published {
		r.tally.overlaps++
		r.c.t.Errorf("guild %d: its refreshes found %d new articles, of %d", r.number, fresh, r.published)
	}
}
