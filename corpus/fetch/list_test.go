package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
)

// story is an article that differs with its number; larger ones are older.
func story(n int) fetchtest.Page {
	return fetchtest.Page{
		Title:     fmt.Sprintf("Story number %d", n),
		Published: time.Date(2025, time.March, 30-n, 8, 0, 0, 0, time.UTC),
		Paragraphs: []string{
			fmt.Sprintf("This is what happened in story number %d, and it took a whole morning to find out about it.", n),
			fmt.Sprintf("“We counted to %d,” said the witness, who had been standing at the corner since dawn and saw it all.", n),
		},
	}
}

// newspaper has stories 1 to n, and a feed and a sitemap of them.
func newspaper(t *testing.T, n int) *fetchtest.Site {
	t.Helper()
	site := fetchtest.New(t)
	var paths []string
	for i := 1; i <= n; i++ {
		path := fmt.Sprintf("/story/%d", i)
		site.SetPage(path, story(i))
		paths = append([]string{path}, paths...) // the oldest first
	}
	site.SetFeed("/feed.xml", "The Courier", paths...)
	site.SetSitemap("/sitemap.xml", paths...)
	return site
}

func titles(items []Item) string {
	var out []string
	for _, i := range items {
		out = append(out, strings.TrimPrefix(i.Article.Title, "Story number "))
	}
	return strings.Join(out, " ")
}

func TestReadLists(t *testing.T) {
	tests := []struct {
		kind corpus.SourceKind
		path string
	}{{corpus.SourceFeed, "/feed.xml"}, {corpus.SourceSitemap, "/sitemap.xml"}}
	for _, tt := range tests {
		t.Run(string(tt.kind), func(t *testing.T) {
			site := newspaper(t, 3)
			f := impatient(t)
			src := source(tt.kind, site.URL+tt.path)
			items, err := read(t, f, src, nil)
			if err != nil || states(items) != "fetched,fetched,fetched" || titles(items) != "1 2 3" {
				t.Fatalf("got %s (%s), %v, want the newest first", states(items), titles(items), err)
			}
			for _, i := range items {
				if err := i.Article.Validate(); err != nil || i.Article.Guild != src.Guild || i.Article.Source != src.ID || i.Article.Origin != corpus.OriginFetched {
					t.Errorf("article %+v: %v", i.Article, err)
				}
			}
			known := remember(nil, items)
			items, err = read(t, f, src, known)
			if err != nil || states(items) != "unchanged,unchanged,unchanged" {
				t.Errorf("again: %s, %v", states(items), err)
			}
			if got := site.LastRequest(tt.path).Header.Get("If-None-Match"); got == "" {
				t.Error("the list was asked for without its ETag")
			}

			edited := story(2)
			edited.Paragraphs[1] = "“We counted to two and stopped,” said the witness, who has since left the corner for good and all."
			site.SetPage("/story/2", edited)
			site.Remove("/story/3")
			items, err = read(t, f, src, known)
			if err != nil || states(items) != "unchanged,fetched,gone" {
				t.Errorf("after an edit and a withdrawal: %s, %v", states(items), err)
			}
			known = remember(known, items)

			site.SetPage("/story/4", story(4))
			site.SetFeed("/feed.xml", "The Courier", "/story/1", "/story/4", "/story/2")
			site.SetSitemap("/sitemap.xml", "/story/1", "/story/4", "/story/2")
			items, err = read(t, f, src, known)
			if err != nil || states(items) != "fetched,unchanged,unchanged" || titles(items[:1]) != "4" {
				t.Errorf("with a new story: %s, %v, want what is new first", states(items), err)
			}
		})
	}
}

func TestFailingPagesDoNotStopTheOthers(t *testing.T) {
	site := newspaper(t, 4)
	site.Serve("/story/1", fetchtest.Status(http.StatusForbidden, 0))
	site.Serve("/story/2", fetchtest.Document("text/html", nil))
	site.Serve("/story/3", fetchtest.Redirect("http://10.0.0.1/"))
	items, err := read(t, impatient(t), source(corpus.SourceFeed, site.URL+"/feed.xml"), nil)
	if err != nil || states(items) != "failed,failed,failed,fetched" {
		t.Fatalf("got %s, %v", states(items), err)
	}
	for i, want := range []error{corpus.ErrRefused, corpus.ErrNoText, corpus.ErrUnsafeAddress} {
		if !errors.Is(items[i].Err, want) || items[i].Resource.URL != fmt.Sprintf("%s/story/%d", site.URL, i+1) {
			t.Errorf("item %d: %s, %v, want %v", i, items[i].Resource.URL, items[i].Err, want)
		}
	}
}

