package index

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"verbatim/corpus"
)

// memory is a feed in memory that keeps the store's contract.
type memory struct {
	mu      sync.Mutex
	head    corpus.Head
	changes []corpus.Change // ordered by position, each article once
	news    chan struct{}
	fail    error           // what reading changes returns, if anything
	failed  chan struct{}   // is sent to when it does
	waiting chan corpus.Seq // is sent what Wait waits behind, where not nil
}

func newMemory(articles ...corpus.Article) *memory {
	m := &memory{head: corpus.Head{Epoch: "first"}, news: make(chan struct{}), failed: make(chan struct{})}
	m.put(articles...)
	return m
}

func (m *memory) put(articles ...corpus.Article) {
	for _, a := range articles {
		m.write(corpus.Change{Article: a})
	}
}

func (m *memory) remove(guild corpus.GuildID, id corpus.ArticleID) {
	m.write(corpus.Change{Removed: true, Article: corpus.Article{Guild: guild, ID: id}})
}

func (m *memory) write(c corpus.Change) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.head.Seq++
	c.Seq = m.head.Seq
	kept := m.changes[:0:0]
	for _, old := range m.changes {
		if old.Article.Guild != c.Article.Guild || old.Article.ID != c.Article.ID {
			kept = append(kept, old)
		}
	}
	m.changes = append(kept, c)
	close(m.news)
	m.news = make(chan struct{})
}

// skip takes n positions that no article changes at.
func (m *memory) skip(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.head.Seq += corpus.Seq(n)
	close(m.news)
	m.news = make(chan struct{})
}

// recover ends the failure.
func (m *memory) recover() {
	go func() {
		for range m.failed { // whoever fails meanwhile is let go
		}
	}()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = nil
}

func (m *memory) Head(context.Context) (corpus.Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.head, nil
}

func (m *memory) ChangesOf(_ context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return m.read(after, limit, func(c corpus.Change) bool { return guilds.Has(c.Article.Guild) })
}

func (m *memory) GuildChanges(_ context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return m.read(after, limit, func(c corpus.Change) bool { return c.Article.Guild == guild })
}

func (m *memory) CorrectedChanges(_ context.Context, guild corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error) {
	return m.read(after, limit, func(c corpus.Change) bool {
		return c.Article.Guild == corpus.Shared && slices.ContainsFunc(c.Corrections, func(one corpus.Correction) bool { return one.Guild == guild })
	})
}

func (m *memory) ArticleChange(_ context.Context, ref corpus.ArticleRef) (corpus.Change, error) {
	found, err := m.read(0, 1, func(c corpus.Change) bool {
		return !c.Removed && c.Article.Guild == ref.Guild && c.Article.ID == ref.Article
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%w: %q", corpus.ErrNoArticle, ref.Article)
	}
	if err != nil {
		return corpus.Change{}, err
	}
	return found[0], nil
}

func (m *memory) ArticleRefs(_ context.Context, after corpus.Seq, limit int) (refs []corpus.ArticleRef, upTo corpus.Seq, err error) {
	changes, err := m.read(after, limit, func(c corpus.Change) bool { return !c.Removed })
	for _, c := range changes {
		refs, upTo = append(refs, corpus.ArticleRef{Guild: c.Article.Guild, Article: c.Article.ID}), c.Seq
	}
	return refs, max(after, upTo), err
}

func (m *memory) Corpora(_ context.Context, of corpus.Guilds) ([]corpus.GuildID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []corpus.GuildID
	for _, c := range m.changes {
		out = append(out, c.Article.Guild)
		for _, one := range c.Corrections {
			out = append(out, one.Guild)
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(g corpus.GuildID) bool { return g == corpus.Shared || !of.Has(g) }), nil
}

func (m *memory) read(after corpus.Seq, limit int, which func(corpus.Change) bool) ([]corpus.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if fail := m.fail; fail != nil {
		m.mu.Unlock()
		m.failed <- struct{}{}
		m.mu.Lock()
		return nil, fail
	}
	var out []corpus.Change
	for _, c := range m.changes {
		if c.Seq > after && len(out) < limit && which(c) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (m *memory) Wait(ctx context.Context, after corpus.Seq) error {
	for {
		m.mu.Lock()
		seq, news := m.head.Seq, m.news
		m.mu.Unlock()
		if seq > after {
			return nil
		}
		if m.waiting != nil {
			select {
			case m.waiting <- after:
			case <-ctx.Done():
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait: %w", ctx.Err())
		case <-news:
		}
	}
}

// open is an index in memory of the articles, caught up.
func open(t testing.TB, articles ...corpus.Article) (*Index, *memory) {
	t.Helper()
	f := newMemory(articles...)
	x, err := OpenMemory(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	catchUp(t, x)
	return x, f
}

func catchUp(t testing.TB, x *Index) {
	t.Helper()
	if err := x.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// ask is the answers to a question, without refusal.
func ask(t testing.TB, x *Index, q corpus.Query) []corpus.Answer {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 10
	}
	found, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("Search(%q): %v", q.Text, err)
	}
	return found.Answers
}

func texts(answers []corpus.Answer) []string {
	out := []string{}
	for _, a := range answers {
		out = append(out, a.Text)
	}
	return out
}

// forget drops the removals, which raises the horizon.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes = slices.DeleteFunc(m.changes, func(c corpus.Change) bool {
		if c.Removed {
			m.head.Horizon = max(m.head.Horizon, c.Seq)
		}
		return c.Removed
	})
}
