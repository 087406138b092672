package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus"
)

// lines is the items of a reading by state and the end of their address.
func lines(items []Item) string {
	var out []string
	for _, i := range items {
		out = append(out, string(i.State)+" "+i.Resource.URL[strings.LastIndex(i.Resource.URL, "/")+1:])
	}
	return strings.Join(out, ", ")
}

// all reads a source, and returns all that was handed over. What refuses names is
// not to be parsed.
func all(t *testing.T, f *Fetcher, src corpus.Source, known map[string]corpus.Resource, refuses string) ([]Item, error) {
	t.Helper()
	var items []Item
	err := f.Read(context.Background(), src, known, func(i Item) error {
		items = append(items, i)
		if i.State == Begun && refuses != "" && strings.HasSuffix(i.Resource.URL, refuses) {
			return fmt.Errorf("%q: %w", i.Resource.URL, corpus.ErrSetAside)
		}
		return nil
	}, nil)
	return items, err
}

// Every document is handed over before it is parsed, and what came of that after.
func TestAttemptsAreTold(t *testing.T) {
	site := newspaper(t, 2)
	site.SetBytes("/index.xml", "application/xml", []byte(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>`+
		site.URL+`/sitemap.xml</loc></sitemap></sitemapindex>`))
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "notes.txt"), []byte("The bridge is closed."), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		kind     corpus.SourceKind
		location string
		want     string
		refuses  string
		refused  string
		fails    bool // of the whole reading, if that is refused
	}{
		{
			corpus.SourcePage, site.URL + "/story/1", "begun 1, fetched 1",
			"/story/1", "begun 1", true,
		},
		{
			corpus.SourceFeed, site.URL + "/feed.xml", "begun feed.xml, parsed feed.xml, begun 1, fetched 1, begun 2, fetched 2",
			"/story/1", "begun feed.xml, parsed feed.xml, begun 1, failed 1, begun 2, fetched 2", false,
		},
		{
			corpus.SourceFeed, site.URL + "/feed.xml", "begun feed.xml, parsed feed.xml, begun 1, fetched 1, begun 2, fetched 2",
			"/feed.xml", "begun feed.xml", true,
		},
		{
			corpus.SourceSitemap, site.URL + "/index.xml", "begun index.xml, parsed index.xml, begun sitemap.xml, parsed sitemap.xml, begun 1, fetched 1, begun 2, fetched 2",
			"/sitemap.xml", "begun index.xml, parsed index.xml, begun sitemap.xml", true,
		},
		{
			corpus.SourceFile, folder, "begun notes.txt, fetched notes.txt",
			"notes.txt", "begun notes.txt, failed notes.txt", false,
		},
	}
	for _, tt := range tests {
		t.Run(string(tt.kind)+" "+tt.refuses, func(t *testing.T) {
			items, err := all(t, impatient(t), source(tt.kind, tt.location), nil, "")
			if err != nil || lines(items) != tt.want {
				t.Errorf("got %s, %v\nwant %s", lines(items), err, tt.want)
			}
			for _, i := range items {
				if (i.State == Begun) != (i.Digest != "") {
					t.Errorf("%s of %s has the digest %q", i.State, i.Resource.URL, i.Digest)
				}
			}
			items, err = all(t, impatient(t), source(tt.kind, tt.location), nil, tt.refuses)
			if lines(items) != tt.refused || errors.Is(err, corpus.ErrSetAside) != tt.fails || !tt.fails && err != nil {
				t.Errorf("refused: got %s, %v\nwant %s", lines(items), err, tt.refused)
			}
			for _, i := range items {
				if i.State == Failed && !errors.Is(i.Err, corpus.ErrSetAside) {
					t.Errorf("it fails with %v", i.Err)
				}
			}
		})
	}
}

// What is set aside is asked for only if it has changed.
func TestSetAsideUntilItChanges(t *testing.T) {
	site := newspaper(t, 2)
	f := impatient(t)
	for _, tt := range []struct {
		src   corpus.Source
		aside string
	}{
		{source(corpus.SourceFeed, site.URL+"/feed.xml"), "/feed.xml"},
		{source(corpus.SourceFeed, site.URL+"/feed.xml"), "/story/1"},
		{source(corpus.SourcePage, site.URL+"/story/1"), "/story/1"},
	} {
		items, err := all(t, f, tt.src, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]corpus.Resource{}
		for _, i := range items {
			if i.State == Begun && strings.HasSuffix(i.Resource.URL, tt.aside) {
				known[i.Resource.URL] = corpus.Resource{URL: i.Resource.URL, ETag: i.Resource.ETag, LastModified: i.Resource.LastModified, Aside: true}
			}
		}
		f = impatient(t) // without the lists that it remembers
		items, err = all(t, f, tt.src, known, tt.aside)
		req := site.LastRequest(tt.aside)
		if req.Header.Get("If-None-Match") == "" {
			t.Errorf("%s was asked for without its ETag", tt.aside)
		}
		told := 0
		for _, i := range items {
			if i.State == Begun && i.Digest == "" && strings.HasSuffix(i.Resource.URL, tt.aside) {
				told++
			}
		}
		if told != 1 || err == nil && !strings.Contains(lines(items), "failed") {
			t.Errorf("%s: %s, %v", tt.aside, lines(items), err)
		}
	}
}