func TestLongFeedIsCut(t *testing.T) {
	site := fetchtest.New(t)
	site.Serve("/feed", fetchtest.LargeFeed(site.URL+"/n", 100_000))
	for i := range 5 {
		site.SetPage(fmt.Sprintf("/n/%d", i), story(i))
	}
	f := impatient(t, func(o *Options) { o.Limits.Articles = 5 })
	items, err := read(t, f, source(corpus.SourceFeed, site.URL+"/feed"), nil)
	if err != nil || states(items) != "cut,fetched,fetched,fetched,fetched,fetched" {
		t.Fatalf("got %s, %v", states(items), err)
	}
	if got, want := items[0].Err.Error(), fmt.Sprintf("%q: it names 100000 articles; the newest 5 are read", site.URL+"/feed"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNotAList(t *testing.T) {
	site := newspaper(t, 1)
	site.SetBytes("/broken.xml", "application/xml", []byte("<rss><channel><item><title>cut off"))
	site.SetBytes("/empty.xml", "application/xml", nil)
	for _, path := range []string{"/story/1", "/broken.xml", "/empty.xml", "/sitemap.xml"} {
		if _, err := read(t, impatient(t), source(corpus.SourceFeed, site.URL+path), nil); !errors.Is(err, corpus.ErrNotFeed) {
			t.Errorf("feed %s: %v, want %v", path, err, corpus.ErrNotFeed)
		}
	}
	for _, path := range []string{"/story/1", "/feed.xml", "/broken.xml", "/empty.xml"} {
		if _, err := read(t, impatient(t), source(corpus.SourceSitemap, site.URL+path), nil); !errors.Is(err, corpus.ErrNotSitemap) {
			t.Errorf("sitemap %s: %v, want %v", path, err, corpus.ErrNotSitemap)
		}
	}
}

func TestFeedFormats(t *testing.T) {
	body := strings.Repeat("A sentence of the feed's own copy that goes on for a while. ", 10)
	tests := []struct{ name, contentType, feed string }{
		{"Atom", "application/atom+xml", `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>Found &amp;amp; lost</title><link rel="alternate" href="/gone-behind-a-wall"/><published>2025-02-03T04:05:06+01:00</published><author><name>Ada Bell</name></author><content type="html">&lt;p&gt;` + body + `&lt;/p&gt;</content></entry></feed>`},
		{"RSS in Latin-1", "text/xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title><item><title>Found &amp;amp; lost</title><link>/gone-behind-a-wall</link><pubDate>Mon, 03 Feb 2025 04:05:06 +0100</pubDate><dc:creator>Ada Bell</dc:creator><content:encoded><![CDATA[<p>" + body + "</p><p>Caf\xe9.</p>]]></content:encoded></item></channel></rss>"},
		{"JSON", "application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"/gone-behind-a-wall","title":"Found & lost","date_published":"2025-02-03T04:05:06+01:00","authors":[{"name":"Ada Bell"}],"content_html":"<p>` + body + `</p>"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := fetchtest.New(t)
			site.SetBytes("/feed", tt.contentType, []byte(tt.feed))
			site.Serve("/gone-behind-a-wall", fetchtest.Status(http.StatusForbidden, 0))
			f := impatient(t)
			if got, err := f.Detect(context.Background(), site.URL+"/feed"); err != nil || got.Kind != corpus.SourceFeed || got.Title != "T" {
				t.Errorf("Detect = %+v, %v", got, err)
			}
			src := source(corpus.SourceFeed, site.URL+"/feed")
			items, err := read(t, f, src, nil)
			if err != nil || states(items) != "fetched" {
				t.Fatalf("got %s, %v, %v", states(items), items[0].Err, err)
			}
			a := items[0].Article
			if a.Title != "Found & lost" || a.Author != "Ada Bell" || a.Published != "2025-02-03T03:05:06Z" || a.URL != site.URL+"/gone-behind-a-wall" || !strings.HasPrefix(a.Text, strings.TrimSpace(body)) {
				t.Errorf("got %+v", a)
			}
			if tt.name == "RSS in Latin-1" && !strings.HasSuffix(a.Text, "\n\nCafé.") {
				t.Errorf("got %q", a.Text)
			}

			known := remember(nil, items)
			if items, err = read(t, f, src, known); err != nil || states(items) != "unchanged" {
				t.Errorf("the same copy again: %s, %v", states(items), err)
			}
			site.SetPage("/gone-behind-a-wall", council)
			items, err = read(t, f, src, known)
			if err != nil || states(items) != "fetched" || items[0].Article.ID != a.ID || items[0].Article.Title != council.Title {
				t.Errorf("the page itself: %+v, %v", items, err)
			}
			known = remember(known, items)
			site.Serve("/gone-behind-a-wall", fetchtest.Status(http.StatusForbidden, 0))
			if items, err = read(t, f, src, known); err != nil || states(items) != "failed" {
				t.Errorf("a page that was had, behind the wall again: %s, %v, want its text to stand", states(items), err)
			}
		})
	}
}

func TestEntriesOfOneArticle(t *testing.T) {
	site := fetchtest.New(t)
	page := council
	page.Canonical = site.URL + "/bridge"
	site.SetPage("/bridge", page)
	site.SetPage("/bridge-amp", page)
	site.SetFeed("/feed", "T", "/bridge", "/bridge-amp", "/bridge")
	src := source(corpus.SourceFeed, site.URL+"/feed")
	f := impatient(t)
	items, err := read(t, f, src, nil)
	if err != nil || states(items) != "fetched,unchanged" || items[1].Resource.Article != corpus.ArticleID(page.Canonical) {
		t.Fatalf("got %+v, %v", items, err)
	}
	if items, err = read(t, f, src, remember(nil, items)); err != nil || states(items) != "unchanged,unchanged" {
		t.Errorf("again: %s, %v", states(items), err)
	}
}

func TestPagesThatTheFeedNoLongerNames(t *testing.T) {
	site := newspaper(t, 4)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f := impatient(t, func(o *Options) {
		o.Now = func() time.Time { return now }
		o.Limits.Rechecks = 2
	})
	src := source(corpus.SourceFeed, site.URL+"/feed.xml")
	items, err := read(t, f, src, nil)
	if err != nil {
		t.Fatal(err)
	}
	known := remember(nil, items)
	site.SetFeed("/feed.xml", "The Courier", "/story/1")
	site.Remove("/story/3")

	now = now.Add(time.Hour)
	if items, err = read(t, f, src, known); err != nil || states(items) != "unchanged" {
		t.Errorf("an hour later: %s, %v, want the one that is named", states(items), err)
	}
	known = remember(known, items)
	now = now.Add(24 * time.Hour)
	for round, want := range []int{3, 2, 1} {
		if items, err = read(t, f, src, known); err != nil || len(items) != want {
			t.Errorf("round %d: %s, %v, want %d", round, states(items), err, want)
		}
		known = remember(known, items)
	}
	if _, ok := known[site.URL+"/story/3"]; ok || len(known) != 3 {
		t.Errorf("known: %v, want story 3 to be gone", known)
	}
}

func TestReadStops(t *testing.T) {
	site := newspaper(t, 8)
	src := source(corpus.SourceFeed, site.URL+"/feed.xml")
	f := impatient(t)

	full := errors.New("the disk is full")
	n := 0
	err := f.Read(context.Background(), src, nil, documents(func(Item) error {
		if n++; n == 2 {
			return full
		}
		return nil
	}), nil)
	if !errors.Is(err, full) || n != 2 {
		t.Errorf("yield fails: %v after %d, want %v after 2", err, n, full)
	}

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n = 0
	err = f.Read(ctx, src, nil, documents(func(Item) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	}), nil)
	if !errors.Is(err, context.Canceled) || n != 3 {
		t.Errorf("ctx ends: %v after %d, want %v after 3", err, n, context.Canceled)
	}

	for i := 2; i <= 8; i++ {
		site.Serve(fmt.Sprintf("/story/%d", i), fetchtest.Status(http.StatusBadGateway, 0))
	}
	items, err := read(t, f, src, nil)
	if !errors.Is(err, corpus.ErrUnreachable) || states(items) != "fetched,failed,failed,failed,failed,failed" {
		t.Errorf("page after page out of reach: %s, %v", states(items), err)
	}

	for _, kind := range []corpus.SourceKind{corpus.SourceText, corpus.SourceAttachment} {
		if _, err := read(t, f, source(kind, "x"), nil); err == nil {
			t.Errorf("a %s was read", kind)
		}
	}
}

