package parse

import (
	"context"
	"fmt"
	"net/url"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"verbatim/corpus"
)

// minWords is how many words the text of a page must have.
const minWords = 5

// page is a document parsed as an article.
type page struct {
	metadata
	text string
}

// export returns p in exported form.
func (p page) export() Page {
	return Page{
		Title: p.title, Publisher: p.publisher, Author: p.author, Published: p.published, Language: p.language,
		Canonical: p.canonical, Feed: p.feed, Text: p.text,
	}
}

// parsePage reads the metadata and the main text of HTML. at is the page's
// address, or nil.
func parsePage(ctx context.Context, source string, at *url.URL) (_ page, err error) {
	defer recoverPanic(&err, corpus.ErrNoText)
	doc, err := parseHTML(ctx, source)
	if err != nil {
		return page{}, err
	}
	if err := checkTree(ctx, doc); err != nil {
		return page{}, err
	}
	p := page{metadata: readMetadata(ctx, doc)}
	if ctx.Err() != nil {
		return page{}, context.Cause(ctx)
	}
	p.text, err = mainText(doc, at)
	if err != nil {
		return page{}, err
	}
	p.text = p.withBody(ctx, p.text)
	if words(p.text) < minWords {
		return page{}, fmt.Errorf("%w: the page shows no article, or shows it only to programs that run its scripts: paste the text instead", corpus.ErrNoText)
	}
	return p, nil
}

// checkTree returns an error if the tree has more elements than allowed, or if
// they are nested so deep that visiting the ancestors of each takes too long.
// It also clips attributes and the title, to which patterns are applied.
func checkTree(ctx context.Context, doc *html.Node) error {
	budget := DefaultBudgets()
	elements, nodes, ancestors, text, names := 0, 0, 0, 0, 0
	depth := 0
	for n := doc; n != nil; n, depth = nextNode(n, depth) {
		if nodes++; nodes%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		ancestors += depth
		switch n.Type {
		case html.ElementNode:
			elements++
			names += clipElement(n, names < maxNames)
		case html.TextNode:
			text += depth * len(n.Data)
		}
		if elements > budget.HTMLElements {
			return tooMany(budget.HTMLElements, "elements")
		}
		if ancestors > budget.HTMLAncestors || text > budget.HTMLNestedText {
			return fmt.Errorf("%w: there is too much in elements that are nested deeply", corpus.ErrTooCostly)
		}
	}
	return nil
}

// nextNode returns the node after n in document order and its depth, or nil
// when n is the last one.
func nextNode(n *html.Node, depth int) (*html.Node, int) {
	if n.FirstChild != nil {
		return n.FirstChild, depth + 1
	}
	for n != nil && n.NextSibling == nil {
		n, depth = n.Parent, depth-1
	}
	if n == nil {
		return nil, 0
	}
	return n.NextSibling, depth
}

const (
	maxAttribute = 8 << 10 // bytes of an attribute or a title that are kept
	maxNames     = 4 << 20 // bytes of all classes and ids; later ones are dropped
)

// clipElement clips an element's attributes, and returns the length of its
// class and id. If named is false, it drops these two.
func clipElement(n *html.Node, named bool) (names int) {
	for i, a := range n.Attr {
		n.Attr[i].Val = Clip(a.Val, maxAttribute)
		if a.Key == "class" || a.Key == "id" {
			names += len(a.Val)
			if !named {
				n.Attr[i].Val = ""
			}
		}
	}
	if n.DataAtom == atom.Title && n.FirstChild != nil {
		n.FirstChild.Data = Clip(n.FirstChild.Data, maxAttribute)
	}
	return names
}

// mainText returns the text of the page's article. It changes doc.
func mainText(doc *html.Node, at *url.URL) (string, error) {
	clean(doc)
	parser := readability.NewParser()
	parser.DisableJSONLD = true
	article, err := parser.ParseAndMutate(doc, at)
	if err != nil {
		return "", fmt.Errorf("%w: %w", corpus.ErrNoText, err)
	}
	dropPullQuotes(article.Node)
	return plainText(article.Node), nil
}

// recoverPanic turns a panic of a library into an error, since anyone may have
// written its input. It must be deferred.
func recoverPanic(err *error, sentinel error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: it cannot be read (%v)", sentinel, p)
	}
}
