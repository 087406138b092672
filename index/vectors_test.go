package index

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/reader"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// tinyNetwork is a small network with random weights.
func tinyNetwork(t testing.TB) *reader.Network {
	t.Helper()
	data, err := os.ReadFile("../corpus/reader/testdata/tiny.weights")
	must(t, err)
	n, err := reader.Open(data)
	must(t, err)
	return n
}

// openVectored opens an index with the tiny network, and catches up.
func openVectored(t testing.TB, dir string, f feed) *Index {
	t.Helper()
	x, err := Open(context.Background(), dir, f, Options{Reader: tinyNetwork(t), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	catchUp(t, x)
	return x
}

// found is a statement that is near a question.
type found struct {
	title, text string
	similarity  float32
}

// nearby is the n statements that are nearest to the text of a query.
func nearby(t testing.TB, x *Index, q corpus.Query, n int) (all []found) {
	t.Helper()
	must(t, x.read(q.Guild, func(s *view.Snapshot) error {
		question, err := rank.ParseQuestion(q.Text, x.makers.Stems)
		must(t, err)
		run := x.searcher.newRun(s, q, question)
		must(t, run.prepare(t.Context()))
		near, err := run.nearest(t.Context(), n)
		must(t, err)
		for _, one := range near {
			p, err := s.Passage(one.number)
			must(t, err)
			c, err := s.Citation(p.Article)
			must(t, err)
			all = append(all, found{c.Title, p.Statements[one.statement].Span.In(p.Text), one.similarity})
		}
		return nil
	}))
	return all
}

// shownTo is the statements that a query sees, with how near each is to its text.
func shownTo(t testing.TB, x *Index, q corpus.Query) (all []found) {
	t.Helper()
	asked := embedOne(t, x.searcher.reader, q.Text)
	must(t, x.read(q.Guild, func(s *view.Snapshot) error {
		scopes, err := s.Narrow(q)
		must(t, err)
		visible, err := s.Any(view.FieldKind, []string{view.AnyKind}, scopes)
		must(t, err)
		for it := visible.Iterator(); it.HasNext(); {
			p, err := s.Passage(it.Next())
			must(t, err)
			c, err := s.Citation(p.Article)
			must(t, err)
			for _, one := range p.Statements {
				text := one.Span.In(p.Text)
				v := embedOne(t, x.searcher.reader, embedded(c.Title, text))
				all = append(all, found{c.Title, text, asked.Dot(reader.Unpack(v.Pack()))})
			}
		}
		return nil
	}))
	return all
}

func embedOne(t testing.TB, n *reader.Network, text string) reader.Vector {
	t.Helper()
	v, err := n.Vectors(t.Context(), vectorHead, []string{text})
	must(t, err)
	return v[0]
}

func textsOf(all []found) (out []string) {
	for _, one := range all {
		out = append(out, one.text)
	}
	return out
}

const closed = "The bridge at Stone Ford is closed."

func TestNearestStatements(t *testing.T) {
	f := newMemory(harbour, bridge)
	x := openVectored(t, t.TempDir(), f)
	defer func() { must(t, x.Close()) }()
	q := corpus.Query{Text: closed, Limit: 10}
	if got := nearby(t, x, q, 10); len(got) > 0 {
		t.Errorf("got %q before any vector was made, want none", textsOf(got))
	}
	must(t, x.MakeVectors(t.Context()))
	got := textsOf(nearby(t, x, q, 10))
	if len(got) != 5 || got[0] != closed {
		t.Errorf("got %q, want all 5 statements, the one that is the question first", got)
	}
	if got := nearby(t, x, q, 2); len(got) != 2 {
		t.Errorf("got %q, want 2 statements", textsOf(got))
	}
	only := q
	only.Only = []corpus.ArticleRef{{Article: "harbour"}}
	if got := nearby(t, x, only, 10); len(got) != 3 {
		t.Errorf("got %q in one article, want its 3 statements", textsOf(got))
	}
	f.remove(corpus.Shared, "bridge")
	catchUp(t, x)
	if got := textsOf(nearby(t, x, q, 10)); len(got) != 3 || slices.Contains(got, closed) {
		t.Errorf("got %q, want the 3 statements of the article that is left", got)
	}
	if at := x.Position(); at.Bytes <= x.status().Bytes {
		t.Errorf("the index counts %d bytes, want more than the %d without vectors", at.Bytes, x.status().Bytes)
	}
}

// A process that follows makes the vectors, those of what comes later as well.
func TestFollowMakesVectors(t *testing.T) {
	f := newMemory(harbour)
	x := openVectored(t, t.TempDir(), f)
	defer func() { must(t, x.Close()) }()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- x.Follow(ctx) }()
	for _, n := range []int{3, 5} {
		for len(nearby(t, x, corpus.Query{Text: closed, Limit: 10}, 10)) < n {
			if t.Context().Err() != nil {
				t.Fatalf("there are not %d vectors", n)
			}
			time.Sleep(time.Millisecond)
		}
		f.put(bridge)
	}
	stop()
	must(t, <-done)
}

// The newest articles come first, those without a date last.
func TestNewestFirst(t *testing.T) {
	f := newMemory()
	for _, date := range []corpus.Date{"2024-05-01", "", "2026-01-02", "2025-12-31"} {
		a := article("on "+string(date), "It rained on the day "+string(date)+".")
		a.Published = date
		f.put(a)
	}
	x := openVectored(t, t.TempDir(), f)
	var order []string
	for {
		key, found := x.vectors.newest()
		if !found {
			break
		}
		must(t, x.maker.makeArticle(t.Context(), key, true))
		for _, one := range nearby(t, x, corpus.Query{Text: "rain", Limit: 10}, 10) {
			if !slices.Contains(order, one.text) {
				order = append(order, one.text)
			}
		}
	}
	must(t, x.Close())
	want := []string{"2026-01-02", "2025-12-31", "2024-05-01", ""}
	for i, text := range order {
		if len(order) != len(want) || !strings.Contains(text, want[i]) {
			t.Fatalf("got %q, want the dates %q", order, want)
		}
	}
}

// chaos is an index with vectors to which anything happens.
type chaos struct {
	t    *testing.T
	r    *rand.Rand
	feed *moderated
	dir  string
	x    *Index
	old  []byte // the vectors' file as it was some time ago
}

// text is an article of a few of some sentences.
func (c *chaos) article() corpus.Article {
	var b strings.Builder
	for range 1 + c.r.IntN(12) {
		fmt.Fprintf(&b, "The %s at Stone Ford was %s in %d. ", []string{"bridge", "mill", "ferry", "harbour"}[c.r.IntN(4)],
			[]string{"closed", "painted", "opened", "sold"}[c.r.IntN(4)], 1900+c.r.IntN(100))
	}
	a := article(fmt.Sprintf("article-%d", c.r.IntN(6)), b.String())
	a.Title = []string{"", "News of Stone Ford", "Today"}[c.r.IntN(3)]
	a.Guild = []corpus.GuildID{corpus.Shared, "1", "2"}[c.r.IntN(3)]
	if a.Guild == corpus.Shared && c.r.IntN(4) == 0 {
		a.Origin = corpus.OriginBuiltin
	}
	return a
}

// hide lets a guild hide a statement of a shared article.
func (c *chaos) hide() {
	for _, name := range slices.SortedFunc(maps.Keys(c.feed.articles), func(a, b articleName) int { return strings.Compare(string(a.id), string(b.id)) }) {
		if name.guild != corpus.Shared || c.r.IntN(3) > 0 {
			continue
		}
		a := c.feed.articles[name].Article
		all := extracttest.Statements(c.t, a)
		s := all[c.r.IntN(len(all))]
		c.feed.correct(corpus.Correction{
			Guild: []corpus.GuildID{"1", "2", corpus.Shared}[c.r.IntN(3)], Article: a.ID, Statement: s.ID, Text: s.Text, Verdict: corpus.VerdictHidden,
		})
		return
	}
}

// crash ends the index at once, with the vectors' file of now or of some time ago, and opens it again.
func (c *chaos) crash() {
	name := filepath.Join(c.dir, "vectors")
	if c.r.IntN(2) == 0 { // between the drop and the commit
		a := c.article()
		b := batch{changes: []corpus.Change{{Article: a}}, stale: []passage.Key{passage.KeyOf("1", "article-1")}}
		c.x.vectors.withdraw(&b)
	}
	now, err := os.ReadFile(name)
	must(c.t, err)
	must(c.t, c.x.Close())
	switch c.r.IntN(3) {
	case 0:
		now = c.old
	case 1:
		now = now[:c.r.IntN(len(now)+1)]
	}
	must(c.t, os.WriteFile(name, now, 0o600))
	c.x = openVectored(c.t, c.dir, c.feed)
}

func (c *chaos) step() {
	switch c.r.IntN(9) {
	case 0:
		c.crash()
	case 1:
		must(c.t, c.x.MakeVectors(c.t.Context()))
	case 2:
		if key, found := c.x.vectors.newest(); found {
			must(c.t, c.x.maker.makeArticle(c.t.Context(), key, false))
		}
	case 3:
		var err error
		c.old, err = os.ReadFile(filepath.Join(c.dir, "vectors"))
		must(c.t, err)
	case 4:
		c.hide()
	case 5:
		a := c.article()
		c.feed.withdraw(articleName{a.Guild, a.ID})
	default:
		c.feed.publish(corpus.Change{Article: c.article()})
	}
	catchUp(c.t, c.x)
}

// check fails if a guild is shown what it does not see, or what is not so near.
func (c *chaos) check(whole bool) {
	c.t.Helper()
	for _, q := range []corpus.Query{
		{Guild: corpus.Shared}, {Guild: "1"}, {Guild: "2"}, {Guild: "1", NoBuiltin: true}, {Guild: "2", NoShared: true},
	} {
		q.Text, q.Limit = closed, 10
		want := shownTo(c.t, c.x, q)
		counts := make(map[found]int)
		for _, one := range want {
			counts[one]++
		}
		got := nearby(c.t, c.x, q, 1000)
		for _, one := range got {
			if counts[one]--; counts[one] < 0 {
				c.t.Fatalf("%+v is shown %q, near by %v, which it does not see so", q, one.text, one.similarity)
			}
		}
		if whole && len(got) != len(want) {
			c.t.Fatalf("%+v finds %d statements of %d", q, len(got), len(want))
		}
	}
}

// Whatever happens to articles, to guilds' corrections, to the process and to the file, no search finds the vector of a statement that is
// gone, was another one, or belongs to another guild; and once all are made none is missing.
func TestVectorsFollowStatements(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	for seed := range uint64(rounds) {
		c := &chaos{t: t, r: rand.New(rand.NewPCG(seed, 7)), feed: newModerated(), dir: t.TempDir()}
		c.x = openVectored(t, c.dir, c.feed)
		for i := range 40 {
			c.step()
			c.check(false)
			if i%10 == 9 {
				must(t, c.x.MakeVectors(t.Context()))
				c.check(true)
			}
		}
		must(t, c.x.Close())
	}
}

// A file of vectors that cannot be used is made anew. If it can neither be used nor removed, deleted words may be in it, and a purge says so.
func TestUnusableVectors(t *testing.T) {
	dir, f := t.TempDir(), newMemory(harbour, bridge)
	x := openVectored(t, dir, f)
	must(t, x.Close())
	name := filepath.Join(dir, vectorFile)
	must(t, os.Remove(name))
	must(t, os.Mkdir(name, 0o700))
	x = openVectored(t, dir, f)
	must(t, x.MakeVectors(t.Context()))
	if n, _ := x.vectors.store.Size(); n == 0 {
		t.Error("no vectors are made in place of a file that cannot be used")
	}
	must(t, x.purge(t.Context()))
	must(t, x.Close())
	must(t, os.Remove(name))
	must(t, os.MkdirAll(filepath.Join(name, "full"), 0o700))
	x = openVectored(t, dir, f)
	if err := x.purge(t.Context()); err == nil {
		t.Error("a purge says that all is off the disk, though vectors are there that it cannot read")
	}
	must(t, x.Close())
}

// An index that is opened without a reader keeps the vectors, and drops those of what changes.
func TestVectorsWithoutReader(t *testing.T) {
	dir, f := t.TempDir(), newMemory(harbour, bridge)
	x := openVectored(t, dir, f)
	must(t, x.MakeVectors(t.Context()))
	must(t, x.Close())
	f.remove(corpus.Shared, "bridge")
	plain, err := Open(t.Context(), dir, f, Options{})
	must(t, err)
	catchUp(t, plain)
	if n, _ := plain.vectors.store.Size(); n != 3 {
		t.Errorf("it holds %d vectors, want the 3 of the article that is left", n)
	}
	if got := nearby(t, plain, corpus.Query{Text: closed, Limit: 10}, 10); len(got) > 0 {
		t.Errorf("got %q without a reader, want none", textsOf(got))
	}
	must(t, plain.Close())
	x = openVectored(t, dir, f)
	if got := nearby(t, x, corpus.Query{Text: closed, Limit: 10}, 10); len(got) != 3 {
		t.Errorf("got %q, want the 3 statements that are left", textsOf(got))
	}
	must(t, x.Close())
}
