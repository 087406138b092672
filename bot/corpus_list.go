package bot

import (
	"context"
	"strings"

	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameList = "list"
	descList = "describe.list"
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
	l := listing{in: r.language, path: pathOf(nameList), none: r.language.say(wordsNoSources)}
	all, err := b.desk.Sources.Sources(ctx, r.guild())
	if err != nil {
		return l, err
	}
	for _, s := range all {
		l.items = append(l.items, sourceItem(r.language, s))
	}
	if len(all) > 0 {
		l.head = bold + wordsSources(r.language, len(all)) + bold
	}
	return l, nil
}

// sourceItem is a source in a list: what it is, and how it fares.
func sourceItem(l *language, s corpus.SourceState) string {
	parts := []string{wordsKind(l, s.Kind), wordsArticles(l, s.Articles)}
	switch {
	case !s.RemovedAt.IsZero():
		parts = append(parts, wordsRemovedAt(l, ago(s.RemovedAt)))
	case !s.Kind.Refreshed():
		parts = append(parts, l.say(wordsSupplied))
	case s.Refreshed.IsZero():
		parts = append(parts, l.say(wordsNeverRefreshed))
	default:
		parts = append(parts, wordsRefreshedAt(l, ago(s.Refreshed)))
	}
	out := nameOf(s.Source) + separatorSaying + strings.Join(parts, separator)
	if s.Location != "" && s.Kind != corpus.SourceAttachment {
		out += "\n" + clip(s.Location, roomTitle)
	}
	if s.LastError != "" && s.RemovedAt.IsZero() {
		out += "\n" + wordsFails(l, s.Failures, clip(s.LastError, roomTitle))
	}
	return out
}
