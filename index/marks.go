package index

import (
	"context"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
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
func (s *statement) marks() byte {
	return marked(marked(kindCode(s.kind), markCorrected, s.corrected), markReworded, s.reworded != "")
}

// decodeMarks reads a kind with its marks and what follows these, behind a
// statement of some paragraph. It returns the statement's own.
func (s *statement) decodeMarks(r *reader, paragraph int) int {
	b := r.byte()
	s.kind, s.corrected, s.paragraph = kindOf(b&markKind), b&markCorrected != 0, paragraph
	if b&markParagraph != 0 {
		s.paragraph += r.uvarint()
	}
	if b&markReworded != 0 {
		s.reworded = corpus.Date(r.string())
	}
	return s.paragraph
}

// blank puts spaces in the place of what a passage's text holds of the spans of
// the article, so that nothing is found by words that are not shown.
func (p *passage) blank(hidden []corpus.Span) {
	whole := corpus.Span{Start: p.base, End: p.base + len(p.text)}
	for _, h := range hidden {
		if whole.Overlaps(h) {
			from, to := max(h.Start-p.base, 0), min(h.End-p.base, len(p.text))
			p.text = p.text[:from] + strings.Repeat(" ", to-from) + p.text[to:]
		}
	}
}

// rewordings is when the statements of a changed article, as they now stand,
// were last reworded, of those that ever were while the versions before are
// kept.
func rewordings(ctx context.Context, c corpus.Change, present []corpus.Statement) (map[corpus.StatementID]corpus.Date, error) {
	if len(c.Versions) == 0 {
		return nil, nil
	}
	dates := make(map[corpus.StatementID]corpus.Date)
	old, err := versionStatements(ctx, c.Article, c.Versions[0])
	if err != nil {
		return nil, err
	}
	for i := 1; i <= len(c.Versions); i++ {
		next, at := present, corpus.DateOf(c.Changed)
		if i < len(c.Versions) {
			at = corpus.DateOf(c.Versions[i].At)
			if next, err = versionStatements(ctx, c.Article, c.Versions[i]); err != nil {
				return nil, err
			}
		}
		edits, err := revise.Compare(ctx, old, next)
		if err != nil {
			return nil, err
		}
		for _, e := range edits {
			if e.Old != nil {
				delete(dates, e.Old.ID)
			}
		}
		for _, e := range edits {
			if e.Kind == corpus.Reworded {
				dates[e.New.ID] = at
			}
		}
		old = next
	}
	return dates, nil
}

// versionStatements is the outline of a version, with ids as the article's have
// them.
func versionStatements(ctx context.Context, a corpus.Article, v corpus.Version) ([]corpus.Statement, error) {
	v.Article.ID = a.ID
	return extract.Outline(ctx, v.Article)
}
