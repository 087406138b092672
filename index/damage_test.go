package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
	"verbatim/index/documents"
	"verbatim/index/passage"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// counted is a meter.
type counted struct {
	mu                     sync.Mutex
	found, mended, leftOut int // articles with damage
	broken                 int // articles that could not be indexed
}

func (c *counted) Damaged(state string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case view.DamageFound:
		c.found++
	case view.DamageMended:
		c.mended++
	case view.DamageLeftOut:
		c.leftOut++
	}
}

func (c *counted) LeftOut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken++
}

// want fails where something else was counted.
func (c *counted) want(t testing.TB, found, mended, leftOut, broken int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found != found || c.mended != mended || c.leftOut != leftOut || c.broken != broken {
		t.Errorf("counted %d found, %d mended, %d left out, %d broken; want %d, %d, %d, %d",
			c.found, c.mended, c.leftOut, c.broken, found, mended, leftOut, broken)
	}
}

// mine is an article with an allegation, a denial of it and passages enough to
// lose one.
func mine() corpus.Article {
	a := article("mine", "The mine at Cold Hollow was closed in May. Ann Lee alleged that the owners had poisoned the river.\n\n"+
		strings.Repeat("Nobody had asked the miners of the valley about it. ", 9)+"\n\n"+
		"The owners denied that they had poisoned the river. Ann Lee said that the mine must stay closed.")
	a.Published, a.Publisher = "2024-05-01", "The Valley Post"
	return a
}

// quarry is another article about the same.
func quarry() corpus.Article {
	a := article("quarry", "Tom Hill said that the mine at Cold Hollow fed the valley. The quarry stays open.")
	a.Published = "2024-06-01"
	return a
}

