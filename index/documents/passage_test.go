package documents

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/extract/extracttest"
	"verbatim/index/indextest"
	"verbatim/index/passage"
	"verbatim/index/view"
	"verbatim/index/wording"
)

var quotingArticles = flag.Int("articles", 2000, "how many articles full of quotations are written to passages and read back")

const correctingGuild corpus.GuildID = "175928847299117063"

// article returns an article of the shared corpora.
func article(id, text string) corpus.Article {
	return corpus.Article{ID: corpus.ArticleID(id), Origin: corpus.OriginImported, Text: text}
}

// What an index is made of is what is read out of it: every statement and every
// report of every article, as it was extracted and corrected.
func TestPassagesOfQuotations(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	c := newComparer(t)
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for n := range *quotingArticles {
		workers.Go(func() error {
			r := rand.New(rand.NewPCG(3, uint64(n)))
			if err := c.compare(t.Context(), withCorrections(t, r, indextest.Quotations(1, n))); err != nil {
				return fmt.Errorf("article %d: %w", n, err)
			}
			return nil
		})
	}
	if err := workers.Wait(); err != nil {
		t.Error(err)
	}
	c.log(t)
	if c.elsewhere.Load() == 0 || c.copies.Load() == 0 || c.hidden.Load() == 0 {
		t.Error("the articles do not have what the test is for: cues in other statements, copies, hidden statements")
	}
}

// A cue in a statement that a moderator has hidden is stored with what it announces.
func TestPassagesWithoutTheCuesStatement(t *testing.T) {
	a := article("quay", "Ann Lee said:\n\n“We have waited for years.”")
	hidden := extracttest.Statements(t, a)[0]
	c := newComparer(t)
	change := corpus.Change{Article: a, Corrections: []corpus.Correction{{ID: "1", Article: a.ID, Statement: hidden.ID, Text: hidden.Text, Verdict: corpus.VerdictHidden}}}
	if err := c.compare(t.Context(), change); err != nil {
		t.Error(err)
	}
	if c.elsewhere.Load() != 1 {
		t.Errorf("%d cues are in other statements, want 1", c.elsewhere.Load())
	}
}

func FuzzPassage(f *testing.F) {
	for n := range 40 {
		f.Add(indextest.Quotations(2, n).Text, uint64(n))
	}
	for _, s := range []string{"", "\xff\xfe", "said:\n\n“x", "He said:\n\n“\n\n”", "“A,” he said:\n\n»B«", "\x00said:\n\n\"x y z a b c\""} {
		f.Add(s, uint64(0))
	}
	c := newComparer(f)
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		a := article("fuzz", text)
		if err := c.compare(t.Context(), withCorrections(t, rand.New(rand.NewPCG(seed, 0)), a)); err != nil {
			t.Error(err)
		}
	})
}

// comparer makes the documents of articles and compares what can be read out of
// them with what was to be written.
type comparer struct {
	stems  *wording.Stemmer
	packer *passage.Packer

	articles, passages, statements, reports, elsewhere, copies, hidden atomic.Int64
}

func newComparer(t testing.TB) *comparer {
	t.Helper()
	p, err := passage.NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	return &comparer{stems: wording.NewStemmer(), packer: p}
}

func (c *comparer) log(t testing.TB) {
	t.Helper()
	t.Logf("%d articles: %d passages, %d copies, %d statements, %d hidden, %d reports, %d cues in other statements",
		c.articles.Load(), c.passages.Load(), c.copies.Load(), c.statements.Load(), c.hidden.Load(), c.reports.Load(), c.elsewhere.Load())
}

// compare says what of a change is not read as it is written, or nil.
func (c *comparer) compare(ctx context.Context, change corpus.Change) error {
	a := change.Article
	everybody := func(corpus.GuildID) bool { return true }
	made, err := Make(ctx, change, everybody, c.stems, c.packer)
	if err != nil {
		return err
	}
	plain, err := extract.Statements(ctx, a)
	if err != nil {
		return err
	}
	shared, err := ofGuild(a.Guild, change).apply(ctx, a, plain)
	if err != nil {
		return err
	}
	own, err := ofGuild(correctingGuild, change).apply(ctx, a, shared)
	if err != nil {
		return err
	}
	reworded, err := rewordings(ctx, change, plain)
	if err != nil {
		return err
	}
	c.articles.Add(1)
	c.hidden.Add(int64(len(plain) - len(shared)))
	var read []corpus.Statement
	for i, d := range made.Documents {
		stored, err := c.packer.Unpack(storedOf(d))
		if err != nil {
			return err
		}
		n, l, ok := view.CutID(d.ID())
		if !ok {
			if cited, err := passage.DecodeCitation(stored); err != nil || i > 0 || cited.Citation != (corpus.Citation{
				Article: a.ID, Title: a.Title, Publisher: a.Publisher, URL: a.URL, Published: a.Published, Origin: a.Origin,
			}) {
				return fmt.Errorf("document %d: the citation is read as %+v, %w", i, cited, err)
			}
			continue
		}
		got, err := c.read(ctx, a, stored, reworded)
		if err != nil {
			return fmt.Errorf("passage %d of layer %q: %w", n, l, err)
		}
		if l == "" {
			read = append(read, got...)
			c.passages.Add(1)
			continue
		}
		c.copies.Add(1)
		for _, s := range got {
			if err := sameStatement(own, s); err != nil {
				return fmt.Errorf("copy of passage %d: %w", n, err)
			}
		}
	}
	if len(read) != len(shared) || made.Statements != len(shared) {
		return fmt.Errorf("%d statements are read, %d were counted, %d written", len(read), made.Statements, len(shared))
	}
	for i := range read {
		if want := plainly(shared[i]); !reflect.DeepEqual(read[i], want) {
			return fmt.Errorf("statement %d is read as\n%+v\nand was\n%+v", i, read[i], want)
		}
	}
	return nil
}

