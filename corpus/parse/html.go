package parse

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"

	"verbatim/corpus"
)

// parseHTML builds the tree of source within the budgets.
func parseHTML(ctx context.Context, source string) (doc *html.Node, err error) {
	filtered, err := filterHTML(ctx, source)
	if err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, htmlError(fmt.Errorf("%v", p))
		}
	}()
	doc, err = html.Parse(&reader{ctx: ctx, from: bytes.NewReader(filtered)})
	if err != nil {
		return nil, htmlError(err)
	}
	return doc, nil
}

func htmlError(err error) error {
	if strings.Contains(err.Error(), "open stack of elements exceeds") {
		return fmt.Errorf("%w: its elements are nested deeper than %d", corpus.ErrTooCostly, DefaultBudgets().HTMLDepth)
	}
	return fmt.Errorf("%w: its HTML cannot be read: %w", corpus.ErrNotText, err)
}

// reader returns the context's error when it has ended.
type reader struct {
	ctx  context.Context //nolint:containedctx // it is read by a library that knows of none
	from io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.from.Read(p)
}

// fragmentText returns the text of a piece of HTML, or "" if it cannot be
// parsed.
func fragmentText(ctx context.Context, source string) string {
	doc, err := parseHTML(ctx, source)
	if err != nil {
		return ""
	}
	return plainText(doc)
}
