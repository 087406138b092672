package admin_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/extract/extracttest"
	"verbatim/corpus/store"
)

// sentence is what long articles of tests consist of.
const sentence = "Anna Lind said that the harbour was open. "

// long is an article of at least so many bytes, in short sentences.
func long(id corpus.ArticleID, bytes int) corpus.Article {
	return corpus.Article{
		ID: id, Guild: home, Title: string(id), Origin: corpus.OriginPasted,
		Text: strings.Repeat(sentence, bytes/len(sentence)+1) + "Tom Hill denied it.",
	}
}

func (o *office) put(t testing.TB, articles ...corpus.Article) {
	t.Helper()
	if _, err := o.store.Put(t.Context(), articles...); err != nil {
		t.Fatal(err)
	}
}

// While a correction in a very long article is worked out, others write as they
// always do: many times, not once before and once behind it.
func TestALongArticleKeepsNoWriterWaiting(t *testing.T) {
	o := open(t)
	a := long("long", corpus.MaxText-100)
	o.put(t, a)
	ref := corpus.ArticleRef{Guild: home, Article: a.ID}
	s := extracttest.Statements(t, corpus.Article{ID: a.ID, Text: a.Text[:2*len(sentence)]})[0]
	for name, act := range map[string]func() error{
		"a correction": func() error {
			_, err := o.Correct(t.Context(), ann, corpus.Correction{
				Guild: home, ArticleGuild: home, Article: a.ID, Statement: s.ID, Verdict: corpus.VerdictSpeaker, Name: "Anna Lind"})
			return err
		},
		"whom to correct it to": func() error {
			_, err := o.Dispute(t.Context(), home, home, a.ID, s.ID)
			return err
		},
		"a report of a mistake": func() error {
			_, err := o.Flag(t.Context(), "77", corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: s.ID})
			return err
		},
		"an evidence page": func() error {
			_, err := o.Annotated(t.Context(), home, ref)
			return err
		},
		"a text that is added": func() error {
			_, _, err := o.AddText(t.Context(), ann, home, "", a.Text)
			return err
		},
		"an import": func() error {
			line := fmt.Sprintf("{\"id\":\"imported\",\"title\":\"\",\"text\":%q}", a.Text)
			_, err := o.Import(t.Context(), ann, home, strings.NewReader(line))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan error, 1)
			go func() { done <- act() }()
			written := 0
			for {
				err := o.store.Update(t.Context(), "set", func(tx *store.Tx) error {
					return tx.PutSettings(t.Context(), other, corpus.Settings{Versions: 2 + written%3})
				})
				if err != nil {
					t.Fatal(err)
				}
				written++
				select {
				case err := <-done:
					if err != nil {
						t.Error(err)
					}
					if written < 5 {
						t.Errorf("the settings of another server were written %d times meanwhile", written)
					}
					return
				default:
				}
			}
		})
	}
}

