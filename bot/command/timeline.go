package command

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	descTimeline = "describe.timeline"
)

// timelineCommand is /timeline.
type timelineCommand struct{ answerButtons }

// timeline is the row of /timeline: who said what when.
func (h timelineCommand) row() bot.Command {
	return bot.Command{
		Name: render.NameTimeline, Description: descTimeline, Everywhere: true,
		Options: []*discordgo.ApplicationCommandOption{topicOption(true), privateOption()},
		Run:     bot.Action{Do: h.runTimeline, Private: h.asksPrivately},
		Press:   h.actions(),
	}
}

// runTimeline shows what bears on a topic, the first published first.
func (h timelineCommand) runTimeline(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	q := render.Question{Mode: render.NameTimeline, Text: markdown.Line(r.Text(nameTopic))}
	return h.replyTo(ctx, r, q, h.privately(ctx, r))
}
