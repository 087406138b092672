package parse

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// A feed that is read a part at a time names what it names as a whole.
func TestPartsOfAFeed(t *testing.T) {
	items := func(format string) string {
		var b strings.Builder
		for i := range 30 {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	tests := []struct{ name, feed string }{
		{"RSS", `<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE rss [<!ENTITY x "y>">]><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><!-- <item> --><channel><language>de</language><title>A &amp; B</title>` +
			items(`<item><title><![CDATA[T </item> %[1]d]]></title><link>/a?b=1&amp;c=%[1]d</link><dc:creator>Ada</dc:creator><pubDate>Mon, 03 Feb 2025 04:05:06 +0100</pubDate></item><atom:link xmlns:atom="x"/>`) + `<copyright>C</copyright></channel></rss>`},
		{"RSS whose title comes last", `<rss version="2.0"><channel>` + items(`<item><guid>https://a.example/%d</guid></item>`) + `<title>T</title></channel></rss>`},
		{"RSS 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>T</title><items><rdf:Seq>` +
			items(`<rdf:li resource="/%d"/>`) + `</rdf:Seq></items></channel>` + items(`<item rdf:about="/%[1]d"><title>a</title><link>/%[1]d</link></item>`) + `</rdf:RDF>`},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/b/"><title type="html">&lt;b&gt;T&lt;/b&gt;</title>` +
			items(`<entry><title>a</title><link rel="alternate" href="c%d"/><updated>2025-02-03T04:05:06Z</updated><author><name>Ada</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x<br/>y</p></div></content></entry>`) + `</feed>`},
		{"JSON", `{"version":"https://jsonfeed.org/version/1.1","title":"a \"items\": [ b","items":[` +
			strings.TrimSuffix(items(`{"id":"%[1]d","url":"/%[1]d","title":"a ] } \" b","authors":[{"name":"Ada"}],"content_html":"<p>a, b"},`), ",") + `],"language":"de"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want Feed
			if err := want.add(t.Context(), xmlText([]byte(tt.feed))); err != nil || len(want.Entries) != 30 {
				t.Fatalf("%d entries, %v", len(want.Entries), err)
			}
			for _, weight := range []int{1, 50, 200} {
				budget := DefaultBudgets()
				budget.FeedPartWeight = weight
				got, err := feedWithin(t.Context(), xmlText([]byte(tt.feed)), budget)
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("in parts of %d: got %+v, %v, want %+v", weight, got, err, want)
				}
			}
		})
	}
}

func TestNewestEntries(t *testing.T) {
	dated := func(link, date string) Entry { return Entry{Link: link, At: parseTime(date)} }
	tests := []struct {
		name    string
		entries []Entry
		want    string
		named   int
	}{
		{"by date", []Entry{dated("a", "2025-01-01"), dated("b", "2025-01-03"), dated("c", "2025-01-02")}, "b c", 3},
		{"in their order where one has none", []Entry{dated("a", "2025-01-01"), dated("b", ""), dated("c", "2025-01-02")}, "a b", 3},
		{"each once", []Entry{dated("a", ""), dated("a#x", ""), dated("b", ""), dated("a", "")}, "a b", 2},
	}
	for _, tt := range tests {
		entries, named := newestEntries(tt.entries, 2)
		var got []string
		for _, e := range entries {
			got = append(got, e.Link)
		}
		if strings.Join(got, " ") != tt.want || named != tt.named {
			t.Errorf("%s: got %v of %d, want %s of %d", tt.name, got, named, tt.want, tt.named)
		}
	}
	full := []Entry{{Content: "12345"}, {Content: "12345"}, {Content: "1"}}
	if limitContent(full, 7); full[0].Content == "" || full[1].Content != "" {
		t.Errorf("got %+v", full)
	}
}
