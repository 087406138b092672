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
		spec: &discordgo.ApplicationCommand{
			Type:             discordgo.ChatApplicationCommand,
			Name:             nameAsk,
			Description:      descAsk,
			Contexts:         &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
			IntegrationTypes: &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
			Options: []*discordgo.ApplicationCommandOption{
				{Type: discordgo.ApplicationCommandOptionString, Name: nameQuestion, Description: descQuestion, Required: true, MinLength: &least, MaxLength: maxQuestion},
				{Type: discordgo.ApplicationCommandOptionString, Name: nameSpeaker, Description: descSpeaker, Autocomplete: true, MaxLength: maxSpeaker},
				{Type: discordgo.ApplicationCommandOptionBoolean, Name: namePrivate, Description: descPrivate},
			},
		},
		private:  func(r *request) bool { return r.flag(namePrivate) },
		run:      b.runAsk,
		press:    b.turnPage,
		complete: b.completeSpeaker,
	}
}

// runAsk answers the question with the best quotes.
func (b *Bot) runAsk(ctx context.Context, r *request) (Reply, error) {
	q := question{text: line(r.text(nameQuestion)), speaker: line(r.text(nameSpeaker))}
	pages, err := b.quotes(ctx, r.guild(), q)
	if err != nil {
		return Reply{}, err
	}
	reply := Reply{Content: q.heading() + "\n" + nothing(q)}
	if len(pages) > 0 {
		reply = show(q, pages, 0)
	}
	reply.Private = r.flag(namePrivate)
	return reply, nil
}

// turnPage shows another page of the answers to the question that the
// button's message holds.
func (b *Bot) turnPage(ctx context.Context, r *request) (Reply, error) {
	if r.Message == nil {
		return Reply{}, errLostQuestion
	}
	q, err := readHeading(r.Message.Content)
	if err != nil {
		return Reply{}, err
	}
	pages, err := b.quotes(ctx, r.guild(), q)
	if err != nil {
		return Reply{}, err
	}
	i, err := turnTo(r.customID, pages)
	if err != nil {
		return Reply{}, err
	}
	return show(q, pages, i), nil
}

// quotes searches for the answers to q.
func (b *Bot) quotes(ctx context.Context, guild corpus.GuildID, q question) ([]page, error) {
	switch {
	case q.text == "":
		return nil, corpus.ErrEmptyQuestion
	case units(q.text) > maxQuestion:
		return nil, corpus.ErrLongQuestion
	case units(q.speaker) > maxSpeaker:
		return nil, corpus.ErrUnknownSpeaker
	}
	answers, err := b.search.Search(ctx, corpus.Query{
		Guild: guild, Text: q.text, Speaker: q.speaker,
		Limit: bestQuotes, Threshold: b.threshold, NoBuiltin: b.noBuiltin,
	})
	if err != nil {
		return nil, err
	}
	return paginate(answers), nil
}

func nothing(q question) string {
	if q.speaker != "" {
		return wordsNothingBy
	}
	return wordsNothing
}

// completeSpeaker offers the speakers whose names begin as typed. A name that
// is too long for a choice is left out, since a shortened one is no name.
func (b *Bot) completeSpeaker(ctx context.Context, r *request) (Reply, error) {
	found, err := b.speakers.Speakers(ctx, corpus.Query{
		Guild: r.guild(), Speaker: line(r.text(nameSpeaker)), Limit: maxChoices, NoBuiltin: b.noBuiltin,
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
