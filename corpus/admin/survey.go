package admin

import (
	"context"
	"reflect"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
)

// survey holds the results for an article as a whole. It is immutable once it
// is complete.
type survey struct {
	corpus.Annotated // without the article, its corrections and versions
	applies          []bool
	of               extract.Survey
	index            []int                    // index in the survey of each place; nil if they are the same
	corrected        map[int]corpus.Statement // statements that were corrected, by index in the survey
}

// extend extracts an article, or the rest of it if an earlier call was stopped.
// It keeps only those parts of its statements that pages need.
func (s *survey) extend(ctx context.Context, a corpus.Article) error {
	s.Article = a
	defer func() { s.Article = corpus.Article{} }() // each reader has its own copy
	return s.of.GoOn(ctx, a, s.Add)
}

// correctedSurvey returns the survey of an article with corrections.
func correctedSurvey(ctx context.Context, a corpus.Article, corrections []corpus.CorrectionState) (*survey, error) {
	s := &survey{Annotated: corpus.Annotated{Article: a}, applies: make([]bool, len(corrections))}
	defer func() { s.Article = corpus.Article{} }() // each reader has its own copy
	var plain []corpus.Statement                    // corrections may apply to any of them
	if err := s.of.GoOn(ctx, a, func(part []corpus.Statement) { plain = append(plain, part...) }); err != nil {
		return nil, err
	}
	states := slices.Clone(corrections)
	statements, hidden, err := corrected(ctx, a, plain, states)
	if err != nil {
		return nil, err
	}
	s.Hidden = hidden
	for i := range states {
		s.applies[i] = states[i].Applies
	}
	s.Add(statements)
	s.corrected = map[int]corpus.Statement{}
	at := 0
	for _, one := range statements {
		for plain[at].Start != one.Start {
			at++
		}
		if !reflect.DeepEqual(plain[at], one) {
			s.corrected[at] = one
		}
		s.index = append(s.index, at)
		at++
	}
	return s, nil
}

// at returns the index in the survey of a place.
func (s *survey) at(place int) int {
	if s.index == nil {
		return place
	}
	return s.index[place]
}

// bytes estimates the length of the text that must be extracted to explain
// places.
func (s *survey) bytes(from, to int) int {
	if from >= to {
		return 0
	}
	return s.Places[to-1].End - s.Places[from].Start
}

// explain implements corpus.Annotated.Explain.
func (s *survey) explain(ctx context.Context, a corpus.Article, from, to int) ([]corpus.Statement, error) {
	if from >= to {
		return nil, nil
	}
	first := s.at(from)
	all, err := s.of.Explain(ctx, a, first, s.at(to-1)+1)
	if err != nil {
		return nil, err
	}
	out := make([]corpus.Statement, 0, to-from)
	for place := from; place < to; place++ {
		one := all[s.at(place)-first]
		if c, ok := s.corrected[s.at(place)]; ok {
			one = withEvidence(c, one)
		}
		out = append(out, one)
	}
	return out, nil
}

// withEvidence returns a corrected statement with the evidence for its
// uncorrected reports.
func withEvidence(c, explained corpus.Statement) corpus.Statement {
	c.Reports = slices.Clone(c.Reports)
	for i := range c.Reports {
		if !c.Reports[i].Corrected {
			c.Reports[i].Evidence = explained.Reports[i].Evidence
		}
	}
	return c
}

// corrected applies corrections to the statements of an article: first those of
// the shared corpus, then the guild's. It returns the spans of hidden
// statements and sets Applies in corrections.
func corrected(ctx context.Context, a corpus.Article, plain []corpus.Statement, corrections []corpus.CorrectionState) ([]corpus.Statement, []corpus.Span, error) {
	statements := plain
	for _, shared := range []bool{true, false} {
		var meant []int
		var layer []corpus.Correction
		for i, c := range corrections {
			if (c.Guild == corpus.Shared) == shared {
				meant, layer = append(meant, i), append(layer, c.Correction)
			}
		}
		if len(layer) == 0 {
			continue
		}
		var applies []bool
		var err error
		if statements, applies, err = revise.Apply(ctx, a, statements, layer); err != nil {
			return nil, nil, err
		}
		for k, i := range meant {
			corrections[i].Applies = applies[k]
		}
	}
	return statements, revise.Hidden(plain, statements), nil
}
