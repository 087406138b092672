package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameFirst   = "a"
	nameSecond  = "b"
	descCompare = "describe.compare"
	descFirst   = "describe.first"
	descSecond  = "describe.second"
)

// compare is the row of /compare: two speakers on one topic.
func (b *Bot) compare() command {
	return command{
		name: nameCompare, description: descCompare, everywhere: true,
		options: []*discordgo.ApplicationCommandOption{
			topicOption(true), speakerOption(nameFirst, descFirst), speakerOption(nameSecond, descSecond), privateOption(),
		},
		run:      action{do: b.runCompare, private: b.asksPrivately},
		press:    b.answerButtons(),
		complete: b.completeQuestion,
	}
}

// runCompare shows statement against statement, and no verdict.
func (b *Bot) runCompare(ctx context.Context, r *request) (Reply, error) {
	q := question{mode: nameCompare, text: markdown.Line(r.text(nameTopic)), speaker: markdown.Line(r.text(nameFirst)), other: markdown.Line(r.text(nameSecond))}
	if q.speaker != "" && strings.EqualFold(q.speaker, q.other) {
		return Reply{}, errSameSpeaker
	}
	return b.replyTo(ctx, r, q, b.privately(ctx, r))
}
