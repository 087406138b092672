package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
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
	lines := []string{wordsHoldings(st)}
	for i, p := range b.jobs.of(r.guild()) {
		if p != (corpus.Progress{}) && i < maxStatusRunning {
			lines = append(lines, wordsWorking(p))
		}
	}
	lines = append(lines, running(st)...)
	lines = append(lines, failing(st)...)
	if st.Flags > 0 {
		lines = append(lines, wordsFlagsWait(st.Flags))
	}
	if st.Lapsed > 0 {
		lines = append(lines, wordsLapsed(st.Lapsed))
	}
	lines = append(lines, recent(st)...)
	return Reply{Embeds: []*discordgo.MessageEmbed{{Description: within(lines, roomList)}}, Private: true}, nil
}

// within joins as many lines as have room, and says how many more there are.
func within(lines []string, room int) string {
	var out strings.Builder
	used := 0
	for i, l := range lines {
		if used += units(l) + 1; used > room {
			out.WriteString(wordsMore(len(lines) - i))
			break
		}
		out.WriteString(l + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func running(st corpus.Status) []string {
	var out []string
	for i, s := range st.Running {
		if i == maxStatusRunning {
			return append(out, wordsMore(len(st.Running)-i))
		}
		out = append(out, wordsRunning(nameOf(s)))
	}
	return out
}

func failing(st corpus.Status) []string {
	var out []string
	n := 0
	for _, s := range st.Sources {
		if s.LastError == "" || !s.RemovedAt.IsZero() {
			continue
		}
		if n++; n > maxStatusFailing {
			continue
		}
		out = append(out, nameOf(s.Source)+separatorSaying+wordsFails(s.Failures, clip(s.LastError, roomTitle)))
	}
	if n > maxStatusFailing {
		out = append(out, wordsMore(n-maxStatusFailing))
	}
	return out
}

// recent is what the last refreshes came to.
func recent(st corpus.Status) []string {
	names := map[corpus.SourceID]string{}
	for _, s := range st.Sources {
		names[s.ID] = nameOf(s.Source)
	}
	var out []string
	for i, run := range st.Runs {
		if i == maxStatusRuns {
			break
		}
		what := wordsTally(run.Tally)
		if run.Error != "" {
			what = clip(run.Error, roomTitle)
		}
		name := names[run.Source]
		if name == "" {
			name = wordsRemovedSource
		}
		out = append(out, ago(run.Finished)+separator+name+": "+what)
	}
	if len(out) > 0 {
		out = append([]string{bold + labelRecent + bold}, out...)
	}
	return out
}

// standingSources counts the sources that were not removed.
func standingSources(st corpus.Status) int {
	n := 0
	for _, s := range st.Sources {
		if s.RemovedAt.IsZero() {
			n++
		}
	}
	return n
}
