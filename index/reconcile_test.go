package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
	"verbatim/index/view"
)

// shardGuild is the n-th guild that comes through a shard of 4.
func shardGuild(shard, n int) corpus.GuildID {
	return corpus.GuildID(fmt.Sprint((1000*4 + n*4 + shard) << 22))
}

// contents is all that a view holds: the documents, and which of them each term
// of each field leads to.
func contents(t testing.TB, x *Index) (map[string]string, map[string][]string) {
	t.Helper()
	documents, terms := make(map[string]string), make(map[string][]string)
	must(t, x.view.Read(func(s *view.Snapshot) error {
		ids := make(map[uint64]string)
		for _, field := range termFields(t, s) {
			var names []string
			must(t, s.EachTerm(field, "", func(term string) bool { names = append(names, term); return true }))
			for _, term := range names {
				must(t, s.EachPosting(field, term, func(number, frequency uint64) {
					id, err := s.ExternalID(bleveindex.NewIndexInternalID(nil, number))
					must(t, err)
					ids[number] = id
					terms[field+"\x00"+term] = append(terms[field+"\x00"+term], fmt.Sprintf("%x×%d", id, frequency))
				}))
			}
		}
		must(t, s.EachTerm("_id", "", func(id string) bool {
			must(t, s.EachPosting("_id", id, func(number, _ uint64) { ids[number] = id }))
			return true
		}))
		for number, id := range ids {
			stored, err := s.Stored(number)
			must(t, err)
			documents[fmt.Sprintf("%x", id)] = stored
		}
		return nil
	}))
	for _, list := range terms {
		slices.Sort(list)
	}
	return documents, terms
}

// wantFromScratch fails where an index, its directory of speakers included, is
// not what one would be that were built of the guilds in the first place.
func wantFromScratch(t testing.TB, x *Index, f feed, guilds corpus.Guilds) {
	t.Helper()
	y, err := OpenMemory(f, Options{Guilds: guilds})
	must(t, err)
	defer func() { must(t, y.Close()) }()
	catchUp(t, y)
	documents, terms := contents(t, x)
	wantDocuments, wantTerms := contents(t, y)
	if !maps.Equal(documents, wantDocuments) {
		t.Errorf("%v: got %d documents, want %d, or others", guilds, len(documents), len(wantDocuments))
	}
	if !maps.EqualFunc(terms, wantTerms, slices.Equal) {
		t.Errorf("%v: got %d terms, want %d, or others", guilds, len(terms), len(wantTerms))
	}
	if !reflect.DeepEqual(x.speakers, y.speakers) {
		t.Errorf("%v: the speakers are others", guilds)
	}
	checkDocuments(t, x)
	if at := x.view.Position; !x.reconciled(at) || !at.Guilds.Equal(guilds) || at.Filling != nil || len(at.Filled) > 0 {
		t.Errorf("got %+v held, want %v and nothing under way", at.GuildSet, guilds)
	}
}

// guildCorpora is a feed of corpora of guilds of every shard, some of which
// corrected shared articles, and some nothing but that.
func guildCorpora(t testing.TB) *moderated {
	t.Helper()
	m := newModerated(mill, bridge, harbour)
	m.publish(corpus.Change{Article: own("1001", mill)}) // no guild of Discord's
	for shard := range 4 {
		for n := range 3 {
			for i := range 1 + n*firstChanges {
				a := own(string(shardGuild(shard, n)), mill)
				a.ID = corpus.ArticleID(fmt.Sprintf("%d", i))
				a.Text = fmt.Sprintf("The kiln of guild %d-%d smokes, Ann %c Lee said in note %d.\n\n", shard, n, 'A'+rune(shard), i) + mill.Text
				m.publish(corpus.Change{Article: a})
			}
		}
		m.correct(about(t, shardGuild(shard, 1), mill, "turbine", "denied", corpus.VerdictSpeaker, "Tom Brown"))
		m.correct(about(t, shardGuild(shard, 7), mill, "turbine", "denied", corpus.VerdictHidden))
		m.correct(about(t, shardGuild(shard, 1), bridge, "two months", "said", corpus.VerdictUnidentified))
	}
	return m
}

