package passage

import (
	"strings"

	"verbatim/corpus"
)

// A stored kind is one byte, with these marks on it.
const (
	markKind      byte = 0x0f
	markCorrected byte = 0x10 // a moderator has spoken
	markReworded  byte = 0x20 // a date follows
	markParagraph byte = 0x40 // by how much the paragraph's number is higher follows
)

// marked is a stored kind with a mark, where it is set.
func marked(kind, mark byte, set bool) byte {
	if set {
		kind |= mark
	}
	return kind
}

// marks is the statement's kind with its marks.
func (s *Statement) marks() byte {
	return marked(marked(kindCode(s.Kind), markCorrected, s.Corrected), markReworded, s.Reworded != "")
}

// decodeMarks reads a kind with its marks and what follows these, behind a
// statement of some paragraph. It returns the statement's own.
func (s *Statement) decodeMarks(r *reader, paragraph int) int {
	b := r.byte()
	s.Kind, s.Corrected, s.Paragraph = kindOf(b&markKind), b&markCorrected != 0, paragraph
	if b&markParagraph != 0 {
		s.Paragraph += r.uvarint()
	}
	if b&markReworded != 0 {
		s.Reworded = corpus.Date(r.string())
	}
	return s.Paragraph
}

// Blank puts spaces in the place of what a passage's text holds of the spans of
// the article, so that nothing is found by words that are not shown.
func (p *Passage) Blank(hidden []corpus.Span) {
	whole := corpus.Span{Start: p.Base, End: p.Base + len(p.Text)}
	for _, h := range hidden {
		if whole.Overlaps(h) {
			from, to := max(h.Start-p.Base, 0), min(h.End-p.Base, len(p.Text))
			p.Text = p.Text[:from] + strings.Repeat(" ", to-from) + p.Text[to:]
		}
	}
}

// Kinds are the codes that kinds are stored as.
var Kinds = [...]corpus.Kind{corpus.Narrated, corpus.Direct, corpus.Indirect, corpus.Mixed}

func kindCode(k corpus.Kind) byte {
	for code, kind := range Kinds {
		if kind == k {
			return byte(code)
		}
	}
	return 0
}

func kindOf(code byte) corpus.Kind {
	if int(code) < len(Kinds) {
		return Kinds[code]
	}
	return corpus.Narrated
}