// However many long articles are asked for, a short one is shown.
func TestLongArticlesKeepNoShortOneWaiting(t *testing.T) {
	o := open(t)
	short := corpus.Article{ID: "short", Guild: other, Text: sentence}
	articles := []corpus.Article{short}
	for i := range 6 {
		articles = append(articles, long(corpus.ArticleID(fmt.Sprint(i)), 1<<20))
	}
	o.put(t, articles...)
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for _, a := range articles[1:] {
		readers.Go(func() {
			for ctx.Err() == nil { // of another text each time, so that none is kept
				a.Text += "Tom Hill denied it."
				if _, err := o.store.Put(ctx, a); err != nil {
					return
				}
				if _, err := o.Annotated(ctx, home, corpus.ArticleRef{Guild: home, Article: a.ID}); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		x, err := o.Annotated(t.Context(), other, corpus.ArticleRef{Guild: other, Article: short.ID})
		if err != nil || len(x.Places) != 1 {
			t.Fatalf("%d statements of the short article, %v", len(x.Places), err)
		}
	}
	cancel() // whoever leaves ends what is done for them
	readers.Wait()
}

// A correction is of the article as it stands when it is kept.
func TestACorrectionIsOfTheArticleThatStands(t *testing.T) {
	o := open(t)
	a := long("long", 1<<20)
	o.put(t, a)
	s := extracttest.Statements(t, a)[0]
	var writers sync.WaitGroup
	writers.Go(func() {
		changed := a
		changed.Text = "It rained."
		o.put(t, changed)
	})
	c, err := o.Correct(t.Context(), ann, corpus.Correction{
		Guild: home, ArticleGuild: home, Article: a.ID, Statement: s.ID, Verdict: corpus.VerdictHidden})
	writers.Wait()
	// Whichever came first: it was made of the text before, or refused for the one
	// after, and never kept for that.
	states, listed := o.Corrections(t.Context(), home)
	switch {
	case listed != nil:
		t.Error(listed)
	case err == nil && (len(states) != 1 || states[0].ID != c.ID || states[0].Applies):
		t.Errorf("the correction was made, and the list is %+v", states)
	case err != nil && (!errors.Is(err, corpus.ErrNoStatement) || len(states) != 0):
		t.Errorf("got %v, and the list is %+v", err, states)
	}
}

// Articles as long as earlier versions took are read and moved by the operator,
// and nobody adds one.
func TestArticlesOfEarlierVersionsStay(t *testing.T) {
	o := open(t)
	a := long("long", corpus.MaxText+1<<19)
	o.put(t, a)
	x, err := o.Annotated(t.Context(), home, corpus.ArticleRef{Guild: home, Article: a.ID})
	if err != nil {
		t.Fatal(err)
	}
	n := len(x.Places)
	if last, err := x.Explain(t.Context(), n-1, n); err != nil || len(last) != 1 || last[0].ID != x.Places[n-1].ID {
		t.Errorf("the last statement is explained as %v, %v", last, err)
	}
	var file bytes.Buffer
	if err := o.Export(t.Context(), corpus.ByOperator, home, &file); err != nil {
		t.Fatal(err)
	}
	if tally, err := o.Import(t.Context(), corpus.ByOperator, other, bytes.NewReader(file.Bytes())); err != nil || tally.New != 1 || tally.Added != n {
		t.Errorf("the operator's import: %+v, %v, want one article with %d statements", tally, err, n)
	}
	line := fmt.Sprintf("{\"id\":\"a\",\"title\":\"\",\"text\":%q}", a.Text[:corpus.MaxText+1])
	for name, err := range map[string]error{
		"a moderator's import":   importError(o.Import(t.Context(), ann, "9", bytes.NewReader(file.Bytes()))),
		"a file of articles":     importError(o.Import(t.Context(), corpus.ByOperator, "9", strings.NewReader(line))),
		"a text that is pasted":  addError(o.AddText(t.Context(), ann, home, "", a.Text[:corpus.MaxText+1])),
		"a text of the operator": addError(o.AddText(t.Context(), corpus.ByOperator, "", "", a.Text)),
	} {
		if err == nil || !strings.Contains(err.Error(), "at most 4 MiB") {
			t.Errorf("%s: got %v, want how long an article may be", name, err)
		}
	}
}

func importError(_ corpus.Tally, err error) error { return err }

func addError(_ corpus.Source, _ corpus.Tally, err error) error { return err }

// leaving is a context that ends when it has been looked at so often.
type leaving struct {
	looks atomic.Int64
	after int64
	once  sync.Once
	done  chan struct{}
}

func leavingAfter(looks int64) *leaving { return &leaving{after: looks, done: make(chan struct{})} }

func (c *leaving) Err() error {
	if c.looks.Add(1) < c.after {
		return nil
	}
	c.once.Do(func() { close(c.done) })
	return context.Canceled
}

func (c *leaving) Done() <-chan struct{}     { return c.done }
func (*leaving) Deadline() (time.Time, bool) { return time.Time{}, false }
func (*leaving) Value(any) any               { return nil }

// The work for whoever leaves ends at once.
func TestWorkEndsWithItsReader(t *testing.T) {
	o := open(t)
	a := long("long", 2<<20)
	o.put(t, a)
	a.Text = strings.ReplaceAll(a.Text, "open", "shut")
	o.put(t, a)
	ref := corpus.ArticleRef{Guild: home, Article: a.ID}
	id := extracttest.Statements(t, corpus.Article{ID: a.ID, Text: a.Text[:2*len(sentence)]})[0].ID
	for name, work := range map[string]func(context.Context) error{
		"Annotated": func(ctx context.Context) error { _, err := o.Annotated(ctx, home, ref); return err },
		"Compared":  func(ctx context.Context) error { _, err := o.Compared(ctx, home, ref, 2); return err },
		"History":   func(ctx context.Context) error { _, _, err := o.History(ctx, home, a.ID); return err },
		"Dispute":   func(ctx context.Context) error { _, err := o.Dispute(ctx, home, home, a.ID, id); return err },
		"Flag": func(ctx context.Context) error {
			_, err := o.Flag(ctx, ann, corpus.Flag{Guild: home, ArticleGuild: home, Article: a.ID, Statement: "none"})
			return err
		},
		"Status": func(ctx context.Context) error { _, err := o.Status(ctx, home); return err },
		"Takedown": func(ctx context.Context) error {
			_, err := o.Takedown(ctx, corpus.ByOperator, home, a.ID, id)
			return err
		},
	} {
		const after = 40
		ctx := leavingAfter(after)
		err := work(ctx)
		looks := ctx.looks.Load()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v after %d looks at the context, want that it ended", name, err, looks)
		}
		if looks > after+20 {
			t.Errorf("%s: the context was looked at %d times more after its end", name, looks-after)
		}
	}
}

// A long article that takes longer than its readers wait is shown at last: each
// goes on where the one before has left.
func TestReadersGoOnForOneAnother(t *testing.T) {
	o := open(t)
	a := long("long", 3<<20)
	o.put(t, a)
	ref := corpus.ArticleRef{Guild: home, Article: a.ID}
	for left := 0; ; left++ {
		x, err := o.Annotated(leavingAfter(2_000), home, ref)
		if err == nil {
			if want := extracttest.Statements(t, a); left < 2 || len(x.Places) != len(want) || x.Speakers[0].Statements != len(want)-1 {
				t.Errorf("after %d readers who left: %d statements, by %+v", left, len(x.Places), x.Speakers)
			}
			return
		}
		if !errors.Is(err, context.Canceled) || left == 100 {
			t.Fatalf("after %d readers who left: %v", left, err)
		}
	}
}
