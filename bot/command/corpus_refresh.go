package command

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameRefresh = "refresh"
	descRefresh = "describe.refresh"
)

// maxFailures is how many failed sources a report names.
const maxFailures = 4

// roomFailure bounds the text about each of them, in units.
const roomFailure = 150

// refreshCommand is /corpus refresh.
type refreshCommand struct{ sourceFinder }

// row returns the row of /corpus refresh.
func (h refreshCommand) row() bot.Command {
	return bot.Command{
		Name: nameRefresh, Description: descRefresh,
		Options:  []*discordgo.ApplicationCommandOption{sourceOption(false)},
		Run:      bot.Action{Work: h.refresh},
		Complete: h.completeSource(false),
	}
}

// refresh refreshes one source or all of the guild's.
func (h refreshCommand) refresh(ctx context.Context, r *bot.Request, progress func(corpus.Progress)) (bot.Reply, error) {
	var id corpus.SourceID
	if typed := r.Text(nameSource); typed != "" {
		s, err := h.source(ctx, r.Guild(), typed, false)
		if err != nil {
			return bot.Reply{}, err
		}
		id = s.ID
	}
	names, err := h.names(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	if len(names) == 0 {
		return bot.Reply{Content: r.Language.Say(locale.PhraseNoSources)}, nil
	}
	runs, err := h.corpus.Refresh(ctx, r.UserID(), r.Guild(), id, progress)
	if err != nil && (len(runs) == 0 || !h.refusals.Has(err)) {
		return bot.Reply{}, err
	}
	reply := bot.Reply{Content: runsReport(r.Language, names, runs)}
	if err != nil { // of some sources
		reply.Content += "\n" + h.refusals.Words(r.Language, err)
	}
	return reply, nil
}

// runsReport returns the text about the results of runs: their sum, and the sources that
// failed.
func runsReport(l *locale.Language, names map[corpus.SourceID]string, runs []corpus.Run) string {
	var total corpus.Tally
	var failed []string
	failures := 0
	for _, run := range runs {
		total.Add(run.Tally)
		if run.Error != "" {
			failures++
		}
		if told := run.Told(); told != "" {
			failed = append(failed, l.About(names[run.Source], markdown.Clip(told, roomFailure)))
		}
	}
	out := locale.Tally(l, total)
	if failures == len(runs) && failures > 0 && total == (corpus.Tally{}) {
		out = l.Say(locale.PhraseAllFailed)
	}
	for i, f := range failed {
		if i == maxFailures {
			out += "\n" + locale.More(l, len(failed)-i)
			break
		}
		out += "\n" + f
	}
	return out
}
