package parse

import (
	"fmt"
	"slices"

	"verbatim/corpus"
)

// tagKind is how a tag affects the tree builder.
type tagKind int

const (
	tagOther      tagKind = iota
	tagRoot               // <html>, <head>, <body>
	tagRaw                // contains raw text
	tagFormatting         // opened again in each block until it is closed
	tagBarrier            // elements opened outside cannot be closed inside
)

// kindOf returns the kind of the tag with this name in lower case.
func kindOf(name []byte) tagKind {
	switch string(name) {
	case "html", "head", "body":
		return tagRoot
	case "script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "textarea", "title", "plaintext":
		return tagRaw
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return tagFormatting
	case "table", "td", "th", "caption", "applet", "object", "marquee", "template", "select", "svg", "math":
		return tagBarrier
	}
	return tagOther
}

// formatting tracks the open formatting elements. The tree builder opens each
// of them again in every block, with its attributes, until its end tag. So a
// few thousand tags can become millions of elements. The count is never much
// too low: an end tag counts only if the element was opened within the same
// barrier.
type formatting struct {
	open     []openTag
	barriers []barrier
	weight   int // of the open elements
	restored int // upper bound of the elements opened again
}

type openTag struct {
	name     string
	barriers int // how many were open when it was opened
	weight   int
}

// barrier is an element inside which elements that were opened outside cannot
// be closed.
type barrier struct {
	name string
	cell bool // a table cell, which closes the elements in it at its end
}

// maxOpen is how many open formatting elements are searched for the one that an
// end tag closes. The tree builder gives up at the same number.
const maxOpen = 512

func (f *formatting) start(t htmlTag, kind tagKind, budget Budgets) error {
	switch kind {
	case tagFormatting:
		name := string(t.name())
		if name == "a" || name == "nobr" {
			f.close(name) // like the builder
		}
		o := openTag{name, len(f.barriers), 1 + t.attributes/4}
		f.open = append(f.open, o)
		f.weight += o.weight
		return nil
	case tagBarrier:
		if !t.selfClosing() {
			f.startBarrier(string(t.name()))
		}
	}
	return f.charge(f.weight, budget)
}

func (f *formatting) end(t htmlTag, kind tagKind, budget Budgets) error {
	switch kind {
	case tagFormatting:
		f.close(string(t.name()))
		return f.charge(min(f.weight, maxMoved), budget)
	case tagBarrier:
		f.endBarrier(string(t.name()))
	}
	return f.charge(f.weight, budget)
}

// maxMoved is how many elements the end tag of a formatting element can create.
const maxMoved = 32

// close closes the last formatting element with this name inside the barrier.
func (f *formatting) close(name string) {
	for i, o := range slices.Backward(f.open[max(0, len(f.open)-maxOpen):]) {
		if o.barriers != len(f.barriers) {
			return
		}
		if o.name == name {
			i += max(0, len(f.open)-maxOpen)
			f.open = slices.Delete(f.open, i, i+1)
			f.weight -= o.weight
			return
		}
	}
}

func isCell(name string) bool { return name == "td" || name == "th" || name == "caption" }

func (f *formatting) startBarrier(name string) {
	b := barrier{name: name}
	if n := len(f.barriers); n > 0 {
		b.cell = isCell(name) && (f.barriers[n-1].name == "table" || f.barriers[n-1].cell)
	}
	f.barriers = append(f.barriers, b)
}

// endBarrier ends the innermost barrier when it has this name. The end of a table
// also ends its cells.
func (f *formatting) endBarrier(name string) {
	i := len(f.barriers) - 1
	for name == "table" && i >= 0 && f.barriers[i].cell {
		i--
	}
	if i < 0 || f.barriers[i].name != name {
		return
	}
	cells := i + 1 // barriers from here on are cells
	if f.barriers[i].cell {
		cells = i
	}
	f.barriers = f.barriers[:i]
	f.closeInner(i, cells)
}

// closeInner closes elements that were opened in cells. Those opened in other
// ended barriers move to the barrier around them.
func (f *formatting) closeInner(level, cells int) {
	n := len(f.open)
	for n > 0 && f.open[n-1].barriers > level {
		n--
	}
	kept := f.open[:n]
	for _, o := range f.open[n:] {
		if o.barriers > cells {
			f.weight -= o.weight
			continue
		}
		o.barriers = level
		kept = append(kept, o)
	}
	f.open = kept
}

func (f *formatting) charge(elements int, budget Budgets) error {
	if f.restored += elements; f.restored > budget.HTMLRestored {
		return fmt.Errorf("%w: elements that are never closed make more than %d others", corpus.ErrTooCostly, budget.HTMLRestored)
	}
	return nil
}
