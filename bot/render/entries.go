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

// Moment returns a time that Discord shows in its reader's own zone.
func Moment(t time.Time) string { return fmt.Sprintf("<t:%d:f>", t.Unix()) }

// Ago returns a time that Discord shows relative to now.
func Ago(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// Person returns the person of a corpus.Entry for display. A mention in it does not ping,
// because no message may.
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

// How long the parts of an entry may be, in units.
const (
	roomSubject = 150
	roomDetail  = 200
)

// Entry returns an entry on one line: when, who, which act, on which subject, and the
// result.
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