func TestNoRoomForNewArticles(t *testing.T) {
	site := newspaper(t, 4)
	src := source(corpus.SourceFeed, site.URL+"/feed.xml")
	f := impatient(t)
	known := map[string]corpus.Resource{}
	for _, path := range []string{"/story/3", "/story/4"} {
		known[site.URL+path] = corpus.Resource{URL: site.URL + path, Article: corpus.ArticleID(site.URL + path)}
	}
	var items []Item
	err := f.Read(context.Background(), src, known, documents(func(i Item) error {
		items = append(items, i)
		if len(items) == 1 {
			return SkipNew
		}
		return nil
	}), nil)
	if err != nil || titles(items) != "1 3 4" || site.Requests("/story/2") > 0 {
		t.Errorf("got %s (%s), %v, want what is known read, and no more of what is not", states(items), titles(items), err)
	}
}

func TestReadTellsHowFarItIs(t *testing.T) {
	site := newspaper(t, 2)
	var got []string
	err := impatient(t).Read(context.Background(), source(corpus.SourceFeed, site.URL+"/feed.xml"), nil, func(Item) error { return nil }, func(p corpus.Progress) {
		got = append(got, fmt.Sprintf("%d/%d %s", p.Done, p.Total, strings.TrimPrefix(p.Doing, site.URL)))
	})
	if want := "0/0 /feed.xml, 0/2 /story/1, 1/2 /story/2, 2/2 /feed.xml"; err != nil || strings.Join(got, ", ") != want {
		t.Errorf("got  %s, %v\nwant %s", strings.Join(got, ", "), err, want)
	}
}

