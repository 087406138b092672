package parse

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// boilerplate lists the elements of AMP that never hold the article.
var boilerplate = map[string]bool{
	"amp-ad": true, "amp-embed": true, "amp-sidebar": true, "amp-social-share": true, "amp-list": true, "amp-consent": true,
	"amp-user-notification": true, "amp-next-page": true,
}

// offerNames matches the class or id of boxes that ask readers to pay, to sign
// up or to consent.
var offerNames = regexp.MustCompile(`(?i)\b(paywall|regwall|subscri|newsletter|sign-?up|cookie|consent|gdpr|piano-|offer|login-box|gate\b)`)

const (
	maxOfferWords     = 100 // words of an offer
	maxOfferParagraph = 40  // words in its longest paragraph; a longer one belongs to the article
	maxOfferNodes     = 2_000
)

// clean removes clutter that the library does not recognise: dialogs, offers
// between paragraphs, and dates in blocks of their own.
func clean(doc *html.Node) {
	var drop []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && isClutter(n) {
			drop = append(drop, n)
		}
	}
	for _, n := range drop {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

func isClutter(n *html.Node) bool {
	switch {
	case boilerplate[n.Data], n.DataAtom == atom.Dialog, attr(n, "role") == "dialog", attr(n, "role") == "alertdialog":
		return true
	case n.DataAtom == atom.Time:
		return isWholeBlock(n)
	case n.DataAtom == atom.Div || n.DataAtom == atom.Section || n.DataAtom == atom.Aside:
		return isOffer(n)
	}
	return false
}

// isWholeBlock reports whether n is the only text of its block.
func isWholeBlock(n *html.Node) bool {
	block := n.Parent
	for block != nil && !blocks[block.DataAtom] {
		block = block.Parent
	}
	if block == nil || block.DataAtom == atom.P || block.DataAtom == atom.Li || block.DataAtom == atom.Td {
		return false
	}
	for _, side := range []*html.Node{sibling(n, false), sibling(n, true)} {
		if side != nil && side.Type == html.TextNode {
			return false
		}
	}
	return true
}

// sibling returns the node before or after n, ignoring white space.
func sibling(n *html.Node, after bool) *html.Node {
	step := func(n *html.Node) *html.Node {
		if after {
			return n.NextSibling
		}
		return n.PrevSibling
	}
	for s := step(n); s != nil; s = step(s) {
		if s.Type == html.ElementNode || s.Type == html.TextNode && strings.TrimSpace(s.Data) != "" {
			return s
		}
	}
	return nil
}

func isOffer(n *html.Node) bool {
	name := attr(n, "class") + " " + attr(n, "id")
	if len(name) > 1000 || !offerNames.MatchString(name) {
		return false
	}
	total, nodes := 0, 0
	for c := range n.Descendants() {
		if nodes++; nodes > maxOfferNodes {
			return false
		}
		if c.Type != html.TextNode {
			continue
		}
		w := words(c.Data)
		if total += w; w > maxOfferParagraph || total > maxOfferWords {
			return false
		}
	}
	return true
}

const (
	minPullWords = 3 // words of a pull quote
	maxPullWords = 60
	maxPullBytes = 4 << 10
	maxPullText  = 4 << 20 // bytes of an article that is searched for pull quotes
)

// dropPullQuotes removes quotes in large type that repeat the article's text.
// Otherwise they would count as second statements.
func dropPullQuotes(article *html.Node) {
	if article == nil {
		return
	}
	var candidates []*html.Node
	for n := range article.Descendants() {
		if n.DataAtom == atom.Blockquote || n.DataAtom == atom.Aside || n.DataAtom == atom.Figure {
			candidates = append(candidates, n)
		}
	}
	if len(candidates) == 0 || len(candidates) > 200 {
		return
	}
	text := plainText(article)
	if len(text) > maxPullText {
		return
	}
	whole := padWords(lowerWords(text))
	for _, n := range candidates {
		quote := lowerWords(plainTextUpTo(n, maxPullBytes))
		if w := strings.Count(quote, " ") + 1; quote == "" || w < minPullWords || w > maxPullWords {
			continue
		}
		if n.Parent != nil && strings.Count(whole, padWords(quote)) > 1 {
			n.Parent.RemoveChild(n)
		}
	}
}

// lowerWords returns the words of a text in lower case, separated by single
// spaces.
func lowerWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), notInWord), " ")
}

// padWords puts a space on both sides of each word, so two words never share a
// space.
func padWords(words string) string {
	return " " + strings.ReplaceAll(words, " ", "  ") + " "
}