func shards(ids ...int) corpus.Guilds { return corpus.Guilds{Of: 4, IDs: ids} }

func openHolding(t testing.TB, dir string, f feed, guilds corpus.Guilds) *Index {
	t.Helper()
	x, err := Open(context.Background(), dir, f, Options{Guilds: guilds})
	must(t, err)
	return x
}

func hold(t testing.TB, x *Index, guilds corpus.Guilds) {
	t.Helper()
	must(t, x.SetGuilds(t.Context(), guilds))
}

// Whatever was held before, the index is what it would be if it had been built
// so.
func TestSetGuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	m := guildCorpora(t)
	ways := []struct {
		name     string
		from, to corpus.Guilds
	}{
		{"from none to one shard", shards(), shards(2)},
		{"one more", shards(1), shards(1, 2)},
		{"one less", shards(0, 3), shards(3)},
		{"one for another", shards(0), shards(1)},
		{"all to one", corpus.Guilds{}, shards(3)},
		{"one to all", shards(3), corpus.Guilds{}},
		{"one to none", shards(3), shards()},
		{"the same", shards(1, 2), shards(2, 1)},
		{"more shards", shards(1), corpus.Guilds{Of: 8, IDs: []int{1, 5, 6}}},
		{"fewer shards", corpus.Guilds{Of: 8, IDs: []int{1, 5, 6}}, corpus.Guilds{Of: 2, IDs: []int{1}}},
		{"other shards", corpus.Guilds{Of: 3, IDs: []int{1}}, shards(0, 1)},
	}
	for _, tt := range ways {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			x := openHolding(t, dir, m, tt.from)
			catchUp(t, x)
			wantFromScratch(t, x, m, tt.from)
			hold(t, x, tt.to)
			wantFromScratch(t, x, m, tt.to)
			m.publish(corpus.Change{Article: own(string(shardGuild(1, 0)), article("news", "The kiln fell silent."))})
			m.withdraw(articleName{shardGuild(2, 1), "3"})
			catchUp(t, x)
			wantFromScratch(t, x, m, tt.to)
			must(t, x.Close())
			y := openHolding(t, dir, m, tt.from) // as it was told at the command line
			defer func() { must(t, y.Close()) }()
			catchUp(t, y)
			wantFromScratch(t, y, m, tt.from)
		})
	}
}

// Nothing of a guild that left is in the files, and nobody is answered for it.
func TestSetGuildsLeavesNothing(t *testing.T) {
	m := guildCorpora(t)
	x := openHolding(t, t.TempDir(), m, shards(0, 1))
	defer func() { must(t, x.Close()) }()
	catchUp(t, x)
	left, stays, never := shardGuild(1, 1), shardGuild(0, 1), shardGuild(3, 1)
	for guild, want := range map[corpus.GuildID]error{left: nil, stays: nil, never: corpus.ErrNotHeld, "1001": nil, corpus.Shared: nil} {
		wantHeld(t, x, guild, want)
	}
	hold(t, x, shards(0))
	for guild, want := range map[corpus.GuildID]error{left: corpus.ErrNotHeld, stays: nil, never: corpus.ErrNotHeld, "1001": nil, corpus.Shared: nil} {
		wantHeld(t, x, guild, want)
	}
	if got := first(t, x, shardGuild(0, 7), turbine); got != "" {
		t.Errorf("who stays: got %q, want his correction to hold", got)
	}
	must(t, x.view.Read(func(s *view.Snapshot) error {
		if count, err := s.DocCount(); err != nil || count != s.Size {
			t.Errorf("the segments have room for %d documents, there are %d, %v", s.Size, count, err)
		}
		for _, field := range termFields(t, s) {
			for _, guild := range []corpus.GuildID{left, shardGuild(1, 7)} {
				must(t, s.EachTerm(field, string(guild), func(term string) bool {
					t.Errorf("%q is left in %s", term, field)
					return true
				}))
			}
		}
		return nil
	}))
	for _, l := range []view.Layer{view.Layer(left), view.SharedLayer.Copies(left)} {
		if found := x.speakers.Complete([]view.Layer{l}, "", 1); len(found) > 0 {
			t.Errorf("speakers of layer %q are left: %v", l, found)
		}
	}
	hold(t, x, shards(0, 1))
	wantHeld(t, x, left, nil)
	if got := first(t, x, shardGuild(1, 7), turbine); got != "" {
		t.Errorf("who came back: got %q, want his correction to hold again", got)
	}
}