func TestSitemapIndex(t *testing.T) {
	site := newspaper(t, 3)
	site.SetSitemap("/old.xml", "/story/3")
	site.SetSitemap("/new.xml", "/story/1", "/story/2")
	packed := `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>` + site.URL + `/old.xml</loc><lastmod>2025-01-01</lastmod></sitemap>
<sitemap><loc>` + site.URL + `/missing.xml</loc><lastmod>2025-01-02</lastmod></sitemap>
<sitemap><loc>` + site.URL + `/new.xml</loc><lastmod>2025-03-30T10:00:00Z</lastmod></sitemap></sitemapindex>`
	site.SetBytes("/index.xml.gz", "application/gzip", gzipped(t, []byte(packed)))
	site.SetBytes("/bomb.xml.gz", "application/gzip", gzipped(t, []byte("<urlset>"+strings.Repeat(" ", 10<<20))))
	f := impatient(t, func(o *Options) { o.Limits.Body = 1 << 20 })
	if got, err := f.Detect(context.Background(), site.URL+"/index.xml.gz"); err != nil || got.Kind != corpus.SourceSitemap {
		t.Errorf("Detect = %+v, %v", got, err)
	}
	items, err := read(t, f, source(corpus.SourceSitemap, site.URL+"/index.xml.gz"), nil)
	if err != nil || states(items) != "cut,fetched,fetched,fetched" || titles(items[1:]) != "1 2 3" {
		t.Fatalf("got %s (%s), %v", states(items), titles(items), err)
	}
	if !errors.Is(items[0].Err, corpus.ErrGone) {
		t.Errorf("got %v, want that one part is missing", items[0].Err)
	}
	if _, err := read(t, f, source(corpus.SourceSitemap, site.URL+"/bomb.xml.gz"), nil); !errors.Is(err, corpus.ErrTooLarge) {
		t.Errorf("a bomb: %v, want %v", err, corpus.ErrTooLarge)
	}
	few := impatient(t, func(o *Options) { o.Limits.Articles = 2 })
	items, err = read(t, few, source(corpus.SourceSitemap, site.URL+"/index.xml.gz"), nil)
	if err != nil || states(items) != "cut,fetched,fetched" || titles(items[1:]) != "1 2" || site.Requests("/old.xml") != 1 {
		t.Errorf("got %s (%s), %v, want the newest part alone", states(items), titles(items), err)
	}
}

func TestDetect(t *testing.T) {
	site := newspaper(t, 1)
	site.SetBytes("/with-feed", "text/html", []byte(strings.Replace(council.HTML(), "</head>", `<link rel="alternate" type="application/rss+xml" href="feed.xml"></head>`, 1)))
	site.SetBytes("/feed-as-html", "text/html", []byte(`<?xml version="1.0"?><!-- made by hand --><rss version="2.0"><channel><title>A &amp; B</title></channel></rss>`))
	tests := []struct {
		path string
		want Detected
	}{
		{"/story/1#x", Detected{Kind: corpus.SourcePage, Title: "Story number 1", Location: site.URL + "/story/1"}},
		{"/with-feed", Detected{Kind: corpus.SourcePage, Title: council.Title, Location: site.URL + "/with-feed", Feed: site.URL + "/feed.xml"}},
		{"/feed.xml", Detected{Kind: corpus.SourceFeed, Title: "The Courier", Location: site.URL + "/feed.xml"}},
		{"/feed-as-html", Detected{Kind: corpus.SourceFeed, Title: "A & B", Location: site.URL + "/feed-as-html"}},
		{"/sitemap.xml", Detected{Kind: corpus.SourceSitemap, Location: site.URL + "/sitemap.xml"}},
	}
	for _, tt := range tests {
		if got, err := impatient(t).Detect(context.Background(), site.URL+tt.path); err != nil || got != tt.want {
			t.Errorf("%s: got %+v, %v, want %+v", tt.path, got, err, tt.want)
		}
	}
}