// sameStatement looks a statement up among those that were written.
func sameStatement(written []corpus.Statement, got corpus.Statement) error {
	i := slices.IndexFunc(written, func(s corpus.Statement) bool { return s.ID == got.ID })
	if i < 0 {
		return fmt.Errorf("statement %q was not written", got.ID)
	}
	if want := plainly(written[i]); !reflect.DeepEqual(got, want) {
		return fmt.Errorf("a statement is read as\n%+v\nand was\n%+v", got, want)
	}
	return nil
}

// read is the statements of a stored passage.
func (c *comparer) read(ctx context.Context, a corpus.Article, stored string, reworded map[corpus.StatementID]corpus.Date) ([]corpus.Statement, error) {
	p, err := passage.Decode(stored)
	if err != nil {
		return nil, err
	}
	if p.Article != passage.KeyOf(a.Guild, a.ID) {
		return nil, fmt.Errorf("it is of article %x", p.Article)
	}
	paragraphs, err := extract.Paragraphs(ctx, a.Text)
	if err != nil {
		return nil, err
	}
	var out []corpus.Statement
	for i, s := range p.Statements {
		text := s.Span.In(p.Text)
		got := corpus.Statement{
			ID: p.StatementID(i, a.ID), Text: text, Kind: s.Kind, Corrected: s.Corrected, Reports: []corpus.Report{},
			Span: corpus.Span{Start: p.Base + s.Span.Start, End: p.Base + s.Span.End},
		}
		if s.Paragraph != passage.ParagraphAt(paragraphs, got.Start) || s.Reworded != reworded[got.ID] {
			return nil, fmt.Errorf("statement %d is read in paragraph %d, reworded on %q", i, s.Paragraph, s.Reworded)
		}
		reports, err := p.Reports(i)
		if err != nil {
			return nil, fmt.Errorf("statement %d, %q: %w", i, text, err)
		}
		for _, r := range reports {
			if r.Speaker != nil && r.Mention != r.Speaker.Mention.In(a.Text) {
				return nil, fmt.Errorf("statement %d: the mention is read as %q, and is %q", i, r.Mention, r.Speaker.Mention.In(a.Text))
			}
			if r.Cue != nil && !got.Contains(r.Cue.Span) {
				c.elsewhere.Add(1)
			}
			got.Reports = append(got.Reports, r.Report)
		}
		c.reports.Add(int64(len(reports)))
		out = append(out, plainly(got))
	}
	c.statements.Add(int64(len(out)))
	return out, nil
}

// plainly is a statement without what is not stored, lists that are empty being
// the same as none.
func plainly(s corpus.Statement) corpus.Statement {
	reports := make([]corpus.Report, len(s.Reports))
	for i, r := range s.Reports {
		r.Evidence = nil
		r.Probability = float64(int(r.Probability*passage.ProbabilityUnit+0.5)) / passage.ProbabilityUnit
		r.Quotes = append([]corpus.Span{}, r.Quotes...)
		if r.Speaker != nil {
			own := *r.Speaker
			own.Aliases = append([]string{}, own.Aliases...)
			r.Speaker = &own
		}
		reports[i] = r
	}
	s.Reports = reports
	return s
}

// storedOf is the stored bytes of a document.
func storedOf(d *document.Document) []byte {
	var out []byte
	d.VisitFields(func(f bleveindex.Field) {
		if f.Name() == view.FieldStored {
			out = f.Value()
		}
	})
	return out
}

// withCorrections is a change of the article, in which moderators have said this
// and that: everybody's, and one guild's on its own.
func withCorrections(t testing.TB, r *rand.Rand, a corpus.Article) corpus.Change {
	c := corpus.Change{Article: a, Changed: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)}
	statements := extracttest.Statements(t, a)
	for range min(r.IntN(6), len(statements)) {
		c.Corrections = append(c.Corrections, correctionOf(r, a, statements[r.IntN(len(statements))], len(c.Corrections)))
	}
	if r.IntN(4) == 0 {
		old := a
		old.Text = strings.Replace(a.Text, "harbour", "old harbour", 1)
		c.Versions = []corpus.Version{{Article: old, At: c.Changed.AddDate(0, -1, 0)}}
	}
	return c
}

func correctionOf(r *rand.Rand, a corpus.Article, s corpus.Statement, n int) corpus.Correction {
	c := corpus.Correction{ID: corpus.CorrectionID(fmt.Sprint(n)), Article: a.ID, Statement: s.ID, Text: s.Text, At: time.Unix(int64(n), 0)}
	if r.IntN(2) == 0 {
		c.Guild = correctingGuild
	}
	verdicts := []corpus.Verdict{corpus.VerdictHidden, corpus.VerdictNoStatement, corpus.VerdictUnidentified, corpus.VerdictSpeaker}
	if c.Verdict = verdicts[r.IntN(len(verdicts))]; len(s.Reports) == 0 {
		c.Verdict = verdicts[r.IntN(2)]
	}
	if len(s.Reports) > 0 {
		c.Cue, c.Content = extract.ReportWords(a.Text, s.Reports[r.IntN(len(s.Reports))])
	}
	if words := strings.Fields(a.Text); c.Verdict == corpus.VerdictSpeaker {
		c.Name = words[r.IntN(len(words))]
		c.Mention = c.Name
	}
	return c
}
