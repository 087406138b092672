package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
)

// What a site can do wrong, as one who adds or refreshes a page reads it.
func TestFaultyPages(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   error
		says   string
	}{
		{"no such page", nil, corpus.ErrGone, "404 Not Found"},
		{"a gzip bomb", fetchtest.Bomb(64 << 20), corpus.ErrTooLarge, "unpacks to more than 8 MiB"},
		{"an endless answer", fetchtest.Endless(), corpus.ErrTooLarge, "goes on past 4 MiB"},
		{"a slow loris", fetchtest.SlowLoris(), corpus.ErrUnreachable, "not complete after 250ms"},
		{"a truncated body", fetchtest.Truncated(), corpus.ErrUnreachable, "ended early"},
		{"a redirect to itself", fetchtest.Redirect("/page"), corpus.ErrRefused, "redirects more than 10 times"},
		{"a redirect to a file", fetchtest.Redirect("file:///etc/passwd"), corpus.ErrLocation, "has to begin with https://"},
		{"a redirect to a metadata service", fetchtest.Redirect("http://169.254.169.254/latest/meta-data/"), corpus.ErrUnsafeAddress, "169.254.169.254 is a private, local or reserved address"},
		{"a redirect to credentials", fetchtest.Redirect("http://user:secret@example.org/"), corpus.ErrLocation, "user name or password"},
		{"a redirect to mail", fetchtest.Redirect("http://example.org:25/"), corpus.ErrUnsafeAddress, "port 25"},
		{"a redirect to nowhere", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) }, corpus.ErrRefused, "without saying where"},
		{"an empty page", fetchtest.Document("text/html", nil), corpus.ErrNoText, "paste the text"},
		{"a page without text", fetchtest.Document("text/html", []byte("<!doctype html><div id=app></div><script>start()</script>")), corpus.ErrNoText, "paste the text"},
		{"a picture", fetchtest.Document("image/png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")), corpus.ErrNotText, "image/png"},
		{"a picture that says it is a page", fetchtest.Document("text/html", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")), corpus.ErrNotText, "image/png"},
		{"a PDF", fetchtest.Document("application/pdf", []byte("%PDF-1.7\n1 0 obj")), corpus.ErrNotText, "application/pdf"},
		{"JSON", fetchtest.Document("application/json", []byte(`{"title":"not an article"}`)), corpus.ErrNotText, "application/json"},
		{"a feed", fetchtest.LargeFeed("http://127.0.0.1", 1), corpus.ErrNotText, "add it as a feed"},
		{"a login", fetchtest.Status(http.StatusUnauthorized, 0), corpus.ErrRefused, "401 Unauthorized"},
		{"an overloaded server", fetchtest.Status(http.StatusServiceUnavailable, 0), corpus.ErrUnreachable, "503 Service Unavailable"},
		{"a server that asks for an hour", fetchtest.Status(http.StatusTooManyRequests, time.Hour), corpus.ErrUnreachable, "not to be asked again for 1h0m0s"},
		{"a packing that is none", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "not packed at all")
		}, corpus.ErrUnreachable, "says that it is packed as gzip"},
		{"a packing that nobody asked for", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "compress")
			fmt.Fprint(w, "?")
		}, corpus.ErrNotText, `"compress"`},
		{"a huge header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Large", strings.Repeat("x", 2*maxHeader))
		}, corpus.ErrUnreachable, "header of its answer"},
		{"a page of too many elements", fetchtest.Document("text/html", bytes.Repeat([]byte("<p>a"), 200_001)), corpus.ErrTooLarge, "elements"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			site := fetchtest.New(t)
			if tt.answer != nil {
				site.Serve("/page", tt.answer)
			}
			f := impatient(t, func(o *Options) {
				o.Limits = Limits{Wire: 4 << 20, Body: 8 << 20}
				if tt.name == "a slow loris" {
					o.Limits.Request = 250 * time.Millisecond
				}
			})
			items, err := read(t, f, source(corpus.SourcePage, site.URL+"/page"), nil)
			if !errors.Is(err, tt.want) || len(items) > 0 {
				t.Fatalf("Read = %v, %v, want %v", items, err, tt.want)
			}
			if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), site.URL+"/page") {
				t.Errorf("got  %q\nwant the address, and %q", err, tt.says)
			}
			if _, err := f.Detect(context.Background(), site.URL+"/page"); tt.name != "a feed" && !errors.Is(err, tt.want) {
				t.Errorf("Detect: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestRedirectLoopOverTwoPages(t *testing.T) {
	site := fetchtest.New(t)
	site.Serve("/a", fetchtest.Redirect("/b"))
	site.Serve("/b", fetchtest.Redirect("/a"))
	_, err := read(t, impatient(t), source(corpus.SourcePage, site.URL+"/a"), nil)
	if !errors.Is(err, corpus.ErrRefused) {
		t.Fatalf("got %v, want %v", err, corpus.ErrRefused)
	}
	if n := site.Requests("/a") + site.Requests("/b"); n != 11 {
		t.Errorf("%d requests, want the first and 10 redirects", n)
	}
}

func TestSiteThatIsAway(t *testing.T) {
	site := fetchtest.New(t)
	site.SetPage("/page", council)
	f := impatient(t)
	src := source(corpus.SourcePage, site.URL+"/page")
	items, err := read(t, f, src, nil)
	if err != nil {
		t.Fatal(err)
	}
	site.Close()
	if again, err := read(t, f, src, remember(nil, items)); !errors.Is(err, corpus.ErrUnreachable) || len(again) > 0 {
		t.Errorf("got %v, %v, want %v", again, err, corpus.ErrUnreachable)
	}
}

// A text as long as an article may be is taken, and a longer one is refused with
// how long that is.
func TestLongParagraphs(t *testing.T) {
	const sentence = "The word went on and on without an end. "
	site := fetchtest.New(t)
	for path, bytes := range map[string]int{"/long": corpus.MaxPageText - 1<<10, "/longer": corpus.MaxPageText + 1<<10} {
		page := council
		page.Paragraphs = []string{strings.Repeat(sentence, bytes/len(sentence))}
		site.SetPage(path, page)
	}
	items, err := read(t, impatient(t), source(corpus.SourcePage, site.URL+"/long"), nil)
	if err != nil || len(items) != 1 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	if got := len(items[0].Article.Text); got < corpus.MaxPageText-2<<10 {
		t.Errorf("a text of %d bytes, want all of it", got)
	}
	_, err = read(t, impatient(t), source(corpus.SourcePage, site.URL+"/longer"), nil)
	if !errors.Is(err, corpus.ErrTooLarge) || !strings.Contains(err.Error(), "more than 512 KiB") {
		t.Errorf("got %v, want that it has more than 512 KiB", err)
	}
}

func TestPackedPages(t *testing.T) {
	page := []byte(council.HTML())
	pack := func(encoding string, w func(*bytes.Buffer)) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			var b bytes.Buffer
			w(&b)
			rw.Header().Set("Content-Type", "text/html")
			rw.Header().Set("Content-Encoding", encoding)
			_, _ = rw.Write(b.Bytes())
		}
	}
	site := fetchtest.New(t)
	site.Serve("/br", pack("br", func(b *bytes.Buffer) {
		w := brotli.NewWriter(b)
		_, _ = w.Write(page)
		_ = w.Close()
	}))
	site.Serve("/gzip", pack("GZip", func(b *bytes.Buffer) { b.Write(gzipped(t, page)) }))
	site.Serve("/zlib", pack("deflate", func(b *bytes.Buffer) { b.Write(zlibbed(t, page)) }))
	site.Serve("/deflate", pack("deflate", func(b *bytes.Buffer) { b.Write(deflated(t, page)) }))
	site.Serve("/identity", pack("identity", func(b *bytes.Buffer) { b.Write(page) }))
	for _, path := range []string{"/br", "/gzip", "/zlib", "/deflate", "/identity"} {
		t.Run(path[1:], func(t *testing.T) {
			items, err := read(t, impatient(t), source(corpus.SourcePage, site.URL+path), nil)
			if err != nil || items[0].Article.Text != strings.Join(council.Paragraphs, "\n\n") {
				t.Errorf("got %+v, %v", items, err)
			}
			if got := site.LastRequest(path).Header.Get("Accept-Encoding"); got != "gzip, br" {
				t.Errorf("Accept-Encoding = %q", got)
			}
		})
	}
}

