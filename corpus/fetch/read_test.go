package fetch

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
)

// impatient is a Fetcher that reaches loopback and waits for nothing.
func impatient(t *testing.T, change ...func(*Options)) *Fetcher {
	t.Helper()
	o := Options{Loopback: true, HostDelay: -1, RetryWait: -1}
	for _, c := range change {
		c(&o)
	}
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// read reads a source to its end, and returns what was handed over.
func read(t *testing.T, f *Fetcher, src corpus.Source, known map[string]corpus.Resource) ([]Item, error) {
	t.Helper()
	var items []Item
	err := f.Read(context.Background(), src, known, documents(func(i Item) error {
		items = append(items, i)
		return nil
	}), nil)
	return items, err
}

// documents is yield without the items that say that a document is being parsed.
func documents(yield func(Item) error) func(Item) error {
	return func(i Item) error {
		if i.State == Begun || i.State == Parsed {
			return nil
		}
		return yield(i)
	}
}

func source(kind corpus.SourceKind, location string) corpus.Source {
	return corpus.Source{ID: "s1", Guild: "42", Kind: kind, Name: "test", Location: location}
}

// remember is what a reading leaves for the next.
func remember(known map[string]corpus.Resource, items []Item) map[string]corpus.Resource {
	out := map[string]corpus.Resource{}
	for url, res := range known {
		out[url] = res
	}
	for _, i := range items {
		switch i.State {
		case Fetched, Unchanged:
			out[i.Resource.URL] = i.Resource
		case Gone:
			delete(out, i.Resource.URL)
		}
	}
	return out
}

func states(items []Item) string {
	var out []string
	for _, i := range items {
		out = append(out, string(i.State))
	}
	return strings.Join(out, ",")
}

var council = fetchtest.Page{
	Title: "Council approves bridge", Author: "Mara Lindqvist",
	Paragraphs: []string{
		"The town council approved the new footbridge on Monday after a debate that lasted four hours and filled the gallery.",
		"“We have waited for this bridge for eleven years,” said Mayor Ingrid Solheim after the vote in the old town hall.",
		"Opponents said that the money would have been better spent on the school roof, which has leaked since the autumn.",
	},
}

func TestReadPage(t *testing.T) {
	site := fetchtest.New(t)
	site.SetPage("/bridge", council)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f := impatient(t, func(o *Options) { o.Now = func() time.Time { return now } })
	src := source(corpus.SourcePage, site.URL+"/bridge#top")

	items, err := read(t, f, src, nil)
	if err != nil || len(items) != 1 {
		t.Fatalf("Read = %v, %v, want one item", items, err)
	}
	want := corpus.Article{
		ID: corpus.ArticleID(site.URL + "/bridge"), Guild: "42", Source: "s1", Origin: corpus.OriginFetched,
		Title: council.Title, Publisher: "The Loopback Courier", Author: council.Author, URL: site.URL + "/bridge",
		Published: "2024-05-06T09:00:00Z", Fetched: "2026-01-02T03:04:05Z", Language: "en",
		Text: strings.Join(council.Paragraphs, "\n\n"),
	}
	if items[0].State != Fetched || items[0].Article != want {
		t.Errorf("got  %s %+v\nwant %s %+v", items[0].State, items[0].Article, Fetched, want)
	}

	known := remember(nil, items)
	again, err := read(t, f, src, known)
	if err != nil || states(again) != "unchanged" {
		t.Errorf("read again: %s, %v, want unchanged", states(again), err)
	}

	edited := council
	edited.Paragraphs = append([]string{"The council has changed its mind, and the footbridge will not be built after all."}, council.Paragraphs[1:]...)
	site.SetPage("/bridge", edited)
	again, err = read(t, f, src, known)
	if err != nil || states(again) != "fetched" || again[0].Article.ID != want.ID || !strings.Contains(again[0].Article.Text, "changed its mind") {
		t.Errorf("read the edited page: %+v, %v", again, err)
	}

	site.Remove("/bridge")
	again, err = read(t, f, src, known)
	if err != nil || states(again) != "gone" || again[0].Resource.Article != want.ID {
		t.Errorf("read the withdrawn page: %+v, %v, want gone", again, err)
	}
	if _, err := read(t, f, src, nil); !errors.Is(err, corpus.ErrGone) {
		t.Errorf("read a page that never was: %v, want %v", err, corpus.ErrGone)
	}
}
