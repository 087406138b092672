package document

import (
	"context"

	"verbatim/corpus/extract/lexicon"
)

// markQuotations pairs the quotation marks of the whole text and lists the
// outermost pairs.
func markQuotations(ctx context.Context, d *Document) error {
	p := pairing{d: d}
	for i := range d.Paragraphs {
		if err := Ended(ctx, i); err != nil {
			return err
		}
		p.paragraph(i)
	}
	p.finish()
	for qi := range d.Quotations {
		q := &d.Quotations[qi]
		for i := q.Inner; i < q.Outer; i++ {
			d.Tokens[i].Flags |= FlagQuoted
		}
	}
	return nil
}

// pairing is the state of pairing marks from paragraph to paragraph.
type pairing struct {
	d     *Document
	stack []mark // open marks, the outermost first
	marks []mark // of the current paragraph
	// nextClose[i] is the index of the nearest mark from i on that surely closes
	// a single mark, before another single mark opens; -1 where there is none.
	nextClose []int32
	// lowest[k] is how far closing marks outnumber opening ones of the same style
	// at most, over the marks from behind k to any later one: 0 or less.
	lowest  []int32
	next    int   // index into Document.marks of the next mark
	begun   bool  // an outermost quotation is open
	current int32 // its opening mark
	lastEnd int32 // the end of the last paragraph in which it was open
}

// maxDepth bounds the nesting of marks. Deeper ones are ignored.
const maxDepth = 4

func (p *pairing) paragraph(i int) {
	d := p.d
	para := &d.Paragraphs[i]
	p.collect(*para)
	first := 0
	switch {
	case len(p.stack) == 0:
	case p.reopens(*para):
		para.heading = false
		d.Tokens[para.From].Flags |= FlagMark
		first = 1
	default:
		p.unclosed()
	}
	if para.heading {
		return
	}
	for k := first; k < len(p.marks); k++ {
		p.mark(k, *para)
	}
	p.stack = p.stack[:min(1, len(p.stack))] // nested marks do not outlive their paragraph
	p.lastEnd = para.To
}

// collect lists the marks of a paragraph and looks ahead for single ones.
func (p *pairing) collect(para Paragraph) {
	p.marks = p.marks[:0]
	for ; p.next < len(p.d.marks) && p.d.marks[p.next] < para.To; p.next++ {
		i := p.d.marks[p.next]
		if m := markAt(p.d, i); m.style != styleNone {
			p.marks = append(p.marks, m)
		}
	}
	p.nextClose = p.nextClose[:0]
	for range p.marks {
		p.nextClose = append(p.nextClose, -1)
	}
	p.lowest = append(p.lowest[:0], p.nextClose...)
	next := int32(-1)
	var low [styles]int32
	for k := len(p.marks) - 1; k >= 0; k-- {
		m := p.marks[k]
		p.lowest[k] = low[m.style]
		switch m.side {
		case sideOpen:
			low[m.style] = min(0, low[m.style]+1)
		case sideClose:
			low[m.style]--
		}
		if m.style == styleSingle {
			switch {
			case m.side&sideClose != 0 && m.sure:
				next = int32(k)
			case m.side == sideOpen:
				p.nextClose[k] = next
				next = -1
				continue
			case m.side&sideClose != 0 && next < 0:
				next = int32(k)
			}
		}
		p.nextClose[k] = next
	}
}

// reopens reports whether a paragraph begins with a mark of the open style.
func (p *pairing) reopens(para Paragraph) bool {
	return len(p.marks) > 0 && p.marks[0].token == para.From &&
		p.marks[0].style == p.stack[0].style && p.marks[0].side&sideOpen != 0
}

