package bot

import (
	"context"
	"strings"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
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
	l := listing{in: r.language, path: pathOf(nameList), none: r.language.Say(locale.PhraseNoSources)}
	all, err := b.desk.Sources.Sources(ctx, r.guild())
	if err != nil {
		return l, err
	}
	for _, s := range all {
		l.items = append(l.items, sourceItem(r.language, s))
	}
	if len(all) > 0 {
		l.head = markdown.Bold + locale.Sources(r.language, len(all)) + markdown.Bold
	}
	return l, nil
}

// sourceItem is a source in a list: what it is, and how it fares.
func sourceItem(l *locale.Language, s corpus.SourceState) string {
	parts := []string{locale.SourceKind(l, s.Kind), locale.Articles(l, s.Articles)}
	switch {
	case !s.RemovedAt.IsZero():
		parts = append(parts, locale.RemovedAt(l, ago(s.RemovedAt)))
	case !s.Kind.Refreshed():
		parts = append(parts, l.Say(locale.PhraseSupplied))
	case s.Refreshed.IsZero():
		parts = append(parts, l.Say(locale.PhraseNeverRefreshed))
	default:
		parts = append(parts, locale.RefreshedAt(l, ago(s.Refreshed)))
	}
	out := nameOf(s.Source) + markdown.SeparatorSaying + strings.Join(parts, markdown.Separator)
	if s.Location != "" && s.Kind != corpus.SourceAttachment {
		out += "\n" + markdown.Clip(s.Location, markdown.RoomTitle)
	}
	if s.LastError != "" && s.RemovedAt.IsZero() {
		out += "\n" + locale.Fails(l, s.Failures, markdown.Clip(s.LastError, markdown.RoomTitle))
	}
	return out
}
