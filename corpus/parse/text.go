package parse

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// skipped lists the elements whose text never belongs to an article.
var skipped = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true, atom.Title: true,
	atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Canvas: true, atom.Svg: true, atom.Math: true,
	atom.Audio: true, atom.Video: true, atom.Map: true, atom.Select: true, atom.Textarea: true, atom.Button: true,
	atom.Input: true, atom.Nav: true, atom.Dialog: true, atom.Rt: true, atom.Rp: true, atom.Figcaption: true,
}

// blocks lists the block elements.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Aside: true, atom.Header: true,
	atom.Footer: true, atom.Blockquote: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true,
	atom.Dd: true, atom.Table: true, atom.Caption: true, atom.Tr: true, atom.Pre: true, atom.Hr: true, atom.Figure: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Address: true,
	atom.Details: true, atom.Summary: true, atom.Fieldset: true, atom.Form: true, atom.Body: true, atom.Html: true, atom.Center: true,
}

// plainText returns the text under n as a reader sees it. Paragraphs, headings,
// list items and table rows are separated by blank lines. A <br> ends a line
// and two end a paragraph. Other white space is folded.
func plainText(n *html.Node) string {
	if n == nil {
		return ""
	}
	return plainTextUpTo(n, math.MaxInt)
}

// plainTextUpTo is plainText, cut shortly after limit bytes.
func plainTextUpTo(n *html.Node, limit int) string {
	w := textWriter{limit: limit}
	w.node(n, false)
	return strings.TrimSpace(w.b.String())
}

// textWriter writes folded text. It delays line breaks and spaces until the
// next word.
type textWriter struct {
	b      strings.Builder
	breaks int  // pending line breaks
	space  bool // whether a space is pending
	limit  int  // writing stops after this many bytes
}

func (w *textWriter) node(n *html.Node, pre bool) {
	if w.b.Len() > w.limit {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, pre)
		return
	case html.ElementNode:
		if skipped[n.DataAtom] || hidden(n) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	block := n.Type == html.ElementNode && blocks[n.DataAtom]
	switch {
	case block:
		w.breaks = max(w.breaks, 2)
	case n.DataAtom == atom.Br:
		w.breaks = min(w.breaks+1, 2)
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		if precedingCell(n) {
			w.text(" | ", false)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, pre || n.DataAtom == atom.Pre)
	}
	if block {
		w.breaks = max(w.breaks, 2)
	}
}

func precedingCell(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.DataAtom == atom.Td || p.DataAtom == atom.Th {
			return true
		}
	}
	return false
}

func (w *textWriter) text(s string, pre bool) {
	for _, r := range s {
		switch {
		case invisible(r):
		case pre && r == '\n':
			w.breaks, w.space = min(w.breaks+1, 2), false
		case unicode.IsSpace(r):
			w.space = true
		default:
			w.flush()
			w.b.WriteRune(r)
		}
	}
}

// flush writes pending line breaks or a pending space.
func (w *textWriter) flush() {
	switch {
	case w.b.Len() == 0:
	case w.breaks > 0:
		w.b.WriteString("\n\n"[:w.breaks])
	case w.space:
		w.b.WriteByte(' ')
	}
	w.breaks, w.space = 0, false
}

// invisible reports whether r has no visible form: a soft hyphen, a zero-width
// space, a byte order mark.
func invisible(r rune) bool {
	return r == 0 || r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// hidden reports whether an element is marked as hidden. The whole page does
// not count, since some pages are hidden until a script has run.
func hidden(n *html.Node) bool {
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") {
				return true
			}
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// attr returns the value of an attribute, or "".
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// Fold returns s on one line with single spaces.
func Fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s), unicode.IsSpace), " ")
}

// Clip returns at most limit bytes of s. It does not split characters.
func Clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.TrimSpace(strings.ToValidUTF8(s[:limit], ""))
}

// Size formats a number of bytes for users.
func Size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.4g MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.4g KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// foldLines folds white space in each line. If the text has no blank lines, it
// puts one between any two lines.
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

// blankLines reduces several blank lines to one.
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

// words counts the words of a text. In scripts without spaces each character
// counts as a word.
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

// notInWord reports whether r is neither a letter nor a digit.
func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
