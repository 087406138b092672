package parse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"verbatim/corpus"
)

// What a document's error says, and what callers decide by, comes through Do.
func TestErrorsComeThrough(t *testing.T) {
	for i, sentinel := range sentinels() {
		err := asDocumentError(fmt.Errorf("%w: do something else", sentinel))
		b, encodeErr := marshal(reply[Page]{Err: err})
		if encodeErr != nil {
			t.Fatal(encodeErr)
		}
		c := NewClient(func(context.Context, string, ...[]byte) ([]byte, error) { return b, nil })
		_, got := c.Page(t.Context(), PageRequest{})
		for j, other := range sentinels() {
			if errors.Is(got, other) != (i == j) {
				t.Errorf("errors.Is(%q, %q) = %v", got, other, !errors.Is(got, other))
			}
		}
		if want := sentinel.Error() + ": do something else"; got.Error() != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func doc(body string) Document { return Document{Body: []byte(body)} }

func TestClient(t *testing.T) {
	c := NewClient(Here)
	html := council.HTML()
	page, err := c.Page(t.Context(), PageRequest{Document: doc(html), ContentType: "text/html", URL: "https://news.example/a"})
	if err != nil || page.Title != council.Title || page.Text != strings.Join(council.Paragraphs, "\n\n") {
		t.Errorf("Page = %+v, %v", page, err)
	}
	is, err := c.Detect(t.Context(), PageRequest{Document: doc(html)})
	if want := (Detected{Kind: corpus.SourcePage, Title: council.Title}); err != nil || is != want {
		t.Errorf("Detect = %+v, %v, want %+v", is, err, want)
	}
	feed, err := c.Feed(t.Context(), ListRequest{Document: doc(`<rss version="2.0"><channel><title>T</title><item><link>/x</link><pubDate>Mon, 03 Feb 2025 04:05:06 +0100</pubDate></item></channel></rss>`)})
	if err != nil || feed.Title != "T" || len(feed.Entries) != 1 || feed.Entries[0].Link != "/x" || feed.Entries[0].At.IsZero() {
		t.Errorf("Feed = %+v, %v", feed, err)
	}
	sitemap, err := c.Sitemap(t.Context(), ListRequest{Document: doc(`<urlset><url><loc>/a</loc></url></urlset>`)})
	if err != nil || len(sitemap.Pages) != 1 || sitemap.Pages[0].Link != "/a" {
		t.Errorf("Sitemap = %+v, %v", sitemap, err)
	}
	rules, err := c.Robots(t.Context(), RobotsRequest{Document: doc("User-agent: x\nDisallow: /a"), Product: "X"})
	if err != nil || allows(t, rules, "/a") || !allows(t, rules, "/b") {
		t.Errorf("Robots = %+v, %v", rules, err)
	}
	file, err := c.File(t.Context(), FileRequest{Document: doc("# A\n\nb"), Name: "x.md"})
	if err != nil || file.Title != "A" || file.Text != "A\n\nb" {
		t.Errorf("File = %+v, %v", file, err)
	}
	content, err := c.Content(t.Context(), ContentRequest{Document: doc("<p>a b")})
	if err != nil || content.Text != "a b" {
		t.Errorf("Content = %+v, %v", content, err)
	}
	if _, err := c.Content(t.Context(), ContentRequest{Document: doc("<p>a b"), MinWords: 3}); !errors.Is(err, corpus.ErrNoText) {
		t.Errorf("a teaser: %v, want %v", err, corpus.ErrNoText)
	}
}

// A document that is kept in pieces is read as one, and is not copied on its way.
func TestPieces(t *testing.T) {
	html := []byte(council.HTML())
	var sent [][]byte
	c := NewClient(func(ctx context.Context, job string, payload ...[]byte) ([]byte, error) {
		sent = payload
		return Here(ctx, job, payload...)
	})
	d := Document{Body: html[:10], More: [][]byte{html[10:10], html[10:500], html[500:]}}
	page, err := c.Page(t.Context(), PageRequest{Document: d, ContentType: "text/html"})
	if err != nil || page.Text != strings.Join(council.Paragraphs, "\n\n") {
		t.Errorf("Page = %+v, %v", page, err)
	}
	if last := sent[len(sent)-1]; &last[0] != &html[500] {
		t.Error("the document was copied")
	}
}

// A document that is refused sends nothing back but why.
func TestRefusalsAreSmall(t *testing.T) {
	long := strings.Repeat("A word or two. ", (corpus.MaxText+1<<20)/15)
	for name, act := range map[string]func(Client) error{
		"page": func(c Client) error {
			_, err := c.Page(t.Context(), PageRequest{Document: doc(long), ContentType: "text/plain"})
			return err
		},
		"file": func(c Client) error {
			_, err := c.File(t.Context(), FileRequest{Document: doc(long), Name: "a.txt"})
			return err
		},
		"copy": func(c Client) error {
			_, err := c.Content(t.Context(), ContentRequest{Document: doc(long)})
			return err
		},
	} {
		size := 0
		c := NewClient(func(ctx context.Context, job string, payload ...[]byte) ([]byte, error) {
			out, err := Here(ctx, job, payload...)
			size = len(out)
			return out, err
		})
		if err := act(c); !errors.Is(err, corpus.ErrTooLarge) || size > 1000 {
			t.Errorf("%s: %d bytes come back, %v", name, size, err)
		}
	}
}

func TestDoRefuses(t *testing.T) {
	if out, err := Do(t.Context(), "dance", nil); err == nil {
		t.Errorf("an unknown job: %q", out)
	}
	if out, err := Do(t.Context(), jobPage, []byte("no request")); err == nil {
		t.Errorf("no request: %q", out)
	}
	c := NewClient(func(context.Context, string, ...[]byte) ([]byte, error) { return []byte("no reply"), nil })
	if page, err := c.Page(t.Context(), PageRequest{}); err == nil {
		t.Errorf("no reply: %+v", page)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if page, err := NewClient(Here).Page(ctx, PageRequest{Document: doc(council.HTML())}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %+v, %v", page, err)
	}
}

func FuzzDo(f *testing.F) {
	request, err := encodeRequest(PageRequest{Document: doc("<p>a")})
	if err != nil {
		f.Fatal(err)
	}
	for _, job := range []string{jobPage, jobDetect, jobFeed, jobSitemap, jobRobots, jobFile, jobContent, "dance"} {
		f.Add(job, bytes.Join(request, nil))
	}
	f.Fuzz(func(t *testing.T, job string, payload []byte) {
		out, err := Do(t.Context(), job, payload)
		if err == nil && len(out) == 0 {
			t.Error("neither a reply nor an error")
		}
	})
}
