package evidence

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
)

// longText is about so many bytes of short sentences of very many people.
func longText(size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, "Anna Lind%s said that it was so. “It is,” he said. ", strings.Repeat("a", i%500))
	}
	return text.String()
}

// A page of a long article takes little more memory than the text, and another
// one a fraction of the work of the first.
func TestPagesOfALongArticle(t *testing.T) {
	r := open(t)
	a := corpus.Article{ID: "long", Guild: home, Text: longText(corpus.MaxText - 1<<10)}
	r.put(a)
	to := r.links.To(home, corpus.ArticleRef{Guild: home, Article: a.ID}, "")
	allocated := func(path string) (bytes int, page string) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		page = r.page(to + path)
		runtime.ReadMemStats(&after)
		return int(after.TotalAlloc - before.TotalAlloc), page
	}
	first, page := allocated("?page=1")
	if harmless(t, page); !strings.Contains(text(t, page), "… and others.") || strings.Count(page, `<li class="c`) != corpus.MaxSpeakers {
		t.Errorf("the page lists %d speakers, want %d and that there are others", strings.Count(page, `<li class="c`), corpus.MaxSpeakers)
	}
	if len(page) > 1<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	again, _ := allocated("?page=2")
	if again > first/3 || again > 64<<20 {
		t.Errorf("the second page takes %d bytes in all, the first %d", again, first)
	}
	runtime.GC()
	var kept runtime.MemStats
	runtime.ReadMemStats(&kept)
	if kept.HeapAlloc > 64<<20 {
		t.Errorf("%d bytes are kept", kept.HeapAlloc)
	}
}

// slow is a desk that shows one article at once, and another when it is let.
type slow struct {
	annotator
	began *sync.WaitGroup
	let   chan struct{}
}

func (s slow) Annotated(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (corpus.Annotated, error) {
	if ref.Article == "long" {
		s.began.Done()
		select {
		case <-s.let:
		case <-ctx.Done():
			return corpus.Annotated{}, ctx.Err()
		}
	}
	return s.annotator.Annotated(ctx, guild, ref)
}

// Six readers open a long article, and one opens another server's short
// article, which must not wait for them.
func TestAShortArticleIsShownBesideLongOnes(t *testing.T) {
	r := open(t)
	r.put(corpus.Article{ID: "long", Guild: home, Text: "It rained."}, corpus.Article{ID: "short", Guild: other, Text: "It snowed."})
	desk := slow{r.Service, &sync.WaitGroup{}, make(chan struct{})}
	pages := New(r.links, desk, languages(t), untold{}, slog.New(slog.DiscardHandler))
	const readers = 6
	desk.began.Add(readers)
	var waiting sync.WaitGroup
	statuses := make(chan int, readers)
	for range readers {
		waiting.Go(func() {
			resp, _ := get(t, pages, r.links.To(home, corpus.ArticleRef{Guild: home, Article: "long"}, ""), "en")
			statuses <- resp.StatusCode
		})
	}
	desk.began.Wait()
	resp, page := get(t, pages, r.links.To(other, corpus.ArticleRef{Guild: other, Article: "short"}, ""), "en")
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "It snowed.") {
		t.Errorf("the short article: got status %d", resp.StatusCode)
	}
	close(desk.let)
	waiting.Wait()
	for range readers {
		if status := <-statuses; status != http.StatusOK {
			t.Errorf("a long article: got status %d", status)
		}
	}
}

// untold is a meter that several goroutines may tell.
type untold struct{}

func (untold) Paged(int, time.Duration) {}

// leaver is a reader who leaves when the page begins to arrive.
type leaver struct {
	annotator
	leave context.CancelFunc
}

func (l leaver) Annotated(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (corpus.Annotated, error) {
	x, err := l.annotator.Annotated(ctx, guild, ref)
	l.leave()
	return x, err
}

// If the reader has left, no statement is explained and no page is written.
func TestNobodyIsShownAPage(t *testing.T) {
	r := open(t)
	r.put(harbour)
	ctx, cancel := context.WithCancel(t.Context())
	pages := New(r.links, leaver{r.Service, cancel}, languages(t), tally{}, slog.New(slog.DiscardHandler))
	u, err := url.Parse(r.links.To(home, corpus.ArticleRef{Guild: home, Article: harbour.ID}, ""))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, u.Path, nil))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "harbour") {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
	page := &boundedPage{err: ctx.Err}
	if err := pages.templates.ExecuteTemplate(page, "failure.html", failure{frame: english()}); err == nil || page.Len() > 0 {
		t.Errorf("a page of %d bytes was written for nobody, %v", page.Len(), err)
	}
}
