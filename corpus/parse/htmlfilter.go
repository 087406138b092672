package parse

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"verbatim/corpus"
)

// htmlFilter copies HTML for the tree builder and counts every tag and
// attribute first. It splits tags exactly like the tokenizer of x/net/html. It
// drops comments, styles and scripts other than JSON-LD. A "<" that begins no
// tag is copied as "&lt;", so the tree builder sees the same tags that were
// counted, whatever its state.
type htmlFilter struct {
	source string
	pos    int
	out    []byte
	budget Budgets

	starts, ends, attributes int
	ld                       int // bytes of JSON-LD copied
	roots                    int // number of <html>, <head> and <body> tags
	foreign                  int // number of open <svg> and <math> elements

	formatting
}

// filterHTML returns the part of source from which a tree can be built within
// the budgets.
func filterHTML(ctx context.Context, source string) ([]byte, error) {
	f := htmlFilter{source: source, budget: DefaultBudgets(), out: make([]byte, 0, min(len(source), 1<<20))}
	for n := 0; f.pos < len(source); n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err := f.next(); err != nil {
			return nil, err
		}
	}
	return f.out, nil
}

// next copies text up to a "<" and handles the construct that begins there.
func (f *htmlFilter) next() error {
	rest := f.source[f.pos:]
	at := strings.IndexByte(rest, '<')
	if at < 0 {
		at = len(rest)
	}
	f.out = append(f.out, rest[:at]...)
	f.pos += at
	if len(f.out) > f.budget.HTMLBytes {
		return fmt.Errorf("%w: it has more than %s beside its scripts", corpus.ErrTooLarge, Size(int64(f.budget.HTMLBytes)))
	}
	rest = rest[at:]
	switch {
	case len(rest) < 2:
		if rest != "" {
			f.literal()
		}
		return nil
	case isLetter(rest[1]):
		return f.start()
	case rest[1] == '/' && len(rest) > 2 && isLetter(rest[2]):
		return f.end()
	case rest[1] == '/' || rest[1] == '?':
		f.skipPast(">")
	case strings.HasPrefix(rest, "<!--"):
		f.pos += commentLength(rest)
	case rest[1] == '!':
		f.declaration(rest)
	default:
		f.literal()
	}
	return nil
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// literal copies a "<" that is just text.
func (f *htmlFilter) literal() {
	f.out = append(f.out, "&lt;"...)
	f.pos++
}

func (f *htmlFilter) skipPast(end string) {
	if at := strings.Index(f.source[f.pos:], end); at >= 0 {
		f.pos += at + len(end)
		return
	}
	f.pos = len(f.source)
}

// maxDoctype is the longest <!doctype> that is copied, in bytes.
const maxDoctype = 1024

// declaration copies a <!doctype> before the first tag.
func (f *htmlFilter) declaration(rest string) {
	from := f.pos
	f.skipPast(">")
	if length := f.pos - from; f.starts == 0 && length <= maxDoctype && len(rest) > 9 && strings.EqualFold(rest[2:9], "doctype") {
		f.out = append(f.out, rest[:length]...)
	}
}

// commentLength returns the length of the comment at the start of s.
func commentLength(s string) int {
	const open = len("<!--")
	if strings.HasPrefix(s[open:], ">") {
		return open + 1
	}
	if strings.HasPrefix(s[open:], "->") {
		return open + 2
	}
	for at := open; ; {
		i := strings.Index(s[at:], "--")
		if i < 0 {
			return len(s)
		}
		at += i + 2
		for at < len(s) && s[at] == '-' {
			at++
		}
		switch {
		case strings.HasPrefix(s[at:], ">"):
			return at + 1
		case strings.HasPrefix(s[at:], "!>"):
			return at + 2
		}
	}
}

// start copies a start tag, and the content if it is raw text.
func (f *htmlFilter) start() error {
	t, ok := scanTag(f.source[f.pos:], 1)
	if !ok {
		f.pos = len(f.source) // a tag without an end does not count
		return nil
	}
	f.pos += t.length
	if f.starts++; f.starts > f.budget.HTMLElements {
		return tooMany(f.budget.HTMLElements, "elements")
	}
	if f.attributes += t.attributes; f.attributes > f.budget.HTMLAttributes {
		return tooMany(f.budget.HTMLAttributes, "attributes")
	}
	kind := kindOf(t.name())
	if kind == tagRoot {
		if f.roots++; f.roots > maxRoots {
			return nil // the builder would compare its attributes with all earlier ones
		}
	}
	if t.is("svg") || t.is("math") {
		f.foreign++
	}
	if kind == tagRaw {
		f.raw(t)
		return nil
	}
	f.out = append(f.out, t.text...)
	return f.formatting.start(t, kind, f.budget)
}

// maxRoots is how many <html>, <head> and <body> tags are copied.
const maxRoots = 16

// end copies an end tag.
func (f *htmlFilter) end() error {
	t, ok := scanTag(f.source[f.pos:], 2)
	if !ok {
		f.pos = len(f.source)
		return nil
	}
	f.pos += t.length
	if f.ends++; f.ends > f.budget.HTMLElements {
		return tooMany(f.budget.HTMLElements, "ends of elements")
	}
	if t.is("svg") || t.is("math") {
		f.foreign = max(f.foreign-1, 0)
	}
	name := t.name()
	f.out = append(f.out, "</"...)
	f.out = append(f.out, name...)
	f.out = append(f.out, '>')
	return f.formatting.end(t, kindOf(name), f.budget)
}

// raw copies an element with raw text. Its start tag t has been read.
func (f *htmlFilter) raw(t htmlTag) {
	name := t.name()
	inner, length := "", 0
	if !t.selfClosing() || f.foreign == 0 {
		inner, length = rawContent(f.source[f.pos:], string(name))
	}
	f.pos += length
	if string(name) == "plaintext" {
		f.out = append(f.out, "<pre>"...)
		f.escape(inner)
		return
	}
	f.out = append(f.out, strings.TrimSuffix(strings.TrimSuffix(t.text, ">"), "/")...)
	f.out = append(f.out, '>')
	switch string(name) {
	case "script":
		f.script(t, inner)
	case "title", "textarea", "xmp":
		f.escape(inner)
	}
	f.out = append(f.out, "</"...)
	f.out = append(f.out, name...)
	f.out = append(f.out, '>')
}

// script copies a JSON-LD script with every "<" escaped, and drops any other.
func (f *htmlFilter) script(t htmlTag, inner string) {
	if !strings.Contains(strings.ToLower(html.UnescapeString(t.text)), "ld+json") || f.ld+len(inner) > f.budget.LDBytes {
		return
	}
	f.ld += len(inner)
	inner = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(inner), "<!--"), "-->")
	for {
		at := strings.IndexByte(inner, '<')
		if at < 0 {
			break
		}
		f.out = append(f.out, inner[:at]...)
		f.out = append(f.out, `\u003c`...)
		inner = inner[at+1:]
	}
	f.out = append(f.out, inner...)
}

func (f *htmlFilter) escape(text string) {
	for {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			f.out = append(f.out, text...)
			return
		}
		f.out = append(f.out, text[:at]...)
		f.out = append(f.out, "&lt;"...)
		text = text[at+1:]
	}
}

// rawContent returns the text in s before the end tag with this name, and its
// length including the end tag.
func rawContent(s, name string) (inner string, length int) {
	if name == "plaintext" {
		return s, len(s)
	}
	// A comment in a script may hold another script, whose end tag does not end
	// the outer one.
	comment, nested := false, false
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return s, len(s)
		}
		i += at
		if comment && strings.Contains(s[at:i], "-->") {
			comment, nested = false, false
		}
		at = i + 1
		switch script := name == "script"; {
		case hasTag(s[i:], "</", name) && !nested:
			t, ok := scanTag(s[i:], len("</"))
			if !ok {
				return s[:i], len(s)
			}
			return s[:i], i + t.length
		case hasTag(s[i:], "</", name):
			nested = false
		case script && !comment && strings.HasPrefix(s[i:], "<!--"):
			comment, at = true, i+len("<!")
		case script && comment && hasTag(s[i:], "<", name):
			nested = true
		}
	}
}
