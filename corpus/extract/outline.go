package extract

import (
	"context"

	"verbatim/corpus"
)

// Survey is where the statements of an article stand, so that some of them can be
// explained without the others. The zero value is that of nothing yet; GoOn makes
// it. It holds no text, and is for one goroutine until it is made.
type Survey struct {
	sections []section
	first    []int // of every section the index of its first statement
	ids      []corpus.StatementID
	naming   *identifier
}

// GoOn takes an article apart, or the rest of it where the survey was stopped
// before, and calls visit for the statements of one section after the other, as
// Statements has them; it keeps none of these. An error is the context's: the
// survey can go on later, with the same article.
func (s *Survey) GoOn(ctx context.Context, a corpus.Article, visit func([]corpus.Statement)) error {
	last := section{}
	if n := len(s.sections); n > 0 {
		last = s.sections[n-1]
	} else {
		s.naming = newIdentifier(a.ID)
	}
	for d, err := range sectionsFrom(ctx, a, last.to, last.foreign) {
		if err != nil {
			return err
		}
		statements, err := d.extract(ctx, s.naming.all, false)
		if err != nil {
			return err
		}
		s.sections = append(s.sections, section{d.from, len(d.text), d.foreign})
		s.first = append(s.first, len(s.ids))
		for i := range statements {
			s.ids = append(s.ids, statements[i].ID)
		}
		visit(statements)
	}
	s.naming = nil
	return nil
}

// Explain is the statements from an index up to another as Explain has them, of
// the article that the survey was made of. It takes as long as the sections do in
// which they stand.
func (s *Survey) Explain(ctx context.Context, a corpus.Article, from, to int) ([]corpus.Statement, error) {
	text := clipped(a.Text)
	var out []corpus.Statement
	for k, part := range s.sections {
		first, end := s.first[k], len(s.ids)
		if k+1 < len(s.first) {
			end = s.first[k+1]
		}
		if first >= to || end <= from {
			continue
		}
		d, err := part.parse(ctx, text)
		if err != nil {
			return nil, err
		}
		statements, err := d.extract(ctx, func(*document) []corpus.StatementID { return s.ids[first:end] }, true)
		if err != nil {
			return nil, err
		}
		out = append(out, statements[max(from-first, 0):min(to, end)-first]...)
	}
	return out, nil
}