// damagedIndex is an index on disk of which the stored bytes of one document were
// overwritten, as a failing disk does, and the checksum of its file made right:
// the n-th passage of the mine's, or its citation where n is -1.
func damagedIndex(t *testing.T, f feed, n int) (*Index, *counted, *strings.Builder) {
	t.Helper()
	dir := t.TempDir()
	x, _ := openDir(t, dir, f)
	key := passage.KeyOf(corpus.Shared, "mine")
	id := string(key[:])
	if n >= 0 {
		id = view.PassageID(key, n)
	}
	var packed []byte
	must(t, x.view.Read(func(s *view.Snapshot) error {
		return s.EachPosting("_id", id, func(number, _ uint64) { packed = packedOf(t, s, number) })
	}))
	if len(packed) == 0 {
		t.Fatalf("the article has no passage %d", n)
	}
	must(t, x.Close())
	overwrite(t, dir, packed)
	var logged strings.Builder
	y, err := Open(t.Context(), dir, f, Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	must(t, err)
	t.Cleanup(func() { must(t, y.Close()) })
	if logged.Len() > 0 {
		t.Fatalf("logged %q, want that the index opens as it is", &logged)
	}
	c := &counted{}
	y.Meter(c)
	return y, c, &logged
}

// packedOf is the stored bytes of a document as they stand in its segment.
func packedOf(t *testing.T, s *view.Snapshot, number uint64) (packed []byte) {
	t.Helper()
	local := number
	for _, segment := range s.Segments() {
		if size := uint64(segment.FullSize()); local >= size {
			local -= size
			continue
		}
		must(t, segment.VisitDocument(local, func(field string, _ byte, value []byte, _ []uint64) bool {
			if field == view.FieldStored {
				packed = bytes.Clone(value)
			}
			return true
		}))
		break
	}
	if len(packed) == 0 {
		t.Fatalf("document %d has no stored bytes", number)
	}
	return packed
}

// overwrite changes some of these bytes in the segment that holds them.
func overwrite(t *testing.T, dir string, packed []byte) {
	t.Helper()
	found := false
	segments(t, dir, func(name string) error {
		b, err := os.ReadFile(name)
		must(t, err)
		tail := packed[len(packed)/2:]
		at := bytes.Index(b, tail)
		if at < 0 {
			return nil
		}
		found = true
		b[at+len(tail)/2] ^= 0x55
		body := b[:len(b)-crc32.Size]
		binary.BigEndian.PutUint32(b[len(body):], crc32.ChecksumIEEE(body))
		return os.WriteFile(name, b, 0o600)
	})
	if !found {
		names, _ := filepath.Glob(filepath.Join(dir, "view", "store", "*.zap"))
		t.Fatalf("the bytes stand in none of %v", names)
	}
}

// Whatever is asked, damaged bytes cost no more than what they held, and come
// back by themselves.
func TestDamageCostsAPassage(t *testing.T) {
	context := corpus.ContextQuery{Article: corpus.ArticleRef{Article: "quarry"}}
	asked := []struct {
		name string
		ask  func(x *Index) error
	}{
		{"the best", func(x *Index) error { return answered(x, corpus.Query{Text: "mine at Cold Hollow", Limit: 5}) }},
		{"a phrase", func(x *Index) error { return answered(x, corpus.Query{Text: `"mine at Cold Hollow"`, Limit: 5}) }},
		{"by date", func(x *Index) error {
			return answered(x, corpus.Query{Text: "mine at Cold Hollow", Limit: 5, Order: corpus.Newest})
		}},
		{"all of a speaker", func(x *Index) error { return answered(x, corpus.Query{Speaker: "Tom Hill", Limit: 5}) }},
		{"all of the other", func(x *Index) error {
			_, err := x.Search(t.Context(), corpus.Query{Speaker: "Ann Lee", Limit: 5})
			return err
		}},
		{"who said what", func(x *Index) error {
			return answered(x, corpus.Query{Text: "What did Tom Hill say about the mine?", Limit: 5})
		}},
		{"a message", func(x *Index) error {
			return answered(x, corpus.Query{Text: "The mine at Cold Hollow fed the valley.", Message: true, Limit: 5})
		}},
		{"an allegation", func(x *Index) error {
			_, err := x.Search(t.Context(), corpus.Query{Text: "poisoned the river", Limit: 5})
			return err
		}},
		{"the speakers on a topic", func(x *Index) error {
			who, err := x.SpeakersOn(t.Context(), corpus.Query{Text: "mine", Limit: 5})
			if err == nil && len(who) == 0 {
				err = errors.New("nobody is found")
			}
			return err
		}},
		{"the speakers", func(x *Index) error { _, err := x.Speakers(t.Context(), corpus.Query{Limit: 5}); return err }},
		{"where a statement stands", func(x *Index) error {
			found, err := x.Search(t.Context(), corpus.Query{Text: "quarry", Limit: 1})
			if err != nil || len(found.Answers) != 1 {
				return fmt.Errorf("%d answers, %w", len(found.Answers), err)
			}
			context.Statement = found.Answers[0].ID
			_, err = x.Context(t.Context(), context)
			return err
		}},
		{"where a damaged one does", func(x *Index) error {
			_, err := x.Context(t.Context(), corpus.ContextQuery{Article: corpus.ArticleRef{Article: "mine"}, Statement: "gone"})
			if !errors.Is(err, corpus.ErrNoStatement) && !errors.Is(err, corpus.ErrNoArticle) {
				return fmt.Errorf("got %w, want that there is none", err)
			}
			return nil
		}},
	}
	for _, part := range []struct {
		name string
		n    int
	}{{"the allegation", 0}, {"the denial", 1}, {"the citation", -1}} {
		t.Run(part.name, func(t *testing.T) {
			f := newMemory(mine(), quarry())
			x, counts, logged := damagedIndex(t, f, part.n)
			for _, one := range asked {
				for range 2 {
					if err := one.ask(x); err != nil {
						t.Errorf("%s: %v", one.name, err)
					}
				}
			}
			counts.want(t, 1, 0, 0, 0)
			if got := strings.Count(logged.String(), "level=ERROR"); got != 1 {
				t.Errorf("logged %d errors, want one:\n%s", got, logged)
			}
			catchUp(t, x)
			counts.want(t, 1, 1, 0, 0)
			wantFromScratch(t, x, f, corpus.Guilds{})
			for _, one := range asked {
				if err := one.ask(x); err != nil {
					t.Errorf("%s, when mended: %v", one.name, err)
				}
			}
			counts.want(t, 1, 1, 0, 0)
		})
	}
}

// answered fails where the quarry's article does not answer.
func answered(x *Index, q corpus.Query) error {
	found, err := x.Search(context.Background(), q)
	if err == nil && !slices.ContainsFunc(found.Answers, func(a corpus.Answer) bool { return a.Article == "quarry" }) {
		err = fmt.Errorf("got %q, want what Tom Hill said too", texts(found.Answers))
	}
	return err
}

// Who follows the feed mends what a question finds, without a change.
func TestFollowMends(t *testing.T) {
	f := newMemory(mine(), quarry())
	f.waiting = make(chan corpus.Seq)
	x, counts, _ := damagedIndex(t, f, 0)
	following, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { must(t, x.Follow(following)) })
	<-f.waiting
	if got := ask(t, x, corpus.Query{Text: "mine closed in May"}); slices.Contains(texts(got), "The mine at Cold Hollow was closed in May.") {
		t.Errorf("got %q, want nothing of what is damaged", texts(got))
	}
	<-f.waiting // again, after it has mended
	counts.want(t, 1, 1, 0, 0)
	wantTexts(t, x, "closed in May", "must stay closed", "was closed in May")
	stop()
	group.Wait()
}

// An article with damage changes as any other does.
func TestDamagedArticlesChange(t *testing.T) {
	for _, n := range []int{-1, 0} {
		f := newMemory(mine(), quarry())
		x, counts, _ := damagedIndex(t, f, n)
		changed := mine()
		changed.Text = "Ann Lee said that the mine at Cold Hollow reopens."
		f.put(changed)
		catchUp(t, x)
		wantTexts(t, x, "Cold Hollow", "reopens", "fed the valley")
		wantFromScratch(t, x, f, corpus.Guilds{})
		f.remove(corpus.Shared, "mine")
		catchUp(t, x)
		wantFromScratch(t, x, f, corpus.Guilds{})
		counts.want(t, 1, 0, 0, 0)
	}
}

