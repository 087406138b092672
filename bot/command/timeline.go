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
	descTimeline = "describe.timeline"
)

// timelineCommand is /timeline.
type timelineCommand struct{ answerButtons }

// row returns the row of /timeline, which shows statements in the order of their dates.
func (h timelineCommand) row() bot.Command {
	return bot.Command{
		Name: render.NameTimeline, Description: descTimeline, Everywhere: true,
		Options: []*discordgo.ApplicationCommandOption{topicOption(true), privateOption()},
		Run:     bot.Action{Do: h.runTimeline, Private: h.asksPrivately},
		Press:   h.actions(),
	}
}

// runTimeline shows statements about a topic, the first published first.
func (h timelineCommand) runTimeline(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	q := render.Question{Mode: render.NameTimeline, Text: markdown.Line(r.Text(nameTopic))}
	return h.replyTo(ctx, r, q, h.privately(ctx, r))
}
