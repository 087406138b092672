package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameFirst   = "a"
	nameSecond  = "b"
	descCompare = "describe.compare"
	descFirst   = "describe.first"
	descSecond  = "describe.second"
)

// compareCommand is /compare.
type compareCommand struct{ answerButtons }

// row returns the row of /compare: two speakers on one topic.
func (h compareCommand) row() bot.Command {
	return bot.Command{
		Name: render.NameCompare, Description: descCompare, Everywhere: true,
		Options: []*discordgo.ApplicationCommandOption{
			topicOption(true), speakerOption(nameFirst, descFirst), speakerOption(nameSecond, descSecond), privateOption(),
		},
		Run:      bot.Action{Do: h.runCompare, Private: h.asksPrivately},
		Press:    h.actions(),
		Complete: h.completeQuestion,
	}
}

// runCompare shows statements of both speakers side by side, without a verdict.
func (h compareCommand) runCompare(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	q := render.Question{Mode: render.NameCompare, Text: markdown.Line(r.Text(nameTopic)), Speaker: markdown.Line(r.Text(nameFirst)), Other: markdown.Line(r.Text(nameSecond))}
	if q.Speaker != "" && strings.EqualFold(q.Speaker, q.Other) {
		return bot.Reply{}, errSameSpeaker
	}
	return h.replyTo(ctx, r, q, h.privately(ctx, r))
}