// A passage that cannot be read after its article was indexed again is left out:
// nothing goes round for ever. When the article changes it has a new chance.
func TestDamageThatStays(t *testing.T) {
	f := newMemory(mine(), quarry())
	x, err := OpenMemory(f, Options{})
	must(t, err)
	defer func() { must(t, x.Close()) }()
	counts, times := &counted{}, 0
	x.Meter(counts)
	x.makers.Make = func(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, stems *wording.Stemmer, packer *passage.Packer) (documents.Made, error) {
		m, err := documents.Make(ctx, c, held, stems, packer)
		if c.Article.Text == mine().Text {
			times++
			d := m.Documents[1]
			d.Fields = slices.DeleteFunc(d.Fields, func(f document.Field) bool { return f.Name() == view.FieldStored })
			d.AddField(view.NewField(view.FieldStored, []byte("no passage"), nil))
		}
		return m, err
	}
	for range 5 {
		catchUp(t, x)
		must(t, answered(x, corpus.Query{Text: "mine at Cold Hollow", Limit: 5}))
	}
	counts.want(t, 1, 1, 1, 0)
	if times != 2 {
		t.Errorf("the article was indexed %d times, want twice", times)
	}
	changed := mine()
	changed.Text += " The end."
	f.put(changed)
	catchUp(t, x)
	wantTexts(t, x, "closed in May", "must stay closed", "was closed in May")
	wantFromScratch(t, x, f, corpus.Guilds{})
}

// An article that breaks what indexes it costs itself alone, until it changes.
func TestArticlesThatBreak(t *testing.T) {
	tests := []struct {
		name string
		make func(m documents.Made) documents.Made
	}{
		{"the extraction", func(documents.Made) documents.Made { panic("what no test has thought of") }},
		{"the taking of terms", func(m documents.Made) documents.Made {
			m.Documents[0].AddField(view.NewField(view.FieldText, []byte("x"), breaking{}))
			return m
		}},
		{"Bleve", func(m documents.Made) documents.Made {
			m.Documents[0].AddField(breakingField{document.NewTextFieldCustom(view.FieldText, nil, []byte("x"), bleveindex.IndexField|bleveindex.SkipFreqNorm, nil)})
			return m
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newMemory(harbour)
			f.waiting = make(chan corpus.Seq)
			var logged strings.Builder
			x, err := OpenMemory(f, Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
			must(t, err)
			counts := &counted{}
			x.Meter(counts)
			x.pause = time.Millisecond
			x.makers.Make = func(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, stems *wording.Stemmer, packer *passage.Packer) (documents.Made, error) {
				m, err := documents.Make(ctx, c, held, stems, packer)
				if strings.Contains(c.Article.Text, "poisoned") {
					m = tt.make(m)
				}
				return m, err
			}
			following, stop := context.WithCancel(t.Context())
			var group sync.WaitGroup
			group.Go(func() { must(t, x.Follow(following)) })
			follow := func(to corpus.Seq) {
				t.Helper()
				for <-f.waiting < to {
				}
			}
			follow(1)
			f.write(corpus.Change{Article: mine()})
			f.put(quarry(), bridge)
			follow(4)
			wantTexts(t, x, "bridge", "Stone Ford")
			wantTexts(t, x, "Cold Hollow", "fed the valley")
			counts.want(t, 0, 0, 0, 1)
			if !strings.Contains(logged.String(), "an article cannot be indexed") || !strings.Contains(logged.String(), "article=mine") {
				t.Errorf("logged %q, want which article is left out", &logged)
			}
			changed := mine()
			changed.Text = "Ann Lee said that the mine at Cold Hollow reopens."
			f.put(changed)
			follow(5)
			wantTexts(t, x, "Cold Hollow", "reopens", "fed the valley")
			changed.Text += " Somebody poisoned the river."
			f.put(changed)
			follow(6)
			wantTexts(t, x, "Cold Hollow", "fed the valley") // what it said before is not what it says
			counts.want(t, 0, 0, 0, 2)
			stop()
			group.Wait()
			must(t, x.Close())
		})
	}
}

// breaking breaks where terms are taken.
type breaking struct{}

func (breaking) Analyze([]byte) analysis.TokenStream { panic("no terms") }

// breakingField breaks where Bleve makes a segment.
type breakingField struct{ *document.TextField }

func (breakingField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { panic("no segment") }

// A failure that is nobody's own, such as that of a closed index, leaves nobody
// out.
func TestAFailureOfAllLeavesNobodyOut(t *testing.T) {
	f := newMemory(harbour)
	x, err := OpenMemory(f, Options{})
	must(t, err)
	counts := &counted{}
	x.Meter(counts)
	catchUp(t, x)
	must(t, x.view.Close())
	f.put(quarry(), bridge)
	if err := x.CatchUp(t.Context()); err == nil {
		t.Error("CatchUp = nil, want why nothing could be written")
	}
	counts.want(t, 0, 0, 0, 0)
	if at := x.view.Position.Seq; at != 1 {
		t.Errorf("the index stands at %d, want 1", at)
	}
}
