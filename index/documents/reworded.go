package documents

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
)

// rewordings returns the statements of a changed article that were ever reworded, as far as its
// older versions are kept, with the date of the last time.
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

// versionStatements returns the outline of a version, with the ids of the article.
func versionStatements(ctx context.Context, a corpus.Article, v corpus.Version) ([]corpus.Statement, error) {
	v.Article.ID = a.ID
	return extract.Outline(ctx, v.Article)
}
