package extract

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// Survey knows the places of an article's statements, so that some of them can be
// explained without the others. The zero value is empty; GoOn fills it. It holds no
// text. Only one goroutine may use it until GoOn has returned nil.
type Survey struct {
	sections []document.Section
	first    []int // of every section the index of its first statement
	ids      []corpus.StatementID
	naming   *document.Identifier
}

// GoOn takes an article apart, or the rest of it if an earlier call was stopped,
// and calls visit with the statements of each section, in order, as Statements
// returns them. It keeps none of them. An error is the context's; call GoOn again
// with the same article to continue.
func (s *Survey) GoOn(ctx context.Context, a corpus.Article, visit func([]corpus.Statement)) error {
	last := document.Section{}
	if n := len(s.sections); n > 0 {
		last = s.sections[n-1]
	} else {
		s.naming = document.NewIdentifier(a.ID)
	}
	for d, err := range document.SectionsAfter(ctx, a, last) {
		if err != nil {
			return err
		}
		statements, err := extract(ctx, d, s.naming.All, false)
		if err != nil {
			return err
		}
		s.sections = append(s.sections, d.Section())
		s.first = append(s.first, len(s.ids))
		for i := range statements {
			s.ids = append(s.ids, statements[i].ID)
		}
		visit(statements)
	}
	s.naming = nil
	return nil
}

// Explain returns the statements from one index up to another, as the function
// Explain does, of the article that was surveyed. It takes as long as the sections
// that hold them.
func (s *Survey) Explain(ctx context.Context, a corpus.Article, from, to int) ([]corpus.Statement, error) {
	text := document.Clipped(a.Text)
	var out []corpus.Statement
	for k, part := range s.sections {
		first, end := s.first[k], len(s.ids)
		if k+1 < len(s.first) {
			end = s.first[k+1]
		}
		if first >= to || end <= from {
			continue
		}
		d, err := part.Parse(ctx, text)
		if err != nil {
			return nil, err
		}
		statements, err := extract(ctx, d, func(*document.Document) []corpus.StatementID { return s.ids[first:end] }, true)
		if err != nil {
			return nil, err
		}
		out = append(out, statements[max(from-first, 0):min(to, end)-first]...)
	}
	return out, nil
}
