package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"

	"golang.org/x/sync/semaphore"
)

// heap is a network of pages of any size, and a parser that takes its time. It
// notes how many bytes of pages are being parsed at once.
type heap struct {
	mu       sync.Mutex
	sizes    map[string]int // by host
	now      int            // bytes being parsed
	most     int
	requests int
}

func (h *heap) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.URL.Path == "/robots.txt" {
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	}
	h.requests++
	page := append([]byte(council.HTML()), bytes.Repeat([]byte(" "), h.sizes[r.URL.Host])...)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(page)), ContentLength: -1, Request: r}, nil
}

func (h *heap) size(host string, n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sizes[host] = n
}

// Do parses, and counts the bytes of documents that are there at once.
func (h *heap) Do(ctx context.Context, job string, payload ...[]byte) ([]byte, error) {
	size := 0
	for _, part := range payload {
		size += len(part)
	}
	h.count(size)
	defer h.count(-size)
	time.Sleep(5 * time.Second)
	return parse.Here(ctx, job, payload...)
}

func (h *heap) count(by int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now += by
	h.most = max(h.most, h.now)
}

// However many readings there are at once, few large documents are in memory.
func TestLargeDocumentsAreFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &heap{sizes: map[string]int{}}
		f := impatient(t, func(o *Options) { o.Parser = h })
		f.transport = h
		var all sync.WaitGroup
		defer all.Wait()
		began := time.Now()
		for i := range 20 {
			host := fmt.Sprintf("h%d.example", i)
			h.size(host, (i%2)*7<<20)
			all.Go(func() {
				if items, err := read(t, f, source(corpus.SourcePage, "https://"+host+"/page"), nil); err != nil || states(items) != "fetched" {
					t.Errorf("%s: %s, %v", host, states(items), err)
				}
				if host == "h0.example" && time.Since(began) > 11*time.Second {
					t.Errorf("a small document waited for large ones: %s", time.Since(began))
				}
			})
		}
		all.Wait()
		if h.most > largeBodies+20*smallBody || h.most < 14<<20 {
			t.Errorf("%d bytes of documents were in memory at once, want at least two large ones and at most %d bytes", h.most, largeBodies+20*smallBody)
		}
		if h.requests > 2*20 {
			t.Errorf("%d requests for 20 documents", h.requests)
		}
		if !f.buffers.free.TryAcquire(f.buffers.size) {
			t.Error("a room was not given back")
		}
	})
}

// Memory is taken for what comes, not for what is announced, and an answer that
// breaks off is told from one that ends.
func TestAnswersAreReadAsTheyCome(t *testing.T) {
	long := strings.Repeat("abc", 1<<20)
	tests := []struct {
		name  string
		from  io.Reader
		limit int64
		want  string
		err   error
	}{
		{"nothing", strings.NewReader(""), 10, "", nil},
		{"a word", strings.NewReader("word"), 10, "word", nil},
		{"as much as may be", strings.NewReader("word"), 4, "word", nil},
		{"more", strings.NewReader("words"), 4, "word", nil},
		{"much", strings.NewReader(long), 4 << 20, long, nil},
		{"much, a little at a time", iotest.HalfReader(strings.NewReader(long)), 4 << 20, long, nil},
		{"the end with the last bytes", iotest.DataErrReader(strings.NewReader(long)), 4 << 20, long, nil},
		{"broken off", io.MultiReader(strings.NewReader(long), iotest.ErrReader(io.ErrUnexpectedEOF)), 4 << 20, "", io.ErrUnexpectedEOF},
		{"out of time", iotest.TimeoutReader(iotest.HalfReader(strings.NewReader(long))), 4 << 20, "", iotest.ErrTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newBufferPool(0)
			place := &space{pool: m}
			body, size, err := place.read(tt.from, tt.limit)
			if got := string(bytes.Join(body, nil)); got != tt.want || err == nil && size != int64(len(tt.want)) || !errors.Is(err, tt.err) {
				t.Errorf("%d bytes, %v, want %d, %v", len(got), err, len(tt.want), tt.err)
			}
			if want := max(int64(len(tt.want))-smallBody, 0); err == nil && place.held != want {
				t.Errorf("it takes %d bytes of room, want %d", place.held, want)
			}
			if place.free(); !m.free.TryAcquire(m.size) {
				t.Error("the room was not given back")
			}
		})
	}
	m := newBufferPool(0)
	slow := &space{pool: m} // others have all there is
	if !m.free.TryAcquire(m.size) {
		t.Fatal("there is no room from the beginning")
	}
	if _, _, err := slow.read(strings.NewReader(long), 4<<20); !errors.Is(err, errNoSpace) {
		t.Errorf("a large document where there is no room: %v", err)
	}
	if body, _, err := slow.read(strings.NewReader(long[:smallBody]), smallBody); err != nil || len(bytes.Join(body, nil)) != smallBody {
		t.Errorf("a small document where there is no room: %v", err)
	}
}

