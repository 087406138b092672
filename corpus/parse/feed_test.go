package parse

import (
	"context"
	"testing"

	"verbatim/corpus"
)

func FuzzFeed(f *testing.F) {
	f.Add([]byte(`<rss version="2.0"><channel><title>T</title><item><title>a &amp;lt;b</title><link>/x</link><pubDate>Mon, 03 Feb 2025 04:05:06 +0100</pubDate></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="//h/p"/><updated>2025-02-03</updated><content type="xhtml"><p>x</p></content></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"url":"x","date_published":"2025"},null]}`))
	f.Add([]byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><link>x</link></item></rdf:RDF>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		feed, err := readFeed(context.Background(), ListRequest{Document: Document{Body: body}})
		if err != nil && !known(err) {
			t.Errorf("an error that nobody can decide by: %v", err)
		}
		if _, err := marshal(feed); err != nil {
			t.Errorf("what cannot be sent: %v", err)
		}
		for _, e := range feed.Entries {
			if _, err := corpus.ParseDate(string(e.Published)); e.Link == "" || err != nil {
				t.Errorf("entry %+v: %v", e, err)
			}
		}
	})
}
