package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	descTimeline = "describe.timeline"
)

// timeline is the row of /timeline: who said what when.
func (b *Bot) timeline() command {
	return command{
		name: nameTimeline, description: descTimeline, everywhere: true,
		options: []*discordgo.ApplicationCommandOption{topicOption(true), privateOption()},
		run:     action{do: b.runTimeline, private: b.asksPrivately},
		press:   b.answerButtons(),
	}
}

// runTimeline shows what bears on a topic, the first published first.
func (b *Bot) runTimeline(ctx context.Context, r *request) (Reply, error) {
	q := question{mode: nameTimeline, text: markdown.Line(r.text(nameTopic))}
	return b.replyTo(ctx, r, q, b.privately(ctx, r))
}