// A document that finds no room before its turn is over has not been asked for.
func TestNoRoomInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &heap{sizes: map[string]int{"a.example": 2 << 20}}
		f := impatient(t, func(o *Options) { o.Parser = h })
		f.transport = h
		if !f.buffers.free.TryAcquire(f.buffers.size) {
			t.Fatal("there is no room from the beginning")
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		err := f.Read(ctx, source(corpus.SourcePage, "https://a.example/page"), nil, func(Item) error { return nil }, nil)
		if !errors.Is(err, ErrNotAsked) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want %v", err, ErrNotAsked)
		}
		if f.buffers.free.TryAcquire(1) {
			t.Error("the room of others was given back")
		}
	})
}

// Guilds take turns at a host.
func TestGuildsTakeTurnsAtAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{took: 10 * time.Second, answers: map[string][]answer{}}
		f := scripted(t, s)
		f.robots.put("https://a.example", time.Now(), rules{until: time.Now().Add(time.Hour)})
		var all sync.WaitGroup
		defer all.Wait()
		ask := func(guild corpus.GuildID, path string) {
			s.mu.Lock()
			s.answers["a.example/"+path] = []answer{page200()}
			s.mu.Unlock()
			all.Go(func() {
				src := source(corpus.SourcePage, "https://a.example/"+path)
				src.Guild = guild
				if _, err := read(t, f, src, nil); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		for i := range 6 {
			ask("1", fmt.Sprint("many", i))
		}
		ask("2", "few0")
		ask("2", "few1")
		ask("3", "one")
		all.Wait()
		var got []string
		for _, line := range s.log {
			_, path, _ := strings.Cut(line, "a.example/")
			got = append(got, path)
		}
		const want = "many0 few0 one many1 few1 many2 many3 many4 many5"
		if strings.Join(got, " ") != want {
			t.Errorf("asked in the order\n%s, want\n%s", strings.Join(got, " "), want)
		}
	})
}

// A sitemap index does not keep the room that its parts need.
func TestPartsHaveTheRoomOfTheirIndex(t *testing.T) {
	site := newspaper(t, 2)
	padding := bytes.Repeat([]byte(" "), smallBody+1)
	site.SetBytes("/index.xml", "application/xml", append([]byte(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>`+
		site.URL+`/part.xml</loc></sitemap></sitemapindex>`), padding...))
	site.SetBytes("/part.xml", "application/xml", append([]byte(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>`+
		site.URL+`/story/1</loc></url></urlset>`), padding...))
	f := impatient(t)
	f.buffers = &bufferPool{size: pieceSize, free: semaphore.NewWeighted(pieceSize)} // for one of the two
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var items []Item
	err := f.Read(ctx, source(corpus.SourceSitemap, site.URL+"/index.xml"), nil, documents(func(i Item) error {
		items = append(items, i)
		return nil
	}), nil)
	if err != nil || states(items) != "fetched" {
		t.Errorf("got %s, %v, want the story that the part names", states(items), err)
	}
	if !f.buffers.free.TryAcquire(pieceSize) {
		t.Error("the room was not given back")
	}
}
