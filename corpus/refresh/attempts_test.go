package refresh_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch"
	"verbatim/corpus/refresh"
	"verbatim/corpus/store"
)

const paper = "https://quay.example/feed"

// press is a reader whose documents may be harmful. A page source is its page; a
// feed is the list at paper and its pages.
type press struct {
	mu     sync.Mutex
	bytes  map[string]string // of each document
	harm   map[string]func(ctx context.Context) error
	parsed map[string]int // how often each was
}

func newPress(urls ...string) *press {
	p := &press{bytes: map[string]string{}, harm: map[string]func(context.Context) error{}, parsed: map[string]int{}}
	for _, url := range urls {
		p.bytes[url] = "The harbour reopens."
	}
	return p
}

// edition is an article's text that differs in its last words alone.
func edition(bytes string) string {
	return "Anna Lind, the mayor, said that the harbour will reopen on Monday. The work took two years, and the boats have been away for as long. " +
		"The tram company denied that fares would rise, and nobody is in danger. This is edition " + bytes + "."
}

// dies is what a document does that ends the process that parses it.
func dies(context.Context) error {
	runtime.Goexit()
	return nil
}

// costs is what a document does that ends the worker that parses it.
func costs(context.Context) error {
	return fmt.Errorf("%w: it needs more than 512 MB to read", corpus.ErrTooCostly)
}

func (p *press) document(url string) (digest string, harm func(context.Context) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes[url], p.harm[url]
}

func (p *press) set(url, bytes string, harm func(context.Context) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes[url], p.harm[url] = bytes, harm
}

func (p *press) times(url string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.parsed[url]
}

// parse parses a document, if yield lets it.
func (p *press) parse(ctx context.Context, url string, yield func(fetch.Item) error) error {
	digest, harm := p.document(url)
	if err := yield(fetch.Item{State: fetch.Begun, Resource: corpus.Resource{URL: url, ETag: digest}, Digest: digest}); err != nil {
		return err
	}
	p.mu.Lock()
	p.parsed[url]++
	p.mu.Unlock()
	if harm != nil {
		return harm(ctx)
	}
	return ctx.Err()
}

func (p *press) page(ctx context.Context, s corpus.Source, url string, known map[string]corpus.Resource, yield func(fetch.Item) error) fetch.Item {
	digest, _ := p.document(url)
	res := corpus.Resource{URL: url, ETag: digest, Article: corpus.ArticleID(url), Fetched: time.Now()}
	if before := known[url]; before.Article != "" && !before.Aside && before.ETag == digest {
		return fetch.Item{State: fetch.Unchanged, Resource: res}
	}
	if err := p.parse(ctx, url, yield); err != nil {
		return fetch.Item{State: fetch.Failed, Resource: corpus.Resource{URL: url}, Err: err}
	}
	return fetch.Item{State: fetch.Fetched, Resource: res, Article: corpus.Article{
		ID: res.Article, Guild: s.Guild, Source: s.ID, Title: "T", URL: url, Origin: corpus.OriginFetched, Text: edition(digest),
	}}
}

func (p *press) Read(ctx context.Context, s corpus.Source, known map[string]corpus.Resource, yield func(fetch.Item) error, _ func(corpus.Progress)) error {
	if s.Kind == corpus.SourcePage {
		item := p.page(ctx, s, s.Location, known, yield)
		if item.State == fetch.Failed {
			return item.Err
		}
		return yield(item)
	}
	err := p.parse(ctx, paper, yield)
	if errors.Is(err, corpus.ErrSetAside) {
		return err
	}
	if handing := yield(fetch.Item{State: fetch.Parsed, Resource: corpus.Resource{URL: paper}, Err: err}); err != nil || handing != nil {
		return errors.Join(err, handing)
	}
	for _, url := range []string{pageA, pageB, pageC} {
		if _, there := p.bytes[url]; !there {
			continue
		}
		if err := yield(p.page(ctx, s, url, known, yield)); err != nil {
			return err
		}
	}
	return nil
}

// counted counts what was set aside.
type counted struct{ aside int }

func (*counted) Refreshed(corpus.Run, error, time.Duration) {}
func (*counted) Queued(time.Duration)                       {}
func (c *counted) SetAside()                                { c.aside++ }
func (*counted) Beat(string)                                {}

