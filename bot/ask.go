package bot

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	descAsk      = "describe.ask"
	nameQuestion = "question"
	descQuestion = "describe.question"
	descSpeaker  = "describe.speaker"
)

// maxQuestion and maxSpeaker are the longest question and speaker that are
// accepted, in units: escaped, they, what narrows down and the page's number fit
// maxContent. maxMessage is as much of a message as is searched for.
const (
	maxQuestion = 500
	maxSpeaker  = markdown.MaxChoice
	maxMessage  = 700
)

// ask is the row of /ask.
func (b *Bot) ask() command {
	least := 1
	return command{
		name:        nameAsk,
		description: descAsk,
		everywhere:  true,
		options: slices.Concat([]*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameQuestion, Description: descQuestion, Required: true, MinLength: &least, MaxLength: maxQuestion},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameSpeaker, Description: descSpeaker, Autocomplete: true, MaxLength: maxSpeaker},
		}, filterOptions(), []*discordgo.ApplicationCommandOption{privateOption()}),
		run:      action{do: b.runAsk, private: b.asksPrivately},
		press:    b.answerButtons(),
		complete: b.completeQuestion,
	}
}

func privateOption() *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionBoolean, Name: namePrivate, Description: descPrivate}
}

// asksPrivately reports whether the answer is for the user alone: as they say,
// else as the guild has chosen.
func (b *Bot) asksPrivately(r *request) bool {
	if private, given := r.flag(namePrivate); given {
		return private
	}
	return b.chosen.private(r.guild())
}

// runAsk answers the question with the best quotes.
func (b *Bot) runAsk(ctx context.Context, r *request) (Reply, error) {
	private := b.privately(ctx, r)
	q := question{text: markdown.Line(r.text(nameQuestion)), speaker: markdown.Line(r.text(nameSpeaker))}
	var err error
	if q.filters, err = b.filters(ctx, r); err != nil {
		return Reply{}, err
	}
	return b.replyTo(ctx, r, q, private)
}

// privately is asksPrivately with the guild's settings read anew.
func (b *Bot) privately(ctx context.Context, r *request) bool {
	b.settings(ctx, r.guild())
	return b.asksPrivately(r)
}

// completeSpeaker offers the speakers whose names begin as typed. A name that
// is too long for a choice is left out, since a shortened one is no name.
func (b *Bot) completeSpeaker(ctx context.Context, r *request, typed string) (Reply, error) {
	query := b.seen(b.settings(ctx, r.guild()), r.guild())
	query.Speaker, query.Limit = markdown.Line(typed), markdown.MaxChoices
	found, err := b.speakers.Speakers(ctx, query)
	if err != nil {
		return Reply{}, err
	}
	var reply Reply
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