// mark opens or closes a quotation, or has no effect.
func (p *pairing) mark(k int, para Paragraph) {
	m := p.marks[k]
	top := len(p.stack) - 1
	open := m.side == sideOpen || m.side == sideClose && p.reversed(k, para)
	if m.side == sideEither {
		open = p.openAt(m.style) < 0
	}
	if open && top >= 0 && p.stack[top].style == m.style {
		if m.style == styleSingle {
			return // an apostrophe before a word
		}
		if top == 0 && m.token > para.From && p.lowest[k] > -2 { // the mark before was never closed, or this closes the wrong way round
			p.close(m.token, false)
			p.stack = p.stack[:0]
			top = -1
		}
	}
	switch {
	case open:
		p.open(k, para)
	case top < 0:
		// a closing mark without an open quotation
	default:
		p.closeStyle(k)
	}
}

// reversed reports whether a mark that closes by its form opens by its place: no
// quotation is open, the mark begins its paragraph or follows a colon, and the next
// mark of its style closes too.
func (p *pairing) reversed(k int, para Paragraph) bool {
	m := p.marks[k]
	if m.style != styleDouble || len(p.stack) > 0 || k+1 == len(p.marks) || p.marks[k+1].style != m.style || p.marks[k+1].side != sideClose {
		return false
	}
	return m.token == para.From || p.d.Tokens[m.token-1].Word == lexicon.WordColon
}

func (p *pairing) open(k int, para Paragraph) {
	m := p.marks[k]
	if len(p.stack) >= maxDepth {
		return
	}
	if m.style == styleSingle && p.nextClose[k] < 0 {
		reopened := len(p.stack) == 0 && m.token == para.From
		if !reopened || !p.nextReopens(para, m) {
			return // an apostrophe
		}
	}
	p.stack = append(p.stack, m)
	p.d.Tokens[m.token].Flags |= FlagMark
	if len(p.stack) == 1 {
		p.begun, p.current = true, m.token
	}
}

// nextReopens reports whether the paragraph after para begins with the same mark.
func (p *pairing) nextReopens(para Paragraph, m mark) bool {
	d := p.d
	if int(para.To) >= len(d.Tokens) {
		return false
	}
	next, this := d.Tokens[para.To], d.Tokens[m.token]
	return d.Text[next.Start:next.End] == d.Text[this.Start:this.End]
}

// closeStyle closes the innermost open mark of the style, and those within it.
func (p *pairing) closeStyle(k int) {
	m := p.marks[k]
	at := p.openAt(m.style)
	if at < 0 {
		return
	}
	if m.style == styleSingle && !m.sure && p.nextClose[k] != int32(k) && p.nextClose[k] >= 0 {
		return // years’: a surer mark follows
	}
	p.d.Tokens[m.token].Flags |= FlagMark
	p.stack = p.stack[:at]
	if at == 0 {
		p.close(m.token, true)
	}
}

// openAt is the innermost open mark that a mark of the style closes, or -1. Curly
// marks close straight ones, and straight ones close curly ones, only when no mark of
// their own style is open.
func (p *pairing) openAt(s style) int {
	other := styleNone
	switch s {
	case styleDouble:
		other = styleStraight
	case styleStraight:
		other = styleDouble
	}
	found := -1
	for at := len(p.stack) - 1; at >= 0; at-- {
		if p.stack[at].style == s {
			return at
		}
		if found < 0 && p.stack[at].style == other && other != styleNone {
			found = at
		}
	}
	return found
}

// close ends the outermost quotation before the token.
func (p *pairing) close(at int32, closed bool) {
	d := p.d
	q := Quotation{Inner: p.current + 1, Outer: at, Closed: closed, statement: -1}
	q.From, q.To = p.current, at
	if closed {
		q.To = at + 1
	}
	p.begun = false
	if q.Inner >= q.Outer {
		return // the quotation is empty
	}
	q.Start, q.End = d.Tokens[q.Inner].Start, d.Tokens[q.Outer-1].End
	d.Quotations = append(d.Quotations, q)
}

// unclosed ends a quotation that is never closed, at the end of the last paragraph
// in which it was open.
func (p *pairing) unclosed() {
	if p.begun {
		p.close(p.lastEnd, false)
	}
	p.stack = p.stack[:0]
}

func (p *pairing) finish() { p.unclosed() }