func attempts(t *testing.T, s *store.Store) map[string]corpus.Attempt {
	t.Helper()
	all, err := s.Attempts(t.Context(), home, "s1")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func dueSource(kind corpus.SourceKind, location string) corpus.Source {
	return corpus.Source{
		ID: "s1", Guild: home, Kind: kind, Name: "The Quay", Location: location, Every: 15 * time.Minute, Fixed: true, Due: time.Now(),
	}
}

// A source whose own document ends the process is read again an hour later, and
// after that only once it changes or a moderator says so, however often the
// process is started.
func TestACrashIsNoLoop(t *testing.T) {
	for _, src := range []corpus.Source{{Kind: corpus.SourcePage, Location: pageA}, {Kind: corpus.SourceFeed, Location: paper}} {
		t.Run(string(src.Kind), func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *store.Store) {
				put(t, s, dueSource(src.Kind, src.Location))
				p := newPress(paper, pageA)
				run := func(life time.Duration) {
					stop := start(t, refresh.New(refresh.Options{Store: s, Fetch: p, Holder: "one"}))
					time.Sleep(life)
					stop()
				}
				run(time.Minute)
				if p.times(src.Location) != 1 || len(attempts(t, s)) != 0 {
					t.Fatalf("the good document was parsed %d times, and leaves %+v", p.times(src.Location), attempts(t, s))
				}

				p.set(src.Location, "bomb", dies)
				time.Sleep(20 * time.Minute)
				run(time.Minute) // the first death
				restart := func(every time.Duration) {
					run(time.Minute)
					time.Sleep(every - time.Minute)
				}
				if a := attempts(t, s)[src.Location]; !a.Begun || a.Bad != 1 || a.Digest != "bomb" {
					t.Fatalf("the attempt was not counted before the work: %+v", a)
				}
				for range 10 {
					restart(5 * time.Minute)
				}
				if n := p.times(src.Location); n != 2 {
					t.Errorf("it was parsed %d times in the hour, want 2", n)
				}
				if got := state(t, s, dueSource(src.Kind, src.Location)); got.Failures != 1 || !strings.Contains(got.LastError, "the program ended while it was read, and is tried again in an hour") {
					t.Errorf("the source says %d, %q", got.Failures, got.LastError)
				}
				for range 4 { // the second death
					restart(5 * time.Minute)
				}
				if n := p.times(src.Location); n != 3 {
					t.Fatalf("it was parsed %d times after an hour, want 3", n)
				}
				for range 30 {
					restart(time.Hour)
				}
				if n := p.times(src.Location); n != 3 {
					t.Errorf("it was parsed %d times in all, want 3: it is set aside", n)
				}
				got := state(t, s, dueSource(src.Kind, src.Location))
				if !strings.Contains(got.LastError, "set aside until it changes") || time.Until(got.Due) > 27*time.Hour {
					t.Errorf("the source says %q, due in %s", got.LastError, time.Until(got.Due))
				}
				if log := actions(t, s); !strings.Contains(log, "fail") || strings.Count(log, "aside") != 1 {
					t.Errorf("the log has %q, want that it fails and that it is set aside, once", log)
				}

				p.set(src.Location, "mended", nil)
				time.Sleep(27 * time.Hour)
				run(time.Minute)
				if got := state(t, s, dueSource(src.Kind, src.Location)); got.Failures != 0 || len(attempts(t, s)) != 0 {
					t.Errorf("mended, the source says %d, %q; attempts %+v", got.Failures, got.LastError, attempts(t, s))
				}
			})
		})
	}
}

// A document that costs too much twice in a row is set aside, and its source
// goes on without it.
func TestADocumentIsSetAside(t *testing.T) {
	s, p, m := open(t), newPress(paper, pageA, pageB), &counted{}
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: p, Meter: m})
	scheduled := func() corpus.Run {
		t.Helper()
		due := state(t, s, src)
		due.Due = time.Now().Add(-time.Minute)
		put(t, s, due)
		run, err := r.Refresh(t.Context(), src, corpus.TriggerSchedule, corpus.BySchedule, nil)
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	p.set(pageB, "bad 1", costs)
	scheduled()
	p.set(pageB, "bad 1", nil)
	scheduled() // it goes well: what was before counts no more
	if len(attempts(t, s)) != 0 {
		t.Errorf("attempts %+v after it went well", attempts(t, s))
	}
	p.set(pageB, "bad 2", costs)
	scheduled()
	if m.aside != 0 {
		t.Error("it is set aside after one bad reading")
	}
	p.set(pageB, "bad 3", costs) // a worker ends by the document's own doing, whatever its bytes are
	scheduled()
	parsed := p.times(pageB)
	for range 3 {
		run := scheduled()
		if !strings.Contains(run.Told(), "set aside until it changes") || !strings.Contains(run.Told(), "512 MB") || run.Tally.Unchanged != 1 {
			t.Errorf("the run says %q, %+v", run.Told(), run.Tally)
		}
	}
	got := state(t, s, src)
	if p.times(pageB) != parsed || m.aside != 1 || got.Failures != 0 || !strings.Contains(got.LastError, pageB) {
		t.Errorf("parsed %d times more, set aside %d times, the source is %+v", p.times(pageB)-parsed, m.aside, got)
	}
	if log := actions(t, s); strings.Count(log, "aside") != 1 {
		t.Errorf("the log has %q, want that it is set aside, once", log)
	}
	if text := texts(t, s, home)[pageB]; text != edition("bad 1") {
		t.Errorf("the page reads %q, want what it was when it could be read", text)
	}

	do(t, r, src) // a moderator's word counts
	if p.times(pageB) != parsed+1 || m.aside != 2 {
		t.Errorf("by hand it was parsed %d times, and set aside %d times in all", p.times(pageB)-parsed, m.aside)
	}
	scheduled()
	if p.times(pageB) != parsed+1 {
		t.Error("after that it is read on schedule")
	}
	p.set(pageB, "good", nil)
	do(t, r, src)
	if text := texts(t, s, home)[pageB]; text != edition("good") || len(attempts(t, s)) != 0 {
		t.Errorf("the page reads %q, attempts %+v", text, attempts(t, s))
	}
}

