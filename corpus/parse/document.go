package parse

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"verbatim/corpus"
)

// form is the format of a document. A document that is a list has the name of its
// source kind.
type form string

const (
	formHTML     form = "html"
	formText     form = "text"
	formMarkdown form = "markdown"
	formFeed          = form(corpus.SourceFeed)
	formSitemap       = form(corpus.SourceSitemap)
	formOther    form = ""
)

// formOf returns the format of a document. It looks at the content first, and
// at the content type only if the content does not tell.
func formOf(body []byte, contentType string) form {
	head := body[:min(len(body), documentHead)]
	if hasMark(head) {
		head = []byte(decode(head, ""))
	}
	head = bytes.TrimSpace(head)
	if found := formOfMarkup(head); found != formOther {
		return found
	}
	if bytes.HasPrefix(head, []byte("{")) && bytes.Contains(body[:min(len(body), 64<<10)], []byte("jsonfeed.org/version")) {
		return formFeed
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = strings.ToLower(strings.TrimSpace(contentType))
	}
	sniffed := http.DetectContentType(head)
	switch {
	case len(head) == 0:
		return formHTML // an empty page fails later, when it has no text
	case !strings.HasPrefix(sniffed, "text/") && !strings.HasPrefix(media, "text/"), bytes.IndexByte(head, 0) >= 0 && !strings.Contains(strings.ToLower(contentType), "utf-16"):
		return formOther
	case media == "text/markdown", media == "text/x-markdown":
		return formMarkdown
	case media == "text/html", media == "application/xhtml+xml", strings.HasPrefix(sniffed, "text/html"):
		return formHTML
	case media == "text/plain", media == "", media == "application/octet-stream":
		return formText
	}
	return formOther
}

// formOfMarkup returns the format by the first element.
func formOfMarkup(head []byte) form {
	for bytes.HasPrefix(head, []byte("<")) {
		rest := head[1:]
		end := []byte(">")
		switch {
		case bytes.HasPrefix(rest, []byte("!--")):
			end = []byte("-->")
		case bytes.HasPrefix(rest, []byte("?")), bytes.HasPrefix(rest, []byte("!")):
		default:
			return formOfElement(elementName(rest))
		}
		_, after, ok := bytes.Cut(head, end)
		if !ok {
			return formOther
		}
		head = bytes.TrimSpace(after)
	}
	return formOther
}

func elementName(rest []byte) string {
	n := 0
	for n < len(rest) && rest[n] > ' ' && rest[n] != '>' && rest[n] != '/' {
		n++
	}
	name := strings.ToLower(string(rest[:n]))
	if _, local, ok := strings.Cut(name, ":"); ok {
		return local
	}
	return name
}

func formOfElement(name string) form {
	if kind, ok := corpus.DetectSource(name); ok {
		return form(kind)
	}
	switch name {
	case "html", "head", "body", "title", "meta", "link", "script", "style", "div", "p", "article", "main", "section", "h1", "h2", "table", "header", "span", "a", "b", "br", "nav":
		return formHTML
	}
	return formOther
}

// parseText returns the title and the text of plain text or Markdown.
func parseText(ctx context.Context, text string, in form) (p page, err error) {
	defer recoverPanic(&err, corpus.ErrNotText)
	if in == formMarkdown {
		if p.title, p.text, err = markdown(ctx, text); err != nil {
			return page{}, err
		}
	} else {
		p.text = strings.Trim(strings.Map(printable, text), "\n")
	}
	p.isFree = true
	if words(p.text) < 1 {
		return page{}, fmt.Errorf("%w: it is empty", corpus.ErrNoText)
	}
	return p, nil
}

// printable drops control characters except tab and line feed.
func printable(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
		return -1
	}
	return r
}

// notText returns an error that names the type of a document that is not text.
func notText(body []byte, contentType string) error {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media == "" || strings.HasPrefix(media, "text/") || media == "application/octet-stream" {
		media, _, _ = strings.Cut(http.DetectContentType(body), ";")
	}
	return fmt.Errorf("%w but %s: give the address of an article's page, or paste its text", corpus.ErrNotText, media)
}

// checkBytes returns an error if the document is too large to be decoded, which
// takes several times as much memory.
func checkBytes(body []byte, in form) error {
	budget := DefaultBudgets()
	if most := budget.TextBytes; len(body) > most && (in == formText || in == formMarkdown) {
		return fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, Size(int64(most)))
	}
	if most := budget.DecodedBytes; len(body) > most && !plainUTF8(body) {
		return fmt.Errorf("%w: it has more than %s, and not in UTF-8", corpus.ErrTooLarge, Size(int64(most)))
	}
	return nil
}
