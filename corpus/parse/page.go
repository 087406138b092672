package parse

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"verbatim/corpus"
)

// minWords is how many words a page's text has at least.
const minWords = 5

// page is a document read as an article.
type page struct {
	metadata
	text string
}

// export is p as others see it.
func (p page) export() Page {
	return Page{
		Title: p.title, Publisher: p.publisher, Author: p.author, Published: p.published, Language: p.language,
		Canonical: p.canonical, Feed: p.feed, Text: p.text,
	}
}

// parsePage reads HTML: what it says of itself, and its main text. at is where
// it was found, nil where that is no address.
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

// checkTree refuses a tree that is larger than its tags were, or whose elements
// stand so deep that what is done to each of their ancestors takes long. It
// clips attributes and the title, over which patterns are laid.
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

// nextNode is the node after n in its document, and how deep it stands.
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
	maxAttribute = 8 << 10 // bytes of an attribute, or of a title, that are kept
	maxNames     = 4 << 20 // bytes of classes and ids: past those, elements have none
)

// clipElement clips an element's attributes, and returns how many bytes its class
// and id have. It drops those unless they are named.
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

// mainText is the text of the article that a page is about. It changes doc.
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

// recoverPanic turns a panic of a library, which reads what anybody may have written,
// into an error. It is to be deferred.
func recoverPanic(err *error, sentinel error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: it cannot be read (%v)", sentinel, p)
	}
}

// withBody is text, or JSON-LD's body of the article where the text that was
// found is less than half of it: then something else of the page was taken for
// the article. What is kept for those who pay is left alone.
func (m metadata) withBody(ctx context.Context, text string) string {
	if m.body == "" || !m.isFree {
		return text
	}
	body := m.body
	if strings.Contains(body, "</p>") || strings.Contains(body, "<br") {
		body = fragmentText(ctx, body)
	} else {
		body = foldLines(html.UnescapeString(body))
	}
	if 2*words(text) < words(body) {
		return body
	}
	return text
}

// fragmentText is the text of a piece of HTML, "" where it cannot be read.
func fragmentText(ctx context.Context, source string) string {
	doc, err := parseHTML(ctx, source)
	if err != nil {
		return ""
	}
	return plainText(doc)
}

// foldLines folds the white space in each line of a text, and parts its lines
// by blank ones where it has none.
func foldLines(text string) string {
	sep := "\n\n"
	if strings.Contains(text, "\n\n") {
		sep = "\n"
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, Fold(line))
	}
	return blankLines(strings.Join(lines, sep))
}

// blankLines is text with one blank line where it has more.
func blankLines(text string) string {
	var b strings.Builder
	breaks := 0
	for {
		line, rest, more := strings.Cut(text, "\n")
		if line != "" {
			if b.Len() > 0 {
				b.WriteString("\n\n"[:min(breaks, 2)])
			}
			b.WriteString(line)
			breaks = 0
		}
		if !more {
			return b.String()
		}
		breaks++
		text = rest
	}
}

// words counts the words of a text, up to what decides anything. A character
// of a script without spaces counts as a word.
func words(text string) int {
	n := 0
	inWord := false
	for _, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if letter && (!inWord || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)) {
			n++
		}
		inWord = letter
	}
	return n
}

// notInWord reports whether r belongs to no word.
func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
