package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/corpus"
)

// script is a network in which each address has its answers in turn, the last
// of them for good. It notes when what was asked for.
type script struct {
	mu      sync.Mutex
	answers map[string][]answer
	took    time.Duration // by each answer
	began   time.Time
	log     []string
}

type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	key := r.URL.Host + r.URL.Path
	s.log = append(s.log, fmt.Sprintf("%.4gs %s", time.Since(s.began).Seconds(), key))
	all := s.answers[key]
	a := answer{status: http.StatusNotFound}
	if len(all) > 0 {
		a = all[0]
	}
	if len(all) > 1 {
		s.answers[key] = all[1:]
	}
	s.mu.Unlock()
	select {
	case <-time.After(s.took):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if a.err != nil {
		return nil, a.err
	}
	if a.header == nil {
		a.header = http.Header{}
	}
	return &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: -1, Request: r}, nil
}

// scripted is a Fetcher with the manners that it has by default, in s.
func scripted(t *testing.T, s *script) *Fetcher {
	t.Helper()
	f, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.began = time.Now()
	f.transport = s
	return f
}

func page200() answer { return answer{status: 200, body: council.HTML()} }

func TestOneRequestASecondToAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{took: 200 * time.Millisecond, answers: map[string][]answer{
			"a.example/1": {page200()}, "a.example/2": {page200()}, "b.example/1": {page200()},
			"b.example/robots.txt": {{status: 200, body: "User-agent: *\nCrawl-delay: 10\n"}}, "b.example/2": {page200()},
		}}
		f := scripted(t, s)
		var done sync.WaitGroup
		defer done.Wait()
		for _, host := range []string{"a.example", "b.example"} {
			done.Go(func() {
				for _, path := range []string{"/1", "/2"} {
					if _, err := read(t, f, source(corpus.SourcePage, "https://"+host+path), nil); err != nil {
						t.Error(err)
					}
				}
			})
			synctest.Wait()
		}
		done.Wait()
		want := "0s a.example/robots.txt, 0s b.example/robots.txt, 1.2s a.example/1, 1.2s b.example/1, 2.4s a.example/2, 11.4s b.example/2"
		got := strings.Join(s.log, ", ")
		if got != want && got != strings.Replace(want, "1.2s a.example/1, 1.2s b.example/1", "1.2s b.example/1, 1.2s a.example/1", 1) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestRequestsToOneHostDoNotOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{took: 5 * time.Second, answers: map[string][]answer{"a.example/1": {page200()}, "a.example/2": {page200()}, "a.example/3": {page200()}}}
		f := scripted(t, s)
		f.robots.put("https://a.example", time.Now(), rules{until: time.Now().Add(time.Hour)})
		var done sync.WaitGroup
		defer done.Wait()
		for _, path := range []string{"/1", "/2", "/3"} {
			done.Go(func() {
				if _, err := read(t, f, source(corpus.SourcePage, "https://a.example"+path), nil); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		for i, want := range []string{"0s ", "6s ", "12s "} {
			if !strings.HasPrefix(s.log[i], want) {
				t.Errorf("request %d: %s, want it at %s", i, s.log[i], want)
			}
		}
	})
}

