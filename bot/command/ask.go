package command

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	descAsk      = "describe.ask"
	nameQuestion = "question"
	descQuestion = "describe.question"
	descSpeaker  = "describe.speaker"
)

// askCommand is /ask.
type askCommand struct{ answerButtons }

// row returns the row of /ask.
func (h askCommand) row() bot.Command {
	least := 1
	return bot.Command{
		Name:        render.NameAsk,
		Description: descAsk,
		Everywhere:  true,
		Options: slices.Concat([]*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: nameQuestion, Description: descQuestion, Required: true, MinLength: &least, MaxLength: render.MaxQuestion},
			{Type: discordgo.ApplicationCommandOptionString, Name: nameSpeaker, Description: descSpeaker, Autocomplete: true, MaxLength: render.MaxSpeaker},
		}, filterOptions(), []*discordgo.ApplicationCommandOption{privateOption()}),
		Run:      bot.Action{Do: h.runAsk, Private: h.asksPrivately},
		Press:    h.actions(),
		Complete: h.completeQuestion,
	}
}

// runAsk answers a question with the best quotes.
func (h askCommand) runAsk(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	private := h.privately(ctx, r)
	q := render.Question{Text: markdown.Line(r.Text(nameQuestion)), Speaker: markdown.Line(r.Text(nameSpeaker))}
	var err error
	if q.Filters, err = h.filters(ctx, r); err != nil {
		return bot.Reply{}, err
	}
	return h.replyTo(ctx, r, q, private)
}
