package command

import (
	"context"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/render"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameLog = "log"
	descLog = "describe.log"
)

// maxLog is how many entries /corpus log shows at most.
const maxLog = 500

// logCommand is /corpus log.
type logCommand struct{ *services }

// row returns the row of /corpus log.
func (h logCommand) row() bot.Command {
	run, turn := listed(h.logList)
	return bot.Command{
		Name: nameLog, Description: descLog,
		Run: run, Press: map[string]bot.Action{render.ActionPage: turn},
	}
}

func (h logCommand) logList(ctx context.Context, r *bot.Request) (render.Listing, error) {
	l := render.Listing{In: r.Language, Path: pathOf(nameLog), None: r.Language.Say(locale.PhraseNoEntries)}
	entries, err := h.corpus.Log(ctx, r.Guild(), maxLog)
	if err != nil {
		return l, err
	}
	for _, e := range entries {
		l.Items = append(l.Items, render.Entry(r.Language, e))
	}
	return l, nil
}
