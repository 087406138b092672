package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameStatus = "status"
	descStatus = "describe.status"
)

// How much of each kind a status shows.
const (
	maxStatusRuns    = 5
	maxStatusFailing = 5
	maxStatusRunning = 5
)

// statusCommand is /corpus status.
type statusCommand struct{ *services }

// row returns the row of /corpus status.
func (h statusCommand) row() bot.Command {
	return bot.Command{Name: nameStatus, Description: descStatus, Run: bot.Privately(h.status)}
}

// status shows the state of the guild's corpus and the work that is going on.
func (h statusCommand) status(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	st, err := h.corpus.Status(ctx, r.Guild())
	if err != nil {
		return bot.Reply{}, err
	}
	lines := []string{locale.Holdings(r.Language, st)}
	for i, p := range h.jobs.Of(r.Guild()) {
		if p != (corpus.Progress{}) && i < maxStatusRunning {
			lines = append(lines, locale.Working(r.Language, p))
		}
	}
	lines = append(lines, running(r.Language, st)...)
	lines = append(lines, failing(r.Language, st)...)
	if st.Waiting > 0 {
		lines = append(lines, locale.PagesWait(r.Language, st.Waiting))
	}
	if st.Flags > 0 {
		lines = append(lines, locale.FlagsWait(r.Language, st.Flags))
	}
	if st.Lapsed > 0 {
		lines = append(lines, locale.Lapsed(r.Language, st.Lapsed))
	}
	lines = append(lines, recent(r.Language, st)...)
	return bot.Reply{Embeds: []*discordgo.MessageEmbed{{Description: within(r.Language, lines, render.RoomList)}}, Private: true}, nil
}

// within joins as many lines as there is room for, and says how many more there are.
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

// recent returns lines about the last refreshes.
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
		out = append(out, render.Ago(run.Finished)+markdown.Separator+l.About(name, what))
	}
	if len(out) > 0 {
		out = append([]string{markdown.Bold + l.Say(locale.LabelRecent) + markdown.Bold}, out...)
	}
	return out
}
