package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// Commands that answer a question, by which its heading knows them.
const (
	nameAsk      = "ask"
	nameQuote    = "quote"
	nameCompare  = "compare"
	nameTimeline = "timeline"
	nameSpeakers = "speakers"
	nameFind     = "find"
)

// question is what a message asks. Its texts are each one clean line.
type question struct {
	mode    string // the command that answers it; "" is /ask
	text    string // a question or a topic; of /quote there may be none
	speaker string
	other   string // the speaker beside it, of /compare
	filters
}

// filters are what answers are taken from.
type filters struct {
	kind         corpus.Kind
	since, until corpus.Date
	source       string // a source's name, or its id
}

// path is the command in custom_ids.
func (q question) path() string {
	if q.mode == "" {
		return nameAsk
	}
	return q.mode
}

// headline is a line of a heading.
type headline struct {
	label locale.Phrase
	value string
}

// lines is what a heading shows, in order, each with its label.
func (q question) lines() []headline {
	switch q.mode {
	case nameQuote:
		return []headline{{locale.LabelSpeaker, q.speaker}, {locale.LabelTopic, q.text}}
	case nameCompare:
		return []headline{{locale.LabelTopic, q.text}, {locale.LabelSpeaker, q.speaker}, {locale.LabelSpeaker, q.other}}
	case nameTimeline, nameSpeakers:
		return []headline{{locale.LabelTopic, q.text}}
	case nameFind:
		return []headline{{locale.LabelMessage, q.text}}
	}
	return []headline{{locale.LabelQuestion, q.text}, {locale.LabelSpeaker, q.speaker}}
}

// take is the question with the values of a heading's lines.
func (q *question) take(values []string) {
	fields := []*string{&q.text, &q.speaker}
	switch q.mode {
	case nameQuote:
		fields = []*string{&q.speaker, &q.text}
	case nameCompare:
		fields = []*string{&q.text, &q.speaker, &q.other}
	case nameTimeline, nameSpeakers, nameFind:
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
	tokenMark    = "`"
)

// tokens is what else was asked for, as code: it is the same in every language,
// and no escaped text holds a mark of code.
func (q question) tokens() string {
	var out []string
	add := func(begin, value string) {
		if value != "" {
			out = append(out, tokenMark+begin+value+tokenMark)
		}
	}
	add(tokenCommand, q.mode)
	add(tokenKind, string(q.kind))
	add(tokenSince, string(q.since))
	add(tokenUntil, string(q.until))
	add(tokenSource, q.source)
	return strings.Join(out, " ")
}

// heading is the top of a reply. It holds the question, so that a button finds
// it there after any time and any restart.
func (q question) heading(l *locale.Language) string {
	var out []string
	for _, h := range q.lines() {
		if h.value != "" {
			out = append(out, headed(l.Say(h.label), h.value))
		}
	}
	if tokens := q.tokens(); tokens != "" {
		out = append(out, markdown.Bold+l.Say(locale.LabelAsked)+markdown.Bold+" "+tokens)
	}
	return strings.Join(out, "\n")
}

// readHeading finds the question in a message's content. It goes by the order
// of the lines and by the tokens, so that it reads headings in any language.
func readHeading(content string) (question, error) {
	var q question
	var values []string
	for _, value := range headings(content) {
		if strings.HasPrefix(value, tokenMark) {
			q.readTokens(value)
			break
		}
		values = append(values, markdown.Unescape(value))
	}
	if len(values) == 0 {
		return question{}, errLostQuestion
	}
	q.take(values)
	return q, nil
}

func (q *question) readTokens(line string) {
	for i, token := range strings.Split(line, tokenMark) {
		if i%2 == 0 {
			continue
		}
		if mode, ok := strings.CutPrefix(token, tokenCommand); ok {
			q.mode = mode
		} else if kind, ok := strings.CutPrefix(token, tokenKind); ok {
			q.kind = corpus.Kind(kind)
		} else if since, ok := strings.CutPrefix(token, tokenSince); ok {
			q.since = corpus.Date(since)
		} else if until, ok := strings.CutPrefix(token, tokenUntil); ok {
			q.until = corpus.Date(until)
		} else if source, ok := strings.CutPrefix(token, tokenSource); ok {
			q.source = source
		}
	}
}

// headed is a line of a message that a button finds again there.
func headed(label, value string) string {
	return markdown.Bold + label + markdown.Bold + " " + markdown.Escape(value)
}

// headings are the values, as they are written, of a message's first lines that
// have a label.
func headings(content string) []string {
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

// filterOptions narrow down what answers are taken from.
func filterOptions() []*discordgo.ApplicationCommandOption {
	kinds := []*discordgo.ApplicationCommandOptionChoice{
		{Name: string(locale.LabelDirect), Value: string(corpus.Direct)},
		{Name: string(locale.LabelIndirect), Value: string(corpus.Indirect)},
		{Name: string(locale.LabelMixed), Value: string(corpus.Mixed)},
		{Name: string(locale.LabelNarrated), Value: string(corpus.Narrated)},
	}
	date := len(time.DateOnly)
	return []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionString, Name: nameKind, Description: descKind, Choices: kinds},
		{Type: discordgo.ApplicationCommandOptionString, Name: nameSince, Description: descSince, MinLength: &date, MaxLength: date},
		{Type: discordgo.ApplicationCommandOptionString, Name: nameUntil, Description: descUntil, MinLength: &date, MaxLength: date},
		{Type: discordgo.ApplicationCommandOptionString, Name: nameSource, Description: descOnlySource, Autocomplete: true, MaxLength: markdown.MaxChoice},
	}
}

// filters reads the options that narrow down.
func (b *Bot) filters(ctx context.Context, r *request) (filters, error) {
	f := filters{kind: corpus.Kind(r.text(nameKind))}
	var err error
	if f.since, err = dateOf(r.text(nameSince)); err != nil {
		return f, err
	}
	if f.until, err = dateOf(r.text(nameUntil)); err != nil {
		return f, err
	}
	if f.since != "" && f.until != "" && f.until < f.since {
		return f, errDatesTurned
	}
	if typed := r.text(nameSource); typed != "" {
		s, err := b.readSource(ctx, r.guild(), typed)
		if err != nil {
			return f, err
		}
		f.source = s.Name
		if markdown.Line(s.Name) != s.Name || strings.Contains(s.Name, tokenMark) {
			f.source = string(s.ID)
		}
	}
	return f, nil
}

// dateOf is a day as people type it.
func dateOf(typed string) (corpus.Date, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, typed); err != nil {
		return "", fmt.Errorf("%w: %w", errDate, err)
	}
	return corpus.Date(typed), nil
}

// completeQuestion offers sources or speakers for the option that is typed.
func (b *Bot) completeQuestion(ctx context.Context, r *request) (Reply, error) {
	for _, o := range r.options {
		if o == nil || !o.Focused {
			continue
		}
		typed, _ := o.Value.(string)
		if o.Name == nameSource {
			return b.completeReadSource(ctx, r, typed)
		}
		return b.completeSpeaker(ctx, r, typed)
	}
	return b.completeSpeaker(ctx, r, r.text(nameSpeaker))
}

var (
	errSameSpeaker = errors.New("a speaker is compared with themselves")
	errDate        = errors.New("no day")
	errDatesTurned = errors.New("the first day is after the last")
)
