package desk

import (
	"context"
	"fmt"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// Annotated is an article as a guild sees it, with all that is known of it.
// corpus.ErrNoArticle says that there is none for the guild.
func (d *Desk) Annotated(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) (corpus.Annotated, error) {
	versions, err := d.versionsOf(ctx, guild, ref)
	if err != nil {
		return corpus.Annotated{}, err
	}
	a := versions[len(versions)-1].Article
	out := corpus.Annotated{Article: a, Versions: versions}
	if out.Corrections, err = d.correctionsIn(ctx, guild, ref); err != nil {
		return corpus.Annotated{}, err
	}
	for i := range out.Versions {
		out.Versions[i].Article.Text = ""
	}
	plain, err := extract.Explain(ctx, a)
	if err != nil {
		return corpus.Annotated{}, err
	}
	out.Statements, out.Hidden, err = corrected(ctx, a, plain, out.Corrections)
	return out, err
}

// Compared is an article's version of that number beside the one before it, as a
// guild sees them. Errors: corpus.ErrNoArticle, corpus.ErrNoVersion.
func (d *Desk) Compared(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef, number int) (corpus.Compared, error) {
	versions, err := d.versionsOf(ctx, guild, ref)
	if err != nil {
		return corpus.Compared{}, err
	}
	i := slices.IndexFunc(versions, func(v corpus.Version) bool { return v.Number == number })
	if i < 1 {
		return corpus.Compared{}, fmt.Errorf("version %d of article %q: %w", number, ref.Article, corpus.ErrNoVersion)
	}
	corrections, err := d.correctionsIn(ctx, guild, ref)
	if err != nil {
		return corpus.Compared{}, err
	}
	out := corpus.Compared{Article: versions[len(versions)-1].Article, Old: versions[i-1], New: versions[i]}
	if out.Rows, err = shownRows(ctx, out.Old.Article, out.New.Article, corrections); err != nil {
		return corpus.Compared{}, err
	}
	out.Article.Text, out.Old.Article.Text, out.New.Article.Text = "", "", ""
	return out, nil
}

// shownRows are all statements of two versions. What is hidden in one of them is
// left out in the words that it had in the other too.
func shownRows(ctx context.Context, before, after corpus.Article, corrections []corpus.CorrectionState) ([]corpus.Edit, error) {
	was, hiddenBefore, err := seen(ctx, before, corrections)
	if err != nil {
		return nil, err
	}
	is, hiddenAfter, err := seen(ctx, after, corrections)
	if err != nil {
		return nil, err
	}
	rows, err := extract.Align(ctx, was, is)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(e corpus.Edit) bool {
		return e.Old != nil && hiddenBefore[e.Old.Start] || e.New != nil && hiddenAfter[e.New.Start]
	}), nil
}

// seen is the statements of a version, and where those begin that the
// corrections hide. What is reported in them is read only where it can matter.
func seen(ctx context.Context, a corpus.Article, corrections []corpus.CorrectionState) ([]corpus.Statement, map[int]bool, error) {
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

// correctionsIn are those of an article that hold in a guild, the oldest first.
func (d *Desk) correctionsIn(ctx context.Context, guild corpus.GuildID, ref corpus.ArticleRef) ([]corpus.CorrectionState, error) {
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

// corrected is an article's statements after the corrections, those of the shared
// corpus first and a guild's own on top of them, and the spans of what they hide.
// It fills in which of them apply.
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
		if statements, applies, err = extract.Apply(ctx, a, statements, layer); err != nil {
			return nil, nil, err
		}
		for k, i := range meant {
			corrections[i].Applies = applies[k]
		}
	}
	return statements, extract.Hidden(plain, statements), nil
}
