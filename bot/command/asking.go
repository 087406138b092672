package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
	"verbatim/corpus"
)

func privateOption() *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionBoolean, Name: namePrivate, Description: descPrivate}
}

// asker reads the options that commands with questions share.
type asker struct{ sourceFinder }

// asksPrivately reports whether only the user sees the answer: by the option, if it is
// given, else by the guild's settings as they were last read.
func (h asker) asksPrivately(r *bot.Request) bool {
	if private, given := r.Flag(namePrivate); given {
		return private
	}
	return h.settings.Private(r.Guild())
}

// privately is like asksPrivately, but reads the guild's settings.
func (h asker) privately(ctx context.Context, r *bot.Request) bool {
	h.settings.Of(ctx, r.Guild())
	return h.asksPrivately(r)
}

// completeSpeaker offers speakers whose names begin as typed. It leaves out a name that
// is too long for a choice, because a shortened name is not a name.
func (h asker) completeSpeaker(ctx context.Context, r *bot.Request, typed string) (bot.Reply, error) {
	query := h.settings.Scope(h.settings.Of(ctx, r.Guild()), r.Guild())
	query.Speaker, query.Limit = markdown.Line(typed), markdown.MaxChoices
	found, err := h.search.Speakers(ctx, query)
	if err != nil {
		return bot.Reply{}, err
	}
	var reply bot.Reply
	seen := map[string]bool{}
	for _, s := range found {
		name := markdown.Line(s.Name)
		if name == "" || markdown.Units(name) > markdown.MaxChoice || seen[name] || len(reply.Choices) == markdown.MaxChoices {
			continue
		}
		seen[name] = true
		reply.Choices = append(reply.Choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: name})
	}
	return reply, nil
}

// Options that several commands have.
const (
	nameSpeaker    = "speaker"
	namePrivate    = "private"
	descPrivate    = "describe.private"
	nameSettings   = "settings"
	nameLanguage   = "language"
	descLanguage   = "describe.language"
	nameKind       = "kind"
	nameSince      = "since"
	nameUntil      = "until"
	descKind       = "describe.kind"
	descSince      = "describe.since"
	descUntil      = "describe.until"
	descOnlySource = "describe.only-source"
	nameTopic      = "topic"
	descTopic      = "describe.topic"
)

// filterOptions returns the options that restrict the answers.
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

// filters reads the options that restrict the answers.
func (h asker) filters(ctx context.Context, r *bot.Request) (render.Filters, error) {
	f := render.Filters{Kind: corpus.Kind(r.Text(nameKind))}
	var err error
	if f.Since, err = dateOf(r.Text(nameSince)); err != nil {
		return f, err
	}
	if f.Until, err = dateOf(r.Text(nameUntil)); err != nil {
		return f, err
	}
	if f.Since != "" && f.Until != "" && f.Until < f.Since {
		return f, errDatesTurned
	}
	if typed := r.Text(nameSource); typed != "" {
		s, err := h.readSource(ctx, r.Guild(), typed)
		if err != nil {
			return f, err
		}
		f.Source = s.Name
		if markdown.Line(s.Name) != s.Name || strings.Contains(s.Name, render.TokenMark) {
			f.Source = string(s.ID)
		}
	}
	return f, nil
}

// dateOf parses a day as people type it.
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

// completeQuestion offers sources or speakers, whichever option is being typed.
func (h asker) completeQuestion(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	for _, o := range r.Options {
		if o == nil || !o.Focused {
			continue
		}
		typed, _ := o.Value.(string)
		if o.Name == nameSource {
			return h.completeReadSource(ctx, r, typed)
		}
		return h.completeSpeaker(ctx, r, typed)
	}
	return h.completeSpeaker(ctx, r, r.Text(nameSpeaker))
}

// speakerOption returns an option for a speaker.
func speakerOption(name, description string) *discordgo.ApplicationCommandOption {
	least := 1
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description,
		Required: true, Autocomplete: true, MinLength: &least, MaxLength: render.MaxSpeaker,
	}
}

// topicOption returns an option for a topic.
func topicOption(required bool) *discordgo.ApplicationCommandOption {
	least := 1
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: nameTopic, Description: descTopic,
		Required: required, MinLength: &least, MaxLength: render.MaxQuestion,
	}
}
