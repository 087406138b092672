package fetch

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/corpus/parse"
)

// recorder is a Parser that runs all jobs but one.
type recorder struct {
	jobs   []string
	failed string // the job that costs too much
}

func (r *recorder) Do(ctx context.Context, job string, payload ...[]byte) ([]byte, error) {
	r.jobs = append(r.jobs, job)
	if job == r.failed {
		return nil, fmt.Errorf("%w: it needs more than 512 MB to read", corpus.ErrTooCostly)
	}
	return parse.Here(ctx, job, payload...)
}

// All that strangers wrote goes through the Parser, and what becomes of it there
// is told with the document's address.
func TestParserReadsStrangersBytes(t *testing.T) {
	site := newspaper(t, 1)
	site.SetBytes("/robots.txt", "text/plain", []byte("User-agent: *\nDisallow: /private\n"))
	site.SetBytes("/a/note.txt", "text/plain", []byte("A note of a few words."))
	site.SetBytes("/copy.xml", "application/rss+xml", []byte(`<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item><link>/none</link><c:encoded>`+strings.Repeat("word ", 60)+`</c:encoded></item></channel></rss>`))
	site.Serve("/none", fetchtest.Status(403, 0))
	dir := t.TempDir()
	write(t, dir, "a.txt", "A file of a few words.")
	reads := func(kind corpus.SourceKind, location string) func(*Fetcher) error {
		return func(f *Fetcher) error {
			items, err := read(t, f, source(kind, location), nil)
			for _, item := range items {
				err = errors.Join(err, item.Err)
			}
			return err
		}
	}
	tests := []struct {
		name, job, where string
		act              func(*Fetcher) error
	}{
		{"a page", "page", site.URL + "/story/1", reads(corpus.SourcePage, site.URL+"/story/1")},
		{"a feed", "feed", site.URL + "/feed.xml", reads(corpus.SourceFeed, site.URL+"/feed.xml")},
		{"a sitemap", "sitemap", site.URL + "/sitemap.xml", reads(corpus.SourceSitemap, site.URL+"/sitemap.xml")},
		{"robots.txt", "robots", site.URL + "/robots.txt", reads(corpus.SourcePage, site.URL+"/story/1")},
		{"a file", "file", filepath.Join(dir, "a.txt"), reads(corpus.SourceFile, dir)},
		{"an attachment", "file", "note.txt", func(f *Fetcher) error {
			_, _, err := f.Attachment(t.Context(), site.URL+"/a/note.txt", "note.txt")
			return err
		}},
		{"whatever it is", "detect", site.URL + "/story/1", func(f *Fetcher) error {
			_, err := f.Detect(t.Context(), site.URL+"/story/1")
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			good := &recorder{}
			if err := tt.act(impatient(t, func(o *Options) { o.Parser = good })); err != nil || !slices.Contains(good.jobs, tt.job) {
				t.Errorf("jobs %v, %v, want %q among them", good.jobs, err, tt.job)
			}
			bad := &recorder{failed: tt.job}
			err := tt.act(impatient(t, func(o *Options) { o.Parser = bad }))
			if !errors.Is(err, corpus.ErrTooCostly) || errors.Is(err, corpus.ErrUnreachable) || !strings.Contains(err.Error(), tt.where) || !strings.Contains(err.Error(), "512 MB") {
				t.Errorf("got %v, want the address and why", err)
			}
		})
	}
	copied := &recorder{}
	if err := reads(corpus.SourceFeed, site.URL+"/copy.xml")(impatient(t, func(o *Options) { o.Parser = copied })); err != nil || !slices.Contains(copied.jobs, "content") {
		t.Errorf("a feed's own copy: jobs %v, %v", copied.jobs, err)
	}
	bad := &recorder{failed: "content"}
	if err := reads(corpus.SourceFeed, site.URL+"/copy.xml")(impatient(t, func(o *Options) { o.Parser = bad })); !errors.Is(err, corpus.ErrTooCostly) {
		t.Errorf("a feed's own copy that costs too much: %v", err)
	}
}
