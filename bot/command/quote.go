package command

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	descQuote = "describe.quote"
	descWhose = "describe.whose"
)

// quoteCommand is /quote.
type quoteCommand struct{ answerButtons }

// row returns the row of /quote, which shows statements of one speaker.
func (h quoteCommand) row() bot.Command {
	return bot.Command{
		Name: render.NameQuote, Description: descQuote, Everywhere: true,
		Options: []*discordgo.ApplicationCommandOption{
			speakerOption(nameSpeaker, descWhose), topicOption(false), privateOption(),
		},
		Run:      bot.Action{Do: h.runQuote, Private: h.asksPrivately},
		Press:    h.actions(),
		Complete: h.completeQuestion,
	}
}

// runQuote shows a speaker's statements, the newest first. With a topic it shows those
// about it, the best first.
func (h quoteCommand) runQuote(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	q := render.Question{Mode: render.NameQuote, Speaker: markdown.Line(r.Text(nameSpeaker)), Text: markdown.Line(r.Text(nameTopic))}
	return h.replyTo(ctx, r, q, h.privately(ctx, r))
}