func TestRetries(t *testing.T) {
	refused := errors.New("connection refused")
	after := func(v string) http.Header { return http.Header{"Retry-After": {v}} }
	tests := []struct {
		name     string
		answers  []answer
		requests int
		min, max time.Duration // of the whole
		want     error
	}{
		{"at once", []answer{page200()}, 1, 0, 0, nil},
		{"the network fails twice", []answer{{err: refused}, {err: refused}, page200()}, 3, 3 * time.Second, 9 * time.Second, nil},
		{"the network fails for good", []answer{{err: refused}}, 4, 7 * time.Second, 21 * time.Second, corpus.ErrUnreachable},
		{"overloaded once", []answer{{status: 503}, page200()}, 2, time.Second, 3 * time.Second, nil},
		{"Retry-After in seconds", []answer{{status: 429, header: after("20")}, page200()}, 2, 20 * time.Second, 20 * time.Second, nil},
		{"Retry-After as a date", []answer{{status: 503, header: after("Sat, 01 Jan 2000 00:00:30 GMT")}, page200()}, 2, 28 * time.Second, 30 * time.Second, nil},
		{"Retry-After past patience", []answer{{status: 429, header: after("3600")}, page200()}, 1, 0, 0, corpus.ErrUnreachable},
		{"Retry-After that is none", []answer{{status: 429, header: after("soon")}, page200()}, 2, time.Second, 3 * time.Second, nil},
		{"a wrong request is not repeated", []answer{{status: 400}, page200()}, 1, 0, 0, corpus.ErrRefused},
		{"nor a page that is not there", []answer{{status: 410}, page200()}, 1, 0, 0, corpus.ErrGone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: map[string][]answer{"a.example/p": tt.answers}}
				f := scripted(t, s)
				f.robots.put("https://a.example", time.Now(), rules{until: time.Now().Add(24 * time.Hour)})
				_, err := read(t, f, source(corpus.SourcePage, "https://a.example/p"), nil)
				if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				if took := time.Since(s.began); len(s.log) != tt.requests || took < tt.min || took > tt.max {
					t.Errorf("%d requests in %s (%v), want %d in %s to %s", len(s.log), took, s.log, tt.requests, tt.min, tt.max)
				}
				at, ok := RetryAt(err)
				if ok != (tt.name == "Retry-After past patience") || ok && !at.Equal(s.began.Add(time.Hour)) {
					t.Errorf("RetryAt = %v, %v", at, ok)
				}
			})
		})
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: map[string][]answer{"a.example/p": {{status: 503}}}}
		f := scripted(t, s)
		ctx, cancel := context.WithTimeout(context.Background(), 2500*time.Millisecond)
		defer cancel()
		err := f.Read(ctx, source(corpus.SourcePage, "https://a.example/p"), nil, func(Item) error { return nil }, nil)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(s.began) != 2500*time.Millisecond {
			t.Errorf("got %v after %s", err, time.Since(s.began))
		}
	})
}

func TestRobots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: map[string][]answer{
			"a.example/robots.txt":     {{status: 200, body: "User-agent: *\nDisallow: /private\n"}},
			"a.example/public":         {page200()},
			"a.example/private/page":   {page200()},
			"a.example/away":           {{status: 302, header: http.Header{"Location": {"https://b.example/page"}}}},
			"b.example/robots.txt":     {{status: 200, body: "User-agent: verbatim\nDisallow: /\n"}},
			"b.example/page":           {page200()},
			"c.example/robots.txt":     {{status: 500}},
			"c.example/page":           {page200()},
			"d.example/robots.txt":     {{status: 403}},
			"d.example/page":           {page200()},
			"e.example/robots.txt":     {{status: 301, header: http.Header{"Location": {"https://www.e.example/robots.txt"}}}},
			"e.example/page":           {page200()},
			"www.e.example/robots.txt": {{status: 200, body: "User-agent: *\nDisallow: /\n"}},
			"f.example/robots.txt":     {{status: 302, header: http.Header{"Location": {"/robots.txt"}}}},
			"f.example/page":           {page200()},
			"g.example/robots.txt":     {{status: 302, header: http.Header{"Location": {"http://127.0.0.1/robots.txt"}}}},
			"g.example/page":           {page200()},
		}}
		tests := []struct {
			name, location string
			want           error
		}{
			{"allowed", "https://a.example/public", nil},
			{"disallowed", "https://a.example/private/page", corpus.ErrRobots},
			{"a redirect to where we may not", "https://a.example/away", corpus.ErrRobots},
			{"robots.txt out of order", "https://c.example/page", corpus.ErrUnreachable},
			{"robots.txt forbidden is none", "https://d.example/page", nil},
			{"robots.txt elsewhere", "https://e.example/page", corpus.ErrRobots},
			{"robots.txt in a circle is none", "https://f.example/page", nil},
			{"robots.txt inside", "https://g.example/page", corpus.ErrUnsafeAddress},
		}
		f := scripted(t, s)
		for _, tt := range tests {
			if _, err := read(t, f, source(corpus.SourcePage, tt.location), nil); !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
			}
		}
		if got := strings.Count(strings.Join(s.log, "\n"), "a.example/robots.txt"); got != 1 {
			t.Errorf("a robots.txt was read %d times, want once", got)
		}
		time.Sleep(robotsAge)
		if _, err := read(t, f, source(corpus.SourcePage, "https://a.example/public"), nil); err != nil {
			t.Error(err)
		}
		if got := strings.Count(strings.Join(s.log, "\n"), " a.example/robots.txt"); got != 2 {
			t.Errorf("a robots.txt was read %d times in half a day, want twice", got)
		}
		for _, at := range s.log {
			if strings.HasSuffix(at, "/private/page") || strings.HasSuffix(at, "b.example/page") {
				t.Errorf("asked: %s", at)
			}
		}
	})
}
