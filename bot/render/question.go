package render

import (
	"errors"
	"strings"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Commands that answer a question, by which its heading knows them.
const (
	NameAsk      = "ask"
	NameQuote    = "quote"
	NameCompare  = "compare"
	NameTimeline = "timeline"
	NameSpeakers = "speakers"
	NameFind     = "find"
)

// maxQuestion and maxSpeaker are the longest question and speaker that are
// accepted, in units: escaped, they, what narrows down and the page's number fit
// maxContent. maxMessage is as much of a message as is searched for.
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

// Question is what a message asks. Its texts are each one clean line.
type Question struct {
	Mode    string // the command that answers it; "" is /ask
	Text    string // a question or a topic; of /quote there may be none
	Speaker string
	Other   string // the speaker beside it, of /compare
	Filters
}

// Filters are what answers are taken from.
type Filters struct {
	Kind         corpus.Kind
	Since, Until corpus.Date
	Source       string // a source's name, or its id
}

// Path is the command in custom_ids.
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

// lines is what a heading shows, in order, each with its label.
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

// take is the question with the values of a heading's lines.
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

// What a token of a heading begins with, in any language.
const (
	tokenCommand = "/"
	tokenKind    = "kind: "
	tokenSince   = "since: "
	tokenUntil   = "until: "
	tokenSource  = "source: "
	TokenMark    = "`"
)

// tokens is what else was asked for, as code: it is the same in every language,
// and no escaped text holds a mark of code.
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

// Heading is the top of a reply. It holds the question, so that a button finds
// it there after any time and any restart.
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

// ReadHeading finds the question in a message's content. It goes by the order
// of the lines and by the tokens, so that it reads headings in any language.
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

// HeadLine is a line of a message that a button finds again there.
func HeadLine(label, value string) string {
	return markdown.Bold + label + markdown.Bold + " " + markdown.Escape(value)
}

// HeadValues are the values, as they are written, of a message's first lines that
// have a label.
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

var (
	ErrLostQuestion    = errors.New("the message does not hold its question")
	ErrNoLongerAnswers = errors.New("the answers have changed since")
)

// shortens reports whether all answers but the best are shortened.
func (q Question) shortens() bool { return q.Mode == "" || q.Mode == NameFind }

// onPage is how many answers a page has at most, 0 for as many as fit.
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
