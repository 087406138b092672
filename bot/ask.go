package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/corpus"
)

const (
	// bestQuotes is how many answers a question gets.
	bestQuotes = 3
	// maxQuestion and maxSpeaker are the longest question and speaker that
	// are accepted, in units: escaped, they and the page's number fit
	// maxContent.
	maxQuestion = 500
	maxSpeaker  = maxChoice
)

// ask is the row of /ask.
func (b *Bot) ask() command {
	least := 1
	return command{
		name:        nameAsk,
		description: descAsk,
		options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameQuestion, Description: descQuestion, Required: true, MinLength: &least, MaxLength: maxQuestion},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameSpeaker, Description: descSpeaker, Autocomplete: true, MaxLength: maxSpeaker},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: namePrivate, Description: descPrivate},
		},
		run:      action{do: b.runAsk, private: asksPrivately},
		press:    map[string]action{"": {do: b.turnPage}},
		complete: b.completeSpeaker,
	}
}

func asksPrivately(r *request) bool {
	private, _ := r.flag(namePrivate)
	return private
}

// runAsk answers the question with the best quotes.
func (b *Bot) runAsk(ctx context.Context, r *request) (Reply, error) {
	q := question{text: line(r.text(nameQuestion)), speaker: line(r.text(nameSpeaker))}
	answers, err := b.answers(ctx, r.guild(), q)
	if err != nil {
		return Reply{}, err
	}
	pages := paginate(r.language, answers)
	reply := Reply{Content: q.heading(r.language) + "\n" + nothing(r.language, q)}
	if len(pages) > 0 {
		reply = show(r.language, q, pages, 0)
	}
	reply.Private = asksPrivately(r)
	return reply, nil
}

// turnPage shows another page of the answers to the question that the
// button's message holds.
func (b *Bot) turnPage(ctx context.Context, r *request) (Reply, error) {
	q, answers, err := b.askAgain(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	pages := paginate(r.language, answers)
	i, err := turnTo(r.id, pages)
	if err != nil {
		return Reply{}, err
	}
	return show(r.language, q, pages, i), nil
}

// askAgain answers the question that the component's message holds.
func (b *Bot) askAgain(ctx context.Context, r *request) (question, []corpus.Answer, error) {
	q, err := readHeading(r.content())
	if err != nil {
		return question{}, nil, err
	}
	answers, err := b.answers(ctx, r.guild(), q)
	return q, answers, err
}

// answers searches for the answers to q, as the guild's settings have it.
func (b *Bot) answers(ctx context.Context, guild corpus.GuildID, q question) ([]corpus.Answer, error) {
	switch {
	case q.text == "":
		return nil, corpus.ErrEmptyQuestion
	case units(q.text) > maxQuestion:
		return nil, corpus.ErrLongQuestion
	case units(q.speaker) > maxSpeaker:
		return nil, corpus.ErrUnknownSpeaker
	}
	chosen := b.settings(ctx, guild)
	threshold := b.threshold
	if chosen.Threshold != nil {
		threshold = *chosen.Threshold
	}
	return b.search.Search(ctx, corpus.Query{
		Guild: guild, Text: q.text, Speaker: q.speaker, Limit: bestQuotes, Threshold: threshold,
		NoBuiltin: b.noBuiltin || chosen.NoBuiltin, NoShared: chosen.NoShared,
	})
}

func nothing(l *language, q question) string {
	if q.speaker != "" {
		return l.say(wordsNothingBy)
	}
	return l.say(wordsNothing)
}

// completeSpeaker offers the speakers whose names begin as typed. A name that
// is too long for a choice is left out, since a shortened one is no name.
func (b *Bot) completeSpeaker(ctx context.Context, r *request) (Reply, error) {
	chosen := b.settings(ctx, r.guild())
	found, err := b.speakers.Speakers(ctx, corpus.Query{
		Guild: r.guild(), Speaker: line(r.text(nameSpeaker)), Limit: maxChoices,
		NoBuiltin: b.noBuiltin || chosen.NoBuiltin, NoShared: chosen.NoShared,
	})
	if err != nil {
		return Reply{}, err
	}
	var reply Reply
	seen := map[string]bool{}
	for _, s := range found {
		name := line(s.Name)
		if name == "" || units(name) > maxChoice || seen[name] || len(reply.Choices) == maxChoices {
			continue
		}
		seen[name] = true
		reply.Choices = append(reply.Choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: name})
	}
	return reply, nil
}
