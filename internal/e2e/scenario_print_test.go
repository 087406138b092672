package e2e

import (
	"fmt"
	"regexp"
	"strings"

	"verbatim/internal/discordtest"
)

// longestLine is how much of a line a transcript shows, in characters.
const longestLine = 240

// transcript is the scenario as the people in it would tell it.
type transcript struct {
	strings.Builder
	hide []string // pairs: what differs from one run to the next, and what stands for it
}

var (
	isoDay   = regexp.MustCompile(`\b20\d\d-\d\d-\d\d\b( \d\d:\d\d)?`)
	version  = regexp.MustCompile(`(?m)^(Version — ).*$`)
	reworded = regexp.MustCompile(`(reworded by the publisher on|vom Herausgeber umformuliert am) .*`)
	anyID    = regexp.MustCompile(`\b(\d{17,20}|[a-z2-7]{16})\b`)
)

// event is a line that begins something that happens.
func (s *transcript) event(format string, args ...any) {
	fmt.Fprintf(s, "\n%s\n", s.plain(fmt.Sprintf(format, args...)))
}

// block is what somebody reads, line by line, below an event.
func (s *transcript) block(who, text string) {
	fmt.Fprintf(s, "  (%s)\n", who)
	text = version.ReplaceAllString(isoDay.ReplaceAllString(s.plain(text), "‹day›"), "${1}‹version›")
	text = anyID.ReplaceAllString(reworded.ReplaceAllString(text, "$1 ‹day›"), "‹id›")
	for _, line := range strings.Split(text, "\n") {
		if runes := []rune(line); len(runes) > longestLine {
			line = string(runes[:longestLine]) + " ‹and so on›"
		}
		fmt.Fprintf(s, "  │ %s\n", line)
	}
}

func (s *transcript) plain(text string) string { return strings.NewReplacer(s.hide...).Replace(text) }

// message is a message of the bot's as it is read.
func (s *transcript) message(m discordtest.Message) {
	who := "everybody reads"
	if m.Ephemeral() {
		who = "privately"
	}
	s.block(who, m.Text())
}

// modal is a window that opens.
func (s *transcript) modal(m *discordtest.Modal) {
	lines := []string{m.Title}
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if c.Label != "" {
			lines = append(lines, c.Label+": ________")
		}
		return true
	})
	s.block("a window opens", strings.Join(lines, "\n"))
}
