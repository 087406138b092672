package admin

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// Annotated returns an article as a guild sees it, with its statements,
// speakers and corrections. The error is corpus.ErrNoArticle if the guild has
// no such article.
func (d *Service) Annotated(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (corpus.Annotated, error) {
	versions, err := d.listVersions(ctx, guild, ref)
	if err != nil {
		return corpus.Annotated{}, err
	}
	corrections, err := d.correctionsIn(ctx, guild, ref)
	if err != nil {
		return corpus.Annotated{}, err
	}
	a, s, err := d.surveyOf(ctx, guild, ref, versions[len(versions)-1].Bytes, corrections)
	if err != nil {
		return corpus.Annotated{}, err
	}
	changed, err := d.store.PageChanged(ctx, ref.Guild, ref.Article)
	if err != nil {
		return corpus.Annotated{}, err
	}
	out := s.Annotated
	out.Article, out.Corrections, out.PageChanged = a, slices.Clone(corrections), corpus.DateOf(changed)
	for i := range out.Corrections {
		out.Corrections[i].Applies = s.applies[i]
	}
	for _, v := range versions {
		out.Versions = append(out.Versions, v.Version)
	}
	out.Explain = func(ctx context.Context, from, to int) ([]corpus.Statement, error) {
		release, err := d.slots.acquire(ctx, min(s.bytes(from, to), len(a.Text)))
		if err != nil {
			return nil, err
		}
		defer release()
		return s.explain(ctx, a, from, to)
	}
	return out, nil
}

// surveyOf returns an article and its survey. bytes is the approximate size of
// its text.
func (d *Service) surveyOf(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, bytes int, corrections []corpus.CorrectionState) (corpus.Article, *survey, error) {
	release, err := d.slots.acquire(ctx, bytes)
	if err != nil {
		return corpus.Article{}, nil, err
	}
	defer release()
	a, err := d.article(ctx, guild, ref.Guild, ref.Article)
	if err != nil {
		return corpus.Article{}, nil, err
	}
	s, err := d.surveys.get(ctx, a, corrections)
	return a, s, err
}

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

// Compared returns a version of an article beside the one before it, as a guild
// sees them. Errors: corpus.ErrNoArticle, corpus.ErrNoVersion.
func (d *Service) Compared(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, number int) (corpus.Compared, error) {
	versions, err := d.listVersions(ctx, guild, ref)
	if err != nil {
		return corpus.Compared{}, err
	}
	i := slices.IndexFunc(versions, func(v store.VersionInfo) bool { return v.Number == number })
	if i < 1 {
		return corpus.Compared{}, noVersion(ref, number)
	}
	release, err := d.slots.acquire(ctx, versions[i-1].Bytes+versions[i].Bytes)
	if err != nil {
		return corpus.Compared{}, err
	}
	defer release()
	corrections, err := d.correctionsIn(ctx, guild, ref)
	if err != nil {
		return corpus.Compared{}, err
	}
	out := corpus.Compared{Article: versions[len(versions)-1].Article}
	for at, v := range map[*corpus.Version]int{&out.Old: versions[i-1].Number, &out.New: number} {
		var ok bool
		if *at, ok, err = d.store.Version(ctx, ref.Guild, ref.Article, v); err != nil {
			return corpus.Compared{}, err
		}
		if !ok { // dropped in the meantime
			return corpus.Compared{}, noVersion(ref, v)
		}
	}
	if out.Rows, err = shownRows(ctx, out.Old.Article, out.New.Article, corrections); err != nil {
		return corpus.Compared{}, err
	}
	out.Old.Article.Text, out.New.Article.Text = "", ""
	return out, nil
}

func noVersion(ref corpus.ArticleRef, number int) error {
	return fmt.Errorf("version %d of article %q: %w", number, ref.Article, corpus.ErrNoVersion)
}

// shownRows returns all statements of two versions. If a statement is hidden in
// one version, it is left out of both.
func shownRows(ctx context.Context, before, after corpus.Article, corrections []corpus.CorrectionState) ([]corpus.Edit, error) {
	was, hiddenBefore, err := statementsOf(ctx, before, corrections)
	if err != nil {
		return nil, err
	}
	is, hiddenAfter, err := statementsOf(ctx, after, corrections)
	if err != nil {
		return nil, err
	}
	rows, err := revise.Align(ctx, was, is)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(e corpus.Edit) bool {
		return e.Old != nil && hiddenBefore[e.Old.Start] || e.New != nil && hiddenAfter[e.New.Start]
	}), nil
}

// statementsOf returns the statements of a version, and the starts of those
// that corrections hide. It extracts reports only if corrections need them.
func statementsOf(ctx context.Context, a corpus.Article, corrections []corpus.CorrectionState) ([]corpus.Statement, map[int]bool, error) {
	if len(corrections) == 0 {
		statements, err := extract.Outline(ctx, a)
		return statements, nil, err
	}
	statements, err := extract.Statements(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	_, spans, err := corrected(ctx, a, statements, slices.Clone(corrections))
	starts := make(map[int]bool, len(spans))
	for _, s := range spans {
		starts[s.Start] = true
	}
	return statements, starts, err
}

// correctionsIn returns the corrections of an article that apply in a guild,
// oldest first.
func (d *Service) correctionsIn(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) ([]corpus.CorrectionState, error) {
	all, err := d.store.CorrectionsOf(ctx, ref.Guild, ref.Article)
	if err != nil {
		return nil, err
	}
	var out []corpus.CorrectionState
	for _, c := range all {
		if c.Guild == guild || c.Guild == corpus.Shared {
			out = append(out, corpus.CorrectionState{Correction: c})
		}
	}
	return out, nil
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
