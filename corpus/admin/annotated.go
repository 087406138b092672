package admin

import (
	"context"
	"fmt"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// viewService shows articles with their statements.
type viewService struct {
	store    *store.Store
	slots    extractionSlots
	articles *articleService
	surveys  surveys
}

// Annotated returns an article as a guild sees it, with its statements,
// speakers and corrections. The error is corpus.ErrNoArticle if the guild has
// no such article.
func (d *viewService) Annotated(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (corpus.Annotated, error) {
	versions, err := d.articles.listVersions(ctx, guild, ref)
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
func (d *viewService) surveyOf(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, bytes int, corrections []corpus.CorrectionState) (corpus.Article, *survey, error) {
	release, err := d.slots.acquire(ctx, bytes)
	if err != nil {
		return corpus.Article{}, nil, err
	}
	defer release()
	a, err := d.articles.article(ctx, guild, ref.Guild, ref.Article)
	if err != nil {
		return corpus.Article{}, nil, err
	}
	s, err := d.surveys.get(ctx, a, corrections)
	return a, s, err
}

// Compared returns a version of an article beside the one before it, as a guild
// sees them. Errors: corpus.ErrNoArticle, corpus.ErrNoVersion.
func (d *viewService) Compared(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, number int) (corpus.Compared, error) {
	versions, err := d.articles.listVersions(ctx, guild, ref)
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
func (d *viewService) correctionsIn(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) ([]corpus.CorrectionState, error) {
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
