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
	nameLog = "log"
	descLog = "describe.log"
)

// maxLog is how many entries /corpus log goes back.
const maxLog = 500

// Room for the parts of an entry, in units.
const (
	roomSubject = 150
	roomDetail  = 200
)

// corpusLog is the row of /corpus log.
func (b *Bot) corpusLog() command {
	return command{
		name: nameLog, description: descLog,
		run: privately(func(ctx context.Context, r *request) (Reply, error) {
			l, err := b.logList(ctx, r)
			return l.page(0), err
		}),
		press: map[string]action{actionPage: privately(func(ctx context.Context, r *request) (Reply, error) {
			l, err := b.logList(ctx, r)
			return l.turned(r.id.page(1)), err
		})},
	}
}

func (b *Bot) logList(ctx context.Context, r *request) (listing, error) {
	l := listing{in: r.language, path: pathOf(nameLog), none: r.language.Say(locale.PhraseNoEntries)}
	entries, err := b.desk.Records.Log(ctx, r.guild(), maxLog)
	if err != nil {
		return l, err
	}
	for _, e := range entries {
		l.items = append(l.items, entryItem(r.language, e))
	}
	return l, nil
}

// entryItem is an entry on one line: when, who, what, to what, and what came of
// it.
func entryItem(l *locale.Language, e corpus.Entry) string {
	out := moment(e.At) + markdown.Separator + locale.Did(l, person(l, e.By), e.Action, markdown.Clip(e.Subject, roomSubject))
	detail := markdown.Clip(e.Detail, roomDetail)
	if id, ok := strings.CutPrefix(e.Detail, corpus.DetailChannel); ok && isSnowflake(id) {
		detail = "<#" + id + ">"
	}
	if detail != "" {
		out += markdown.SeparatorSaying + detail
	}
	return strings.TrimSpace(out)
}