func TestBrotliBomb(t *testing.T) {
	var b bytes.Buffer
	w := brotli.NewWriter(&b)
	for range 64 {
		if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	site := fetchtest.New(t)
	site.Serve("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		_, _ = w.Write(b.Bytes())
	})
	f := impatient(t, func(o *Options) { o.Limits.Body = 8 << 20 })
	if _, err := read(t, f, source(corpus.SourcePage, site.URL+"/bomb"), nil); !errors.Is(err, corpus.ErrTooLarge) {
		t.Errorf("got %v, want %v (%d bytes packed)", err, corpus.ErrTooLarge, b.Len())
	}
}

func TestUserAgent(t *testing.T) {
	site := fetchtest.New(t)
	site.SetPage("/page", council)
	f := impatient(t, func(o *Options) { o.Version, o.Contact = "1.2.3", "https://bot.example/about" })
	if _, err := read(t, f, source(corpus.SourcePage, site.URL+"/page"), nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/page", "/robots.txt"} {
		if got, want := site.LastRequest(path).UserAgent(), "Verbatim/1.2.3 (+https://bot.example/about)"; got != want {
			t.Errorf("%s: user agent %q, want %q", path, got, want)
		}
	}
	if _, err := New(Options{Contact: "x\r\nCookie: y"}); err == nil {
		t.Error("a contact with a line break was accepted")
	}
}

func TestPagesOfAWrongType(t *testing.T) {
	site := fetchtest.New(t)
	for _, contentType := range []string{"text/plain", "application/octet-stream", "application/xml", "nonsense", "image/jpeg"} {
		site.SetBytes("/page", contentType, []byte(council.HTML()))
		items, err := read(t, impatient(t), source(corpus.SourcePage, site.URL+"/page"), nil)
		if err != nil || items[0].Article.Text != strings.Join(council.Paragraphs, "\n\n") {
			t.Errorf("%s: %+v, %v", contentType, items, err)
		}
	}
}

func TestCertificateThatDoesNotHold(t *testing.T) {
	server := httptest.NewUnstartedServer(fetchtest.Document("text/html", []byte(council.HTML())))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	_, err := read(t, impatient(t), source(corpus.SourcePage, server.URL+"/page"), nil)
	if !errors.Is(err, corpus.ErrUnreachable) || !strings.Contains(err.Error(), "its certificate does not hold") {
		t.Errorf("got %v", err)
	}
}