// wantHeld fails where any question of a guild ends with another error.
func wantHeld(t testing.TB, x *Index, guild corpus.GuildID, want error) {
	t.Helper()
	if got := x.Holds(guild); got != (want == nil) {
		t.Errorf("Holds(%q) = %v", guild, got)
	}
	ctx, q := t.Context(), corpus.Query{Guild: guild, Text: "turbine", Limit: 3}
	_, searching := x.Search(ctx, q)
	_, on := x.SpeakersOn(ctx, q)
	_, speakers := x.Speakers(ctx, corpus.Query{Guild: guild, Limit: 3})
	_, reading := x.Context(ctx, corpus.ContextQuery{Guild: guild, Article: corpus.ArticleRef{Article: mill.ID}, Statement: "none"})
	q.Message = true
	_, message := x.Search(ctx, q)
	for what, got := range map[string]error{"a question": searching, "speakers on a topic": on, "speakers": speakers, "a message": message} {
		if !errors.Is(got, want) {
			t.Errorf("guild %q: %s: got error %v, want %v", guild, what, got, want)
		}
	}
	if want == nil {
		want = corpus.ErrNoStatement
	}
	if !errors.Is(reading, want) {
		t.Errorf("guild %q: reading: got error %v, want %v", guild, reading, want)
	}
}

// failing is a feed that fails at one of its next calls.
type failing struct {
	feed
	mu    sync.Mutex
	calls int // until it does; below 0: it does not
}

var errFeed = errors.New("the store is away")

func (f *failing) call() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls--
	if f.calls == -1 {
		return errFeed
	}
	return nil
}

func (f *failing) Head(ctx context.Context) (corpus.Head, error) {
	if err := f.call(); err != nil {
		return corpus.Head{}, err
	}
	return f.feed.Head(ctx)
}

func (f *failing) Corpora(ctx context.Context, of corpus.Guilds) ([]corpus.GuildID, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	return f.feed.Corpora(ctx, of)
}

func (f *failing) GuildChanges(ctx context.Context, g corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	return f.feed.GuildChanges(ctx, g, after, limit)
}

func (f *failing) CorrectedChanges(ctx context.Context, g corpus.GuildID, after corpus.Seq, limit int) ([]corpus.Change, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	return f.feed.CorrectedChanges(ctx, g, after, limit)
}

// Wherever a SetGuilds ends, what it left is right, and the next one, or the next
// start, does the rest.
func TestSetGuildsFailsAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	m := guildCorpora(t)
	failed := 0
	for calls := 0; ; calls++ {
		f := &failing{feed: m, calls: -1}
		dir := filepath.Join(t.TempDir(), "index")
		x := openHolding(t, dir, f, shards(0, 1))
		catchUp(t, x)
		f.calls = calls
		err := x.SetGuilds(t.Context(), shards(1, 2))
		if err == nil {
			must(t, x.Close())
			break
		}
		if !errors.Is(err, errFeed) {
			t.Fatal(err)
		}
		failed++
		wantHeld(t, x, shardGuild(0, 1), corpus.ErrNotHeld)
		wantHeld(t, x, shardGuild(1, 1), nil)
		checkDocuments(t, x)
		m.publish(corpus.Change{Article: own(string(shardGuild(2, calls%3)), article("news", fmt.Sprintf("The kiln burned %d hours.", calls)))})
		m.withdraw(articleName{shardGuild(2, calls%3), corpus.ArticleID(fmt.Sprint(calls))})
		f.calls = -1
		switch calls % 3 {
		case 0:
			hold(t, x, shards(1, 2))
			catchUp(t, x)
			wantFromScratch(t, x, m, shards(1, 2))
		case 1: // it is closed, and told to hold the same, or what it held before
			must(t, x.Close())
			x = openHolding(t, dir, f, shards(1, 2-calls/3%2*2))
			catchUp(t, x)
			wantFromScratch(t, x, m, shards(1, 2-calls/3%2*2))
		case 2: // meanwhile the store forgets removals
			m.forget()
			catchUp(t, x)
			wantFromScratch(t, x, m, shards(1, 2))
		}
		must(t, x.Close())
	}
	if failed < 6 {
		t.Errorf("a SetGuilds failed %d times, want more", failed)
	}
}

