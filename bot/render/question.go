// Package render makes answers and other values of package corpus into the replies that
// Discord shows, within its limits. It is pure. It also holds the names of actions that
// custom_ids carry, because the buttons of a reply name them.
package render

import (
	"errors"
	"strings"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Commands that answer a question. The heading of a reply holds their names.
const (
	NameAsk      = "ask"
	NameQuote    = "quote"
	NameCompare  = "compare"
	NameTimeline = "timeline"
	NameSpeakers = "speakers"
	NameFind     = "find"
)

// MaxQuestion and MaxSpeaker are the longest question and speaker, in units. With them
// escaped, the filters and the number of the page still fit into markdown.MaxContent.
// MaxMessage is how much of a message is searched for.
const (
	MaxQuestion = 500
	MaxSpeaker  = markdown.MaxChoice
	MaxMessage  = 700
)

// How many answers a page shows at most. A page of /ask and of a message's menu shows as
// many as it has room for.
const (
	quotesOnPage   = 3
	timelineOnPage = 5
	besideOnPage   = 2
)

// Question is the question that a message asks. Each of its texts is one clean line.
type Question struct {
	Mode    string // the command that answers it; "" means /ask
	Text    string // a question or a topic, which /quote may be without
	Speaker string
	Other   string // the second speaker of /compare
	Filters
}

// Filters restrict the answers.
type Filters struct {
	Kind         corpus.Kind
	Since, Until corpus.Date
	Source       string // the name of a source, or its id
}

// Path returns the command, for custom_ids.
func (q Question) Path() string {
	if q.Mode == "" {
		return NameAsk
	}
	return q.Mode
}

// headline is a line of a heading.
type headline struct {
	label locale.Phrase
	value string
}

// lines returns the lines of the heading in order.
func (q Question) lines() []headline {
	switch q.Mode {
	case NameQuote:
		return []headline{{locale.LabelSpeaker, q.Speaker}, {locale.LabelTopic, q.Text}}
	case NameCompare:
		return []headline{{locale.LabelTopic, q.Text}, {locale.LabelSpeaker, q.Speaker}, {locale.LabelSpeaker, q.Other}}
	case NameTimeline, NameSpeakers:
		return []headline{{locale.LabelTopic, q.Text}}
	case NameFind:
		return []headline{{locale.LabelMessage, q.Text}}
	}
	return []headline{{locale.LabelQuestion, q.Text}, {locale.LabelSpeaker, q.Speaker}}
}

// take sets the question to the values of a heading's lines.
func (q *Question) take(values []string) {
	fields := []*string{&q.Text, &q.Speaker}
	switch q.Mode {
	case NameQuote:
		fields = []*string{&q.Speaker, &q.Text}
	case NameCompare:
		fields = []*string{&q.Text, &q.Speaker, &q.Other}
	case NameTimeline, NameSpeakers, NameFind:
		fields = fields[:1]
	}
	for i, field := range fields {
		if i < len(values) {
			*field = values[i]
		}
	}
}

// The beginnings of the tokens in a heading, in any language.
const (
	tokenCommand = "/"
	tokenKind    = "kind: "
	tokenSince   = "since: "
	tokenUntil   = "until: "
	tokenSource  = "source: "
	TokenMark    = "`"
)

// tokens returns the mode and the filters as code. They are the same in every language,
// and escaped text cannot hold a mark of code.
func (q Question) tokens() string {
	var out []string
	add := func(begin, value string) {
		if value != "" {
			out = append(out, TokenMark+begin+value+TokenMark)
		}
	}
	add(tokenCommand, q.Mode)
	add(tokenKind, string(q.Kind))
	add(tokenSince, string(q.Since))
	add(tokenUntil, string(q.Until))
	add(tokenSource, q.Source)
	return strings.Join(out, " ")
}

// Heading returns the first lines of a reply. They hold the question, from which a button
// reads it again after any time and any restart.
func (q Question) Heading(l *locale.Language) string {
	var out []string
	for _, h := range q.lines() {
		if h.value != "" {
			out = append(out, HeadLine(l.Say(h.label), h.value))
		}
	}
	if tokens := q.tokens(); tokens != "" {
		out = append(out, markdown.Bold+l.Say(locale.LabelAsked)+markdown.Bold+" "+tokens)
	}
	return strings.Join(out, "\n")
}

// ReadHeading reads the question from the content of a message. It relies on the order of
// the lines and on the tokens, but not on the labels, because they may be in any
// language.
func ReadHeading(content string) (Question, error) {
	var q Question
	var values []string
	for _, value := range HeadValues(content) {
		if strings.HasPrefix(value, TokenMark) {
			q.readTokens(value)
			break
		}
		values = append(values, markdown.Unescape(value))
	}
	if len(values) == 0 {
		return Question{}, ErrLostQuestion
	}
	q.take(values)
	return q, nil
}

func (q *Question) readTokens(line string) {
	for i, token := range strings.Split(line, TokenMark) {
		if i%2 == 0 {
			continue
		}
		if mode, ok := strings.CutPrefix(token, tokenCommand); ok {
			q.Mode = mode
		} else if kind, ok := strings.CutPrefix(token, tokenKind); ok {
			q.Kind = corpus.Kind(kind)
		} else if since, ok := strings.CutPrefix(token, tokenSince); ok {
			q.Since = corpus.Date(since)
		} else if until, ok := strings.CutPrefix(token, tokenUntil); ok {
			q.Until = corpus.Date(until)
		} else if source, ok := strings.CutPrefix(token, tokenSource); ok {
			q.Source = source
		}
	}
}

// HeadLine returns a line of a message that a button reads again.
func HeadLine(label, value string) string {
	return markdown.Bold + label + markdown.Bold + " " + markdown.Escape(value)
}

// HeadValues returns the values of the first lines of a message, for as long as they have
// a label. They are still escaped.
func HeadValues(content string) []string {
	var values []string
	for l := range strings.Lines(content) {
		label, value, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(l), markdown.Bold), markdown.Bold+" ")
		if !found || strings.ContainsRune(label, '*') {
			break
		}
		values = append(values, value)
	}
	return values
}

// Why a question or an answer is not found again.
var (
	// ErrLostQuestion says that a message does not hold its question.
	ErrLostQuestion = errors.New("the message does not hold its question")
	// ErrNoLongerAnswers says that an answer is no longer among those to its question.
	ErrNoLongerAnswers = errors.New("the answers have changed since")
)

// shortens reports whether all answers but the best are shortened.
func (q Question) shortens() bool { return q.Mode == "" || q.Mode == NameFind }

// onPage returns how many answers a page has at most, or 0 for as many as fit.
func (q Question) onPage() int {
	switch q.Mode {
	case NameQuote:
		return quotesOnPage
	case NameTimeline:
		return timelineOnPage
	case NameCompare:
		return besideOnPage
	}
	return 0
}
