package parse

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html/atom"

	"verbatim/corpus"
)

// markdown returns the title, which is the first top-level heading, and the
// text without markup.
func markdown(ctx context.Context, source string) (title, text string, err error) {
	if err := scanMarkdown(ctx, source); err != nil {
		return "", "", err
	}
	var out bytes.Buffer
	converter := goldmark.New(goldmark.WithExtensions(extension.GFM))
	if err := converter.Convert([]byte(withoutFrontMatter(source)), &out); err != nil {
		return "", "", fmt.Errorf("%w: its Markdown cannot be read: %w", corpus.ErrNotText, err)
	}
	doc, err := parseHTML(ctx, out.String())
	if err != nil {
		return "", "", err
	}
	for n := range doc.Descendants() {
		if n.DataAtom == atom.H1 {
			title = Fold(plainText(n))
			break
		}
	}
	return title, plainText(doc), nil
}

// withoutFrontMatter drops a block of settings when the document begins with one.
func withoutFrontMatter(source string) string {
	rest, ok := strings.CutPrefix(source, "---\n")
	if !ok {
		return source
	}
	if _, after, ok := strings.Cut(rest, "\n---\n"); ok {
		return after
	}
	return source
}
