package render

import (
	"fmt"
	"strings"
	"time"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Moment is a time as Discord shows it, in its reader's own zone.
func Moment(t time.Time) string { return fmt.Sprintf("<t:%d:f>", t.Unix()) }

// Ago is a time as Discord shows it, from now.
func Ago(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// Person is who did something, as corpus.Entry has them. Nothing that is shown
// so pings.
func Person(l *locale.Language, by string) string {
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

// Room for the parts of an entry, in units.
const (
	roomSubject = 150
	roomDetail  = 200
)

// Entry is an entry on one line: when, who, what, to what, and what came of
// it.
func Entry(l *locale.Language, e corpus.Entry) string {
	out := Moment(e.At) + markdown.Separator + locale.Did(l, Person(l, e.By), e.Action, markdown.Clip(e.Subject, roomSubject))
	detail := markdown.Clip(e.Detail, roomDetail)
	if id, ok := strings.CutPrefix(e.Detail, corpus.DetailChannel); ok && bot.IsSnowflake(id) {
		detail = "<#" + id + ">"
	}
	if detail != "" {
		out += markdown.SeparatorSaying + detail
	}
	return strings.TrimSpace(out)
}
