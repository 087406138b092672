package parse

import (
	"fmt"
	"strings"

	"verbatim/corpus"
)

// xmlEvent is a result of xmlScanner.next.
type xmlEvent int

const (
	xmlEOF xmlEvent = iota
	xmlStart
	xmlEnd
	xmlOther // text, comment, instruction or declaration
)

// sectionWeight is the weight of a CDATA section, because joining texts around
// sections takes time.
const sectionWeight = 10

// xmlScanner scans XML the way encoding/xml does and counts its parts, without
// building anything. If encoding/xml would report an error, it may stop.
type xmlScanner struct {
	s        string
	pos      int
	from     int    // start of the current tag
	name     string // of the current tag, with its prefix
	empty    bool   // the current tag is <x/>; its end is the next event
	open     []string
	spaces   []int // namespaces declared by each open element
	declared int   // sum of spaces
	weight   int   // elements, attributes and sections so far
	before   int   // weight before the current tag
	budget   Budgets
}

// next advances to the next tag, or past the next text.
func (x *xmlScanner) next() (xmlEvent, error) {
	x.before = x.weight
	if x.empty {
		x.empty = false
		x.from = x.pos
		x.pop()
		return xmlEnd, nil
	}
	rest := x.s[x.pos:]
	x.from = x.pos
	if rest == "" {
		return xmlEOF, nil
	}
	if at := strings.IndexByte(rest, '<'); at != 0 {
		if at < 0 {
			at = len(rest)
		}
		x.pos += at
		return xmlOther, nil
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		x.skipTo("-->", len("<!--"))
		return xmlOther, nil
	case strings.HasPrefix(rest, "<![CDATA["):
		x.weight += sectionWeight
		x.skipTo("]]>", len("<![CDATA["))
		return xmlOther, nil
	case strings.HasPrefix(rest, "<?"):
		x.skipTo("?>", len("<?"))
		return xmlOther, nil
	case strings.HasPrefix(rest, "<!"):
		x.declaration()
		return xmlOther, nil
	case strings.HasPrefix(rest, "</"):
		x.skipTo(">", len("</"))
		x.name = strings.TrimSpace(strings.Trim(x.s[x.from:x.pos], "</>"))
		x.pop()
		return xmlEnd, nil
	}
	return xmlStart, x.start()
}

func (x *xmlScanner) skipTo(end string, after int) {
	at := strings.Index(x.s[x.pos+after:], end)
	if at < 0 {
		x.pos = len(x.s)
		return
	}
	x.pos += after + at + len(end)
}

// declaration skips <!DOCTYPE …> and its content.
func (x *xmlScanner) declaration() {
	depth := 0
	for i := x.pos; i < len(x.s); i++ {
		switch c := x.s[i]; c {
		case '"', '\'':
			end := strings.IndexByte(x.s[i+1:], c)
			if end < 0 {
				x.pos = len(x.s)
				return
			}
			i += 1 + end
		case '<':
			if strings.HasPrefix(x.s[i:], "<!--") {
				end := strings.Index(x.s[i:], "-->")
				if end < 0 {
					x.pos = len(x.s)
					return
				}
				i += end + 2
				continue
			}
			depth++
		case '>':
			if depth--; depth == 0 {
				x.pos = i + 1
				return
			}
		}
	}
	x.pos = len(x.s)
}

// start reads a start tag.
func (x *xmlScanner) start() error {
	i := x.pos + 1
	for i < len(x.s) && !isSpace(x.s[i]) && x.s[i] != '/' && x.s[i] != '>' {
		i++
	}
	x.name = x.s[x.pos+1 : i]
	x.weight++
	spaces := 0
	for i < len(x.s) && x.s[i] != '>' {
		switch c := x.s[i]; {
		case c == '"' || c == '\'':
			end := strings.IndexByte(x.s[i+1:], c)
			if end < 0 {
				i = len(x.s)
				continue
			}
			i += 1 + end
		case c == '=':
			x.weight++
		case c == 'x' && strings.HasPrefix(x.s[i:], "xmlns"):
			spaces++
		}
		i++
	}
	x.empty = i < len(x.s) && x.s[i-1] == '/'
	x.pos = min(i+1, len(x.s))
	x.open = append(x.open, x.name)
	x.spaces = append(x.spaces, spaces)
	x.declared += spaces
	if spaces > 0 {
		x.weight += x.declared // each declaration copies those in scope
	}
	switch {
	case len(x.open) > x.budget.XMLDepth:
		return fmt.Errorf("%w: its elements are nested deeper than %d", corpus.ErrTooCostly, x.budget.XMLDepth)
	case x.declared > x.budget.XMLNamespaces:
		return fmt.Errorf("%w: more than %d namespaces are declared one in another", corpus.ErrTooCostly, x.budget.XMLNamespaces)
	}
	return nil
}

func (x *xmlScanner) pop() {
	if n := len(x.open); n > 0 {
		x.open = x.open[:n-1]
		x.declared -= x.spaces[n-1]
		x.spaces = x.spaces[:n-1]
	}
}

// localName returns a tag's name without its prefix.
func localName(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// xmlText decodes an XML document, and removes the declaration of another
// charset.
func xmlText(body []byte) string {
	text := decode(body, "")
	if rest, ok := strings.CutPrefix(strings.TrimLeft(text, " \n\t"), "<?xml"); ok {
		if at := strings.Index(rest, "?>"); at >= 0 {
			return `<?xml version="1.0"?>` + rest[at+2:]
		}
	}
	return text
}
