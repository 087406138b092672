package command

import (
	"context"
	"strings"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameList = "list"
	descList = "describe.list"
)

// listCommand is /corpus list.
type listCommand struct{ *services }

// row returns the row of /corpus list.
func (h listCommand) row() bot.Command {
	run, turn := listed(h.sourceList)
	return bot.Command{
		Name: nameList, Description: descList,
		Run: run, Press: map[string]bot.Action{render.ActionPage: turn},
	}
}

func (h listCommand) sourceList(ctx context.Context, r *bot.Request) (render.Listing, error) {
	l := render.Listing{In: r.Language, Path: pathOf(nameList), None: r.Language.Say(locale.PhraseNoSources)}
	all, err := h.corpus.Sources(ctx, r.Guild())
	if err != nil {
		return l, err
	}
	for _, s := range all {
		l.Items = append(l.Items, sourceItem(r.Language, s))
	}
	if len(all) > 0 {
		l.Head = markdown.Bold + locale.Sources(r.Language, len(all)) + markdown.Bold
	}
	return l, nil
}

// sourceItem returns the text about a source in a list: its kind, its articles and its
// last refresh.
func sourceItem(l *locale.Language, s corpus.SourceState) string {
	parts := []string{locale.SourceKind(l, s.Kind), locale.Articles(l, s.Articles)}
	switch {
	case !s.RemovedAt.IsZero():
		parts = append(parts, locale.RemovedAt(l, render.Ago(s.RemovedAt)))
	case !s.Kind.Refreshed():
		parts = append(parts, l.Say(locale.PhraseSupplied))
	case s.Refreshed.IsZero():
		parts = append(parts, l.Say(locale.PhraseNeverRefreshed))
	default:
		parts = append(parts, locale.RefreshedAt(l, render.Ago(s.Refreshed)))
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
