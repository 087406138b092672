package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameRefresh = "refresh"
	descRefresh = "describe.refresh"
)

// maxFailures is how many sources that failed a report names.
const maxFailures = 4

// roomFailure is how much of what went wrong with a source a report shows, in
// units.
const roomFailure = 150

// corpusRefresh is the row of /corpus refresh.
func (b *Bot) corpusRefresh() command {
	return command{
		name: nameRefresh, description: descRefresh,
		options:  []*discordgo.ApplicationCommandOption{sourceOption(false)},
		run:      action{work: b.refresh},
		complete: b.completeSource(false),
	}
}

// refresh refreshes a source, or all of them.
func (b *Bot) refresh(ctx context.Context, r *request, progress func(corpus.Progress)) (Reply, error) {
	var id corpus.SourceID
	if typed := r.text(nameSource); typed != "" {
		s, err := b.source(ctx, r.guild(), typed, false)
		if err != nil {
			return Reply{}, err
		}
		id = s.ID
	}
	names, err := b.names(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	if len(names) == 0 {
		return Reply{Content: r.language.Say(locale.PhraseNoSources)}, nil
	}
	runs, err := b.desk.Sources.Refresh(ctx, r.user(), r.guild(), id, progress)
	if err != nil && (len(runs) == 0 || !isRefusal(err)) {
		return Reply{}, err
	}
	reply := Reply{Content: b.report(r.language, names, runs)}
	if err != nil { // of some of them
		reply.Content += "\n" + words(r.language, err)
	}
	return reply, nil
}

// names are those of the guild's sources, for display.
func (b *Bot) names(ctx context.Context, guild corpus.GuildID) (map[corpus.SourceID]string, error) {
	all, err := b.desk.Sources.Sources(ctx, guild)
	if err != nil {
		return nil, err
	}
	out := make(map[corpus.SourceID]string, len(all))
	for _, s := range all {
		out[s.ID] = nameOf(s.Source)
	}
	return out, nil
}

// report says what runs came to, all told, and which failed.
func (b *Bot) report(l *locale.Language, names map[corpus.SourceID]string, runs []corpus.Run) string {
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
