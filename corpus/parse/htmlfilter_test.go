package parse

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"verbatim/corpus"
)

func TestFilterHTML(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"an ordinary page", "<!DOCTYPE html><html lang=en><body class='a b'><p>A &amp; b<br/>c</p></body></html>", "<!DOCTYPE html><html lang=en><body class='a b'><p>A &amp; b<br/>c</p></body></html>"},
		{"comments", "a<!-- <p> -- > -->b<!-->c<!--->d<!----!>e<!-- f", "abcde"},
		{"what is no tag", "a < b <3 <", "a &lt; b &lt;3 &lt;"},
		{"a tag that a comment's end would make", "<<!---->p x>", "&lt;p x>"},
		{"declarations and instructions", "<?xml version='1.0'?><p><!DOCTYPE html><![CDATA[x]]></><//p>", "<p>"},
		{"a tag that never ends", "a<p class='>", "a"},
		{"end tags", "</P Class=x></p\n></>", "</p></p>"},
		{"scripts", "<script src=x>if (a<b) {}</script><SCRIPT>b</Script >c", "<script src=x></script><SCRIPT></script>c"},
		{"a script in a script", "<script><!-- <script>a</script> --></script>b", "<script></script>b"},
		{"a script in a comment that has ended", "<script><!-- --> <script></script>b", "<script></script>b"},
		{"JSON-LD", `<script type="application/ld+json"><!-- {"a":"<b></b>"} --></script>`, `<script type="application/ld+json"> {"a":"\u003cb>\u003c/b>"} </script>`},
		{"JSON-LD whose type is escaped", `<script type="application&#x2F;ld&#x2B;json">{}</script>`, `<script type="application&#x2F;ld&#x2B;json">{}</script>`},
		{"a script that never ends", "<script>a<p>", "<script></script>"},
		{"a title", "<title>a <b> c</title>d", "<title>a &lt;b> c</title>d"},
		{"a title that closes itself", "<title/>a</title>b", "<title>a</title>b"},
		{"a title in a picture that closes itself", "<svg><title/></svg>b", "<svg><title></title></svg>b"},
		{"what no reader sees", "<style>p>a{}</style><noscript><p></noscript><iframe><p></iframe>", "<style></style><noscript></noscript><iframe></iframe>"},
		{"plain text to the end", "<plaintext>a<b></plaintext>", "<pre>a&lt;b>&lt;/plaintext>"},
		{"a quoted bracket", `<p title="a>b" alt='c>d' x=e"f>g`, `<p title="a>b" alt='c>d' x=e"f>g`},
	}
	for _, tt := range tests {
		got, err := filterHTML(t.Context(), tt.in)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

// The tree's builder sees no tag and no attribute that was not counted, whether
// it takes the content of an element for markup or not.
func FuzzFilterHTML(f *testing.F) {
	f.Add(`<svg><title><p x="</title>" c d e>b`)
	f.Add(`<noscript><img alt="></noscript><b c d e>`)
	f.Add(`<script><!--<script></script><p "--></script><textarea/><<!---->i j k>`)
	f.Add("<a/=b =c d='e'f>\n<plaintext></plaintext >")
	f.Fuzz(func(t *testing.T, source string) {
		filter := htmlFilter{source: decode([]byte(source), ""), budget: DefaultBudgets()}
		for filter.pos < len(filter.source) {
			if err := filter.next(); err != nil {
				return
			}
		}
		for _, raw := range []bool{true, false} {
			z := html.NewTokenizer(bytes.NewReader(filter.out))
			starts, ends, attributes := 0, 0, 0
			for {
				if !raw {
					z.NextIsNotRawText()
				}
				kind := z.Next()
				if kind == html.ErrorToken {
					break
				}
				switch kind {
				case html.StartTagToken, html.SelfClosingTagToken:
					starts++
					attributes += len(z.Token().Attr)
				case html.EndTagToken:
					ends++
				}
			}
			if starts > filter.starts || ends > filter.ends+filter.starts || attributes > filter.attributes {
				t.Errorf("raw %v: %d starts, %d ends, %d attributes; counted %d, %d, %d\n%q", raw, starts, ends, attributes, filter.starts, filter.ends, filter.attributes, filter.out)
			}
		}
	})
}

// What elements that are never closed cost is counted before it is paid.
func TestUnclosedFormatting(t *testing.T) {
	var open strings.Builder
	for i := range 300 {
		open.WriteString("<b id=" + strings.Repeat("x", i) + ">")
	}
	div := strings.Repeat("<div>x</div>", 20_000)
	tests := []struct {
		name, html string
		want       error
	}{
		{"closed", strings.Repeat("<b><i>x</i></b><p>", 20_000), nil},
		{"one that is never closed", "<font>" + div, nil},
		{"links that are never closed", strings.Repeat("<a name=x>y<p>", 20_000), nil},
		{"one in each cell", "<table>" + strings.Repeat("<tr><td><font size=2>x</td></tr>", 20_000) + "</table>" + div, nil},
		{"three hundred that are never closed", "<p>" + open.String() + "</p>" + div, corpus.ErrTooCostly},
		{"closed in comments", "<p>" + strings.ReplaceAll(open.String(), ">", "><!--</b>-->") + "</p>" + div, corpus.ErrTooCostly},
		{"closed in cells, which closes none", "<p>" + strings.ReplaceAll(open.String(), ">", "><table><td></b></table>") + div, corpus.ErrTooCostly},
		{"opened in what is no cell", "<p>" + strings.ReplaceAll(open.String(), "<b", "<td><b") + strings.Repeat("</td>", 300) + div, corpus.ErrTooCostly},
		{"opened in a picture's cells", "<p><table>" + strings.ReplaceAll(open.String(), "<b", "<svg><td><b") + strings.Repeat("</td></svg>", 300) + div, corpus.ErrTooCostly},
	}
	for _, tt := range tests {
		if _, err := filterHTML(t.Context(), tt.html); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
