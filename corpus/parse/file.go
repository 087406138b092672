package parse

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"verbatim/corpus"
)

// formsOfNames maps the extensions of readable files to their formats.
var formsOfNames = map[string]form{
	".txt": formText, ".text": formText, ".md": formMarkdown, ".markdown": formMarkdown,
	".html": formHTML, ".htm": formHTML, ".xhtml": formHTML,
}

func formOfName(name string) form { return formsOfNames[strings.ToLower(path.Ext(name))] }

// Readable reports whether a file with this name can be read.
func Readable(name string) bool { return formOfName(name) != formOther }

// readFile reads a file in the format of its name. If the file has no title,
// its name is the title.
func readFile(ctx context.Context, r FileRequest) (Page, error) {
	in := formOfName(r.Name)
	if in == formOther {
		return Page{}, fmt.Errorf("%w that can be read: give a .txt, .md or .html file", corpus.ErrNotText)
	}
	body, err := r.unpacked(ctx)
	if err != nil {
		return Page{}, err
	}
	if found := formOf(body, ""); found == formOther && len(body) > 0 && !looksLikeText(body) {
		return Page{}, fmt.Errorf("%w: its bytes are those of another kind of file: save it as plain text", corpus.ErrNotText)
	}
	p, err := parseForm(ctx, in, body, r.ContentType, nil)
	if err != nil {
		return Page{}, err
	}
	base := path.Base(r.Name)
	p.title = Clip(firstNonEmpty(Fold(p.title), Fold(strings.TrimSuffix(base, path.Ext(base))), base), corpus.MaxCitation)
	return p.export(), checkText(p.text)
}

// looksLikeText reports whether a file may be text in some charset.
func looksLikeText(body []byte) bool {
	return plausible(decode(body[:min(len(body), 64<<10)], "")) && (hasMark(body) || !slices.Contains(body[:min(len(body), 64<<10)], 0))
}