// While guilds come, the others are followed.
func TestFollowsWhileFilling(t *testing.T) {
	m := guildCorpora(t)
	f := &failing{feed: m, calls: -1}
	x := openHolding(t, t.TempDir(), f, shards(1))
	defer func() { must(t, x.Close()) }()
	catchUp(t, x)
	must(t, x.setTarget(shards(1, 2)))
	x.reconciling.Lock() // as SetGuilds does
	random := rand.New(rand.NewPCG(3, 0))
	for settled := false; !settled; {
		var err error
		settled, err = x.reconcileStep(t.Context())
		must(t, err)
		for _, shard := range []int{1, 2} {
			word := fmt.Sprint("xyzzy", random.IntN(1000))
			guild := shardGuild(shard, random.IntN(4))
			m.publish(corpus.Change{Article: own(string(guild), article("1", "The "+word+" was found."))})
			catchUp(t, x)
			if got := len(ask(t, x, corpus.Query{Guild: shardGuild(1, 0), Text: "harbour"})); got == 0 {
				t.Error("a guild that was held is not answered")
			}
			if !x.Holds(guild) {
				continue
			}
			if got := ask(t, x, corpus.Query{Guild: guild, Text: word}); len(got) != 1 {
				t.Errorf("guild %s, %+v held: %q has %d answers, want 1", guild, x.view.Position.GuildSet, word, len(got))
			}
		}
	}
	x.reconciling.Unlock()
	hold(t, x, shards(1, 2))
	catchUp(t, x)
	wantFromScratch(t, x, m, shards(1, 2))
}

// An index that must be built anew is built of what it is to hold.
func TestRebuildsWhatItHolds(t *testing.T) {
	m := guildCorpora(t)
	x := openHolding(t, t.TempDir(), m, shards(1))
	defer func() { must(t, x.Close()) }()
	catchUp(t, x)
	hold(t, x, shards(2))
	m.head.Epoch = "second"
	catchUp(t, x)
	wantFromScratch(t, x, m, shards(2))
	must(t, x.setTarget(shards(0)))
	m.head.Epoch = "third"
	hold(t, x, shards(0))
	catchUp(t, x)
	wantFromScratch(t, x, m, shards(0))
}

// An index that resumes holds what it held when it was closed, and no guild's
// corpus where it is new.
func TestResume(t *testing.T) {
	m := guildCorpora(t)
	dir := filepath.Join(t.TempDir(), "index")
	for _, step := range []struct{ holds, hold corpus.Guilds }{
		{holds: corpus.Guilds{Of: 1}, hold: shards(1, 2)},
		{holds: shards(1, 2), hold: shards(2, 3)},
		{holds: shards(2, 3), hold: shards(2, 3)},
	} {
		x, err := Open(t.Context(), dir, m, Options{Resume: true})
		must(t, err)
		catchUp(t, x)
		wantFromScratch(t, x, m, step.holds)
		hold(t, x, step.hold)
		wantFromScratch(t, x, m, step.hold)
		must(t, x.Close())
	}
}

func TestSetGuildsRefusesWhatIsNoSet(t *testing.T) {
	x, _ := open(t, harbour)
	if err := x.SetGuilds(t.Context(), corpus.Guilds{Of: 2, IDs: []int{2}}); err == nil {
		t.Error("shard 2 of 2 is held")
	}
	if _, err := OpenMemory(newMemory(), Options{Guilds: corpus.Guilds{Of: -1}}); err == nil {
		t.Error("fewer than no shards are held")
	}
	must(t, x.Close())
	if err := x.SetGuilds(t.Context(), shards(1)); !errors.Is(err, errClosed) {
		t.Errorf("SetGuilds = %v, want errClosed", err)
	}
}
