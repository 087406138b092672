package bot

import (
	"context"
	"strings"

	"verbatim/corpus"
)

// corpusList is the row of /corpus list.
func (b *Bot) corpusList() command {
	return command{
		name: nameList, description: descList,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			l, err := b.sourceList(ctx, r)
			return l.page(0), err
		}),
		press: map[string]action{actionPage: privately(func(ctx context.Context, r *request) (Reply, error) {
			l, err := b.sourceList(ctx, r)
			return l.turned(r.id.page(1)), err
		})},
	}
}

func (b *Bot) sourceList(ctx context.Context, r *request) (listing, error) {
	l := listing{path: pathOf(nameList), none: wordsNoSources}
	all, err := b.desk.Sources.Sources(ctx, r.guild())
	if err != nil {
		return l, err
	}
	for _, s := range all {
		l.items = append(l.items, sourceItem(s))
	}
	if len(all) > 0 {
		l.head = bold + wordsSources(len(all)) + bold
	}
	return l, nil
}

// sourceItem is a source in a list: what it is, and how it fares.
func sourceItem(s corpus.SourceState) string {
	parts := []string{wordsKind(s.Kind), wordsArticles(s.Articles)}
	switch {
	case !s.RemovedAt.IsZero():
		parts = append(parts, wordsRemovedAt(ago(s.RemovedAt)))
	case !s.Kind.Refreshed():
		parts = append(parts, wordsSupplied)
	case s.Refreshed.IsZero():
		parts = append(parts, wordsNeverRefreshed)
	default:
		parts = append(parts, wordsRefreshedAt(ago(s.Refreshed)))
	}
	out := nameOf(s.Source) + separatorSaying + strings.Join(parts, separator)
	if s.Location != "" && s.Kind != corpus.SourceAttachment {
		out += "\n" + clip(s.Location, roomTitle)
	}
	if s.LastError != "" && s.RemovedAt.IsZero() {
		out += "\n" + wordsFails(s.Failures, clip(s.LastError, roomTitle))
	}
	return out
}