// One that ends a worker with ever new bytes is tried ever more seldom.
func TestADocumentThatChangesAndStaysBad(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		src := dueSource(corpus.SourceFeed, paper)
		put(t, s, src)
		p := newPress(paper, pageA, pageB)
		r := refresh.New(refresh.Options{Store: s, Fetch: p, Holder: "one"})
		for n := range 4 * 48 { // each quarter of an hour, for two days
			p.set(pageB, fmt.Sprint("bomb ", n), costs)
			if _, err := r.Refresh(t.Context(), src, corpus.TriggerSchedule, corpus.BySchedule, nil); err != nil {
				t.Fatal(err)
			}
			time.Sleep(17 * time.Minute)
		}
		if got := p.times(pageB); got < 6 || got > 10 {
			t.Errorf("it was parsed %d times, want 3 at once and then 1, 2, 4, 8 … hours apart", got)
		}
		if got := state(t, s, src); got.Failures != 0 {
			t.Errorf("the source fails: %q", got.LastError)
		}
	})
}

// A source whose own document costs too much waits for an hour, and then sleeps.
func TestASourceSleeps(t *testing.T) {
	inBubble(t, func(t *testing.T, s *store.Store) {
		src := dueSource(corpus.SourceFeed, paper)
		put(t, s, src)
		p := newPress(paper, pageA)
		p.set(paper, "bomb", costs)
		run := func(times int, every time.Duration) {
			for range times {
				stop := start(t, refresh.New(refresh.Options{Store: s, Fetch: p, Holder: "one"}))
				time.Sleep(time.Minute)
				stop()
				time.Sleep(every - time.Minute)
			}
		}
		run(10, 5*time.Minute)
		if got := p.times(paper); got != 1 {
			t.Errorf("it was parsed %d times within the hour, want once", got)
		}
		run(30, time.Hour)
		if got := p.times(paper); got != 2 {
			t.Errorf("it was parsed %d times, want twice", got)
		}
		if got := state(t, s, src); !strings.Contains(got.LastError, "set aside") || got.Due.Before(time.Now().Add(-time.Hour)) { // it may be due since the last run
			t.Errorf("the source says %q, due %s", got.LastError, got.Due)
		}
	})
}

// An attempt that is told to stop has not ended badly.
func TestAttemptsThatAreStopped(t *testing.T) {
	s, p := open(t), newPress(paper, pageA, pageB)
	src := feed(t, s)
	r := refresh.New(refresh.Options{Store: s, Fetch: p})
	do(t, r, src)
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		p.set(pageB, "slow", func(ctx context.Context) error {
			if a := attempts(t, s)[pageB]; !a.Begun || a.Bad != 1 {
				t.Errorf("under way it is %+v", a)
			}
			cancel()
			return ctx.Err()
		})
		if _, err := r.Refresh(ctx, src, corpus.TriggerPerson, "7", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want %v", err, context.Canceled)
		}
		if got := attempts(t, s); len(got) != 0 {
			t.Errorf("attempts %+v are left", got)
		}
	}
}

// Bytes in the middle of which the program ended, for whatever reason, are not
// to blame for what other bytes did.
func TestOtherBytesBeginAnew(t *testing.T) {
	s, p := open(t), newPress(paper, pageA, pageB)
	src := feed(t, s)
	for n := range 4 {
		p.set(pageB, fmt.Sprint("edited ", n), dies)
		done := make(chan struct{})
		go func() { // a process of its own
			defer close(done)
			r := refresh.New(refresh.Options{Store: s, Fetch: p})
			_, err := r.Refresh(t.Context(), src, corpus.TriggerPerson, "7", nil)
			t.Errorf("it lives: %v", err)
		}()
		<-done
		if a := attempts(t, s)[pageB]; !a.Begun || a.Bad != 1 || !a.Aside.IsZero() {
			t.Errorf("death %d: %+v", n, a)
		}
	}
	p.set(pageB, "edited 3", nil)
	do(t, refresh.New(refresh.Options{Store: s, Fetch: p}), src)
	if got := attempts(t, s); len(got) != 0 || texts(t, s, home)[pageB] != edition("edited 3") {
		t.Errorf("attempts %+v are left", got)
	}
}
