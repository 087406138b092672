package index

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"verbatim/corpus"
	"verbatim/index/documents"
	"verbatim/index/passage"
	"verbatim/index/wording"
)

// While an index is filled, what it holds is answered, and nothing is said of
// what it may not hold yet.
func TestFillingIsTold(t *testing.T) {
	f := newMemory(harbour)
	dir := t.TempDir()
	x, err := Open(t.Context(), dir, f, Options{})
	must(t, err)
	wantFilling := func(x *Index, filling bool) {
		t.Helper()
		if x.Filling() != filling {
			t.Errorf("Filling = %v, want %v", x.Filling(), filling)
		}
		var want error
		if filling {
			want = corpus.ErrFilling
		}
		_, inSearch := x.Search(t.Context(), corpus.Query{Text: "bridge", Limit: 1})
		_, inTopic := x.SpeakersOn(t.Context(), corpus.Query{Text: "bridge", Limit: 1})
		for name, err := range map[string]error{"Search": inSearch, "SpeakersOn": inTopic} {
			if !errors.Is(err, want) {
				t.Errorf("%s = %v, want %v", name, err, want)
			}
		}
		_, unknown := x.Search(t.Context(), corpus.Query{Text: "bridge", Speaker: "Tom Hill", Limit: 1})
		_, context := x.Context(t.Context(), corpus.ContextQuery{Article: corpus.ArticleRef{Article: "bridge"}, Statement: "any"})
		if errors.Is(unknown, corpus.ErrFilling) != filling || errors.Is(context, corpus.ErrFilling) != filling {
			t.Errorf("filling is %v: a speaker gives %v, a statement %v", filling, unknown, context)
		}
	}
	wantFilling(x, true)
	catchUp(t, x)
	wantFilling(x, false)
	must(t, x.Close())

	x, err = Open(t.Context(), dir, f, Options{})
	must(t, err)
	wantFilling(x, false) // it is where the store is
	must(t, x.Close())
	f.put(quarry())
	x, err = Open(t.Context(), dir, f, Options{})
	must(t, err)
	wantFilling(x, true)
	wantTexts(t, x, "ferry", "Gull Island")
	catchUp(t, x)
	wantFilling(x, false)
	f.head, f.changes = corpus.Head{Epoch: "second", Seq: 1}, newMemory(harbour).changes
	following, stop := context.WithCancel(t.Context())
	stop() // which replaces the index, and fills nothing
	if err := x.CatchUp(following); err == nil {
		t.Error("CatchUp = nil, want that its context has ended")
	}
	wantFilling(x, true)
	must(t, x.Close())
}

// What was written before a large article is searchable while that is indexed.
func TestALargeArticleHoldsNobodyUpBeforeIt(t *testing.T) {
	large := article("large", strings.Repeat("The mine of Cold Hollow stays closed, Ann Lee said. ", batchBytes/50))
	f := newMemory(harbour, large, bridge)
	x, err := OpenMemory(f, Options{})
	must(t, err)
	begun, finish := make(chan struct{}), make(chan struct{})
	x.makers.Make = func(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, stems *wording.Stemmer, packer *passage.Packer) (documents.Made, error) {
		if c.Article.ID == large.ID {
			close(begun)
			<-finish
			c.Article.Text = c.Article.Text[:5000]
		}
		return documents.Make(ctx, c, held, stems, packer)
	}
	var group sync.WaitGroup
	group.Go(func() { catchUp(t, x) })
	<-begun
	for { // until it is committed, or the test's deadline ends
		found, err := x.Search(t.Context(), corpus.Query{Text: "ferry to Gull Island", Limit: 1})
		if len(found.Answers) > 0 {
			break
		}
		if !errors.Is(err, corpus.ErrFilling) {
			t.Fatalf("Search = %v, want an answer soon", err)
		}
	}
	close(finish)
	group.Wait()
	wantTexts(t, x, "bridge", "Stone Ford")
	must(t, x.Close())
}

func TestBatches(t *testing.T) {
	change := func(seq corpus.Seq, size int) corpus.Change {
		return corpus.Change{Seq: seq, Article: article("a", strings.Repeat("a", size))}
	}
	old := change(4, 1)
	old.Versions = []corpus.Version{{Article: article("a", strings.Repeat("a", batchBytes))}}
	all := batches([]corpus.Change{change(1, 10), change(2, 10), change(3, batchBytes), old, change(7, 10), change(8, 10)}, 9)
	var got [][2]int // articles, and the position with them
	for _, b := range all {
		got = append(got, [2]int{len(b.changes), int(b.upTo)})
	}
	if want := [][2]int{{2, 2}, {1, 3}, {1, 4}, {2, 9}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if none := batches(nil, 9); len(none) != 1 || none[0].upTo != 9 {
		t.Errorf("of no changes got %+v, want the position alone", none)
	}
}

// corporaFeed tells when the guilds' corpora are asked for.
type corporaFeed struct {
	*memory
	asked func()
}

func (f corporaFeed) Corpora(ctx context.Context, of corpus.Guilds) ([]corpus.GuildID, error) {
	f.asked()
	return f.memory.Corpora(ctx, of)
}

// Whoever changes which guilds are held need not wait until a long feed has been
// followed to its end.
func TestSetGuildsHasATurnWhileTheFeedIsFollowed(t *testing.T) {
	f := newMemory()
	for n := range 3 * firstChanges {
		a := article(string(rune('A'+n)), "The bridge at Stone Ford is closed.")
		a.Text += strings.Repeat(" ", batchBytes/firstChanges) // few in a batch
		f.put(a)
	}
	own := harbour
	own.Guild = shardGuild(0, 1)
	f.put(own)
	reached := corpus.Seq(-1)
	var x *Index
	x, err := OpenMemory(corporaFeed{f, func() {
		if reached < 0 {
			reached = x.Position().Seq
		}
	}}, Options{Guilds: corpus.Guilds{Of: 1}})
	must(t, err)
	begun, finish := make(chan struct{}), make(chan struct{})
	x.makers.Make = func(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, stems *wording.Stemmer, packer *passage.Packer) (documents.Made, error) {
		if c.Article.ID == "A" && c.Article.Guild == corpus.Shared {
			close(begun)
			<-finish
		}
		return documents.Make(ctx, c, held, stems, packer)
	}
	var group sync.WaitGroup
	group.Go(func() { catchUp(t, x) })
	<-begun
	group.Go(func() { must(t, x.SetGuilds(t.Context(), corpus.Guilds{Of: 4, IDs: []int{0}})) })
	for x.waiters.Load() == 0 { // until it waits, or the test's deadline ends
	}
	close(finish)
	group.Wait()
	if head := f.head.Seq; reached < 0 || reached >= head {
		t.Errorf("the guilds that are held were changed at position %d of %d, want before the end", reached, head)
	}
	wantFromScratch(t, x, f, corpus.Guilds{Of: 4, IDs: []int{0}})
	must(t, x.Close())
}
