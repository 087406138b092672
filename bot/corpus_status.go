package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameStatus = "status"
	descStatus = "describe.status"
)

// How much of each a status shows.
const (
	maxStatusRuns    = 5
	maxStatusFailing = 5
	maxStatusRunning = 5
)

// corpusStatus is the row of /corpus status.
func (b *Bot) corpusStatus() command {
	return command{name: nameStatus, description: descStatus, run: privately(b.status)}
}

// status is how the guild's corpus stands, with what is being done to it.
func (b *Bot) status(ctx context.Context, r *request) (Reply, error) {
	st, err := b.desk.Records.Status(ctx, r.guild())
	if err != nil {
		return Reply{}, err
	}
	lines := []string{locale.Holdings(r.language, st)}
	for i, p := range b.jobs.of(r.guild()) {
		if p != (corpus.Progress{}) && i < maxStatusRunning {
			lines = append(lines, locale.Working(r.language, p))
		}
	}
	lines = append(lines, running(r.language, st)...)
	lines = append(lines, failing(r.language, st)...)
	if st.Waiting > 0 {
		lines = append(lines, locale.PagesWait(r.language, st.Waiting))
	}
	if st.Flags > 0 {
		lines = append(lines, locale.FlagsWait(r.language, st.Flags))
	}
	if st.Lapsed > 0 {
		lines = append(lines, locale.Lapsed(r.language, st.Lapsed))
	}
	lines = append(lines, recent(r.language, st)...)
	return Reply{Embeds: []*discordgo.MessageEmbed{{Description: within(r.language, lines, roomList)}}, Private: true}, nil
}

// within joins as many lines as have room, and says how many more there are.
func within(l *locale.Language, lines []string, room int) string {
	var out strings.Builder
	used := 0
	for i, item := range lines {
		if used += markdown.Units(item) + 1; used > room {
			out.WriteString(locale.More(l, len(lines)-i))
			break
		}
		out.WriteString(item + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func running(l *locale.Language, st corpus.Status) []string {
	var out []string
	for i, s := range st.Running {
		if i == maxStatusRunning {
			return append(out, locale.More(l, len(st.Running)-i))
		}
		out = append(out, locale.Running(l, nameOf(s)))
	}
	return out
}

func failing(l *locale.Language, st corpus.Status) []string {
	var out []string
	n := 0
	for _, s := range st.Sources {
		if s.LastError == "" || !s.RemovedAt.IsZero() {
			continue
		}
		if n++; n > maxStatusFailing {
			continue
		}
		out = append(out, nameOf(s.Source)+markdown.SeparatorSaying+locale.Fails(l, s.Failures, markdown.Clip(s.LastError, markdown.RoomTitle)))
	}
	if n > maxStatusFailing {
		out = append(out, locale.More(l, n-maxStatusFailing))
	}
	return out
}

// recent is what the last refreshes came to.
func recent(l *locale.Language, st corpus.Status) []string {
	names := map[corpus.SourceID]string{}
	for _, s := range st.Sources {
		names[s.ID] = nameOf(s.Source)
	}
	var out []string
	for i, run := range st.Runs {
		if i == maxStatusRuns {
			break
		}
		what := locale.Tally(l, run.Tally)
		if run.Error != "" {
			what = markdown.Clip(run.Error, markdown.RoomTitle)
		}
		if run.Note != "" {
			what += markdown.Separator + markdown.Clip(run.Note, markdown.RoomTitle)
		}
		name := names[run.Source]
		if name == "" {
			name = l.Say(locale.PhraseRemovedSource)
		}
		out = append(out, ago(run.Finished)+markdown.Separator+l.About(name, what))
	}
	if len(out) > 0 {
		out = append([]string{markdown.Bold + l.Say(locale.LabelRecent) + markdown.Bold}, out...)
	}
	return out
}
