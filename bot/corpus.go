package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameCorpus = "corpus"
	descCorpus = "describe.corpus"
	descSource = "describe.source"
)

// What buttons do, as custom_ids have it.
const (
	actionPage    = "page"
	actionYes     = "yes"
	actionNo      = "no"
	actionUndo    = "undo"
	actionCorrect = "correct"
	actionDismiss = "dismiss"
)

// roomSource is how much of a source's name is shown, in units.
const roomSource = 150

// maxName is the longest name of a source that is accepted, in characters.
const maxName = corpus.MaxSourceName

// corpus is the row of /corpus, which is the moderators'. Each subcommand has a
// file of its own.
func (b *Bot) corpus() command {
	return command{
		name:        nameCorpus,
		description: descCorpus,
		allowed:     b.moderates,
		subs: []command{
			b.corpusAdd(),
			b.corpusList(),
			b.corpusRefresh(),
			b.corpusRemove(),
			b.corpusRestore(),
			b.corpusStatus(),
			b.corpusHistory(),
			b.corpusWaiting(),
			b.corpusExport(),
			b.corpusReports(),
			b.corpusCorrections(),
			b.corpusLog(),
			b.corpusSettings(),
			b.corpusForget(),
		},
	}
}

// pathOf is a subcommand's path in custom_ids.
func pathOf(names ...string) string {
	return strings.Join(append([]string{nameCorpus}, names...), ".")
}

// sourceOption names one of the guild's sources.
func sourceOption(required bool) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: nameSource, Description: descSource,
		Required: required, Autocomplete: true,
	}
}

// source is the source that was chosen or typed: by id, or by name.
func (b *Bot) source(ctx context.Context, guild corpus.GuildID, typed string, removed bool) (corpus.SourceState, error) {
	all, err := b.desk.Sources.Sources(ctx, guild)
	if err != nil {
		return corpus.SourceState{}, err
	}
	found, err := sourceOf(slices.DeleteFunc(slices.Clone(all), func(s corpus.SourceState) bool { return s.RemovedAt.IsZero() == removed }), typed)
	if err != nil {
		return corpus.SourceState{}, corpus.ErrNoSource
	}
	return found, nil
}

// completeSource offers the sources whose names hold what is typed: those that
// stand, or those that were removed.
func (b *Bot) completeSource(removed bool) handler {
	return func(ctx context.Context, r *request) (Reply, error) {
		typed := r.text(nameSource)
		all, err := b.desk.Sources.Sources(ctx, r.guild())
		if err != nil {
			return Reply{}, err
		}
		var reply Reply
		for _, s := range all {
			if s.RemovedAt.IsZero() == removed || !holds(s.Name, typed) || len(reply.Choices) == markdown.MaxChoices {
				continue
			}
			reply.Choices = append(reply.Choices, choice(s.Name, string(s.ID)))
		}
		return reply, nil
	}
}

// holds reports whether what was typed stands in a name, whatever its case.
func holds(name, typed string) bool {
	return strings.Contains(strings.ToLower(markdown.Line(name)), strings.ToLower(markdown.Line(typed)))
}

// choice is a choice of a completion. A name that shows nothing shows its value.
func choice(name, value string) *discordgo.ApplicationCommandOptionChoice {
	name = cmp.Or(markdown.Shorten(name, markdown.MaxChoice), markdown.Shorten(value, markdown.MaxChoice), markdown.Ellipsis)
	return &discordgo.ApplicationCommandOptionChoice{Name: name, Value: value}
}

// nameOf is a source's name for display.
func nameOf(s corpus.Source) string {
	if name := markdown.Clip(s.Name, roomSource); name != "" {
		return markdown.Bold + name + markdown.Bold
	}
	return markdown.Bold + markdown.Clip(string(s.ID), roomSource) + markdown.Bold
}

// moment is a time as Discord shows it, in its reader's own zone.
func moment(t time.Time) string { return fmt.Sprintf("<t:%d:f>", t.Unix()) }

// ago is a time as Discord shows it, from now.
func ago(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// person is who did something, as corpus.Entry has them. Nothing that is shown
// so pings.
func person(l *locale.Language, by string) string {
	switch {
	case by == corpus.ByOperator:
		return l.Say(locale.PhraseOperator)
	case by == corpus.BySchedule:
		return l.Say(locale.PhraseSchedule)
	case by != "" && strings.Trim(by, "0123456789") == "":
		return "<@" + by + ">"
	}
	return markdown.Clip(by, markdown.RoomName)
}
