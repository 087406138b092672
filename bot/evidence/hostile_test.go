package evidence

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"verbatim/corpus"
)

// hostile holds texts that would do harm if a page treated them as anything but
// data.
var hostile = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg/onload=alert(1)>`, `javascript:alert(1)`, `{{.Words}}`,
	`</p></div></main><form action=//evil.example><input>`, `<!--`, `]]>`, `<style>*{display:none}</style>`, `<base href=//evil.example>`,
	`@everyone <@1> **bold** [a](https://evil.example)`, "\u202Etxet\u202C\u2066a\u2069", "a\u200Bb\uFEFFc\u2060", "a\x07b\u009Bc",
}

// harmless fails the test if a page contains tags that its templates do not
// make.
func harmless(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	elements := strings.Fields("html head meta link title body header main section footer nav h1 h2 p a b i q span div ul li br details summary table thead tbody tr th td mark")
	attributes := strings.Fields("lang charset name content rel href class id dir role aria-labelledby aria-label scope colspan")
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			if !slices.Contains(elements, n.Data) {
				t.Errorf("the page has an element %s", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Errorf("the element %s has an attribute %s=%q", n.Data, a.Key, a.Val)
				}
				if u, err := url.Parse(a.Val); a.Key == "href" && (err != nil || !slices.Contains([]string{"", "https"}, u.Scheme) || u.Scheme == "" && u.Host != "") {
					t.Errorf("a link leads to %q", a.Val)
				}
			}
		case html.CommentNode:
			t.Errorf("the page has a comment %q", n.Data)
		case html.TextNode:
			if i := strings.IndexFunc(n.Data, func(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Cc) && !strings.ContainsRune("\n\t", r) }); i >= 0 {
				t.Errorf("the page shows a character that nobody sees: %.80q", n.Data[i:])
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
}

func TestHostileArticlesDoNoHarm(t *testing.T) {
	r := open(t)
	for i, bad := range hostile {
		a := corpus.Article{
			ID: corpus.ArticleID(bad), Guild: home, Title: bad, Publisher: bad, Author: bad, Origin: corpus.OriginFetched, Published: "2026-03-02",
			URL: "https://news.example/?" + url.QueryEscape(bad), Text: bad + "\n\nAnna " + bad + " Lind said that " + bad + " is so. “" + bad + ",” he said. " + bad + " denied it.",
		}
		a.ID = corpus.ArticleID(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, bad))
		changed := a
		changed.Title, changed.Text = bad+bad, strings.ReplaceAll(a.Text, "is so", "is not so "+bad)
		r.put(a)
		r.put(changed)
		to := r.links.To(home, corpus.ArticleRef{Guild: home, Article: a.ID}, "")
		harmless(t, r.page(to))
		harmless(t, r.page(to+"versions/2"))
		resp, page := get(t, r.pages, to+url.PathEscape(bad)+"?page="+url.QueryEscape(bad), bad)
		if harmless(t, page); resp.StatusCode >= 500 {
			t.Errorf("%d: got status %d", i, resp.StatusCode)
		}
	}
}

func TestAMegabyteInOneWordIsShown(t *testing.T) {
	r := open(t)
	long := strings.Repeat("x", 1<<20)
	a := corpus.Article{ID: "long", Guild: home, Text: "Anna Lind said that " + long + " is so. Tom Hill denied it."}
	r.put(a)
	to := r.links.To(home, corpus.ArticleRef{Guild: home, Article: a.ID}, "")
	page := r.page(to)
	if harmless(t, page); !strings.Contains(page, long) {
		t.Error("the word is not shown")
	}
	if len(page) > 3<<20 {
		t.Errorf("the page has %d bytes, want little more than the words", len(page))
	}
	resp, body := get(t, r.pages, to+statementPath(t, a, "denied"), "en")
	if resp.StatusCode != 200 || !strings.Contains(body, "denied") {
		t.Errorf("the statement behind it: got status %d", resp.StatusCode)
	}
}

// statementPath is a statement's place below its article's page.
func statementPath(t *testing.T, a corpus.Article, words string) string {
	t.Helper()
	return string(statement(t, a, words).ID)
}
