package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	descQuote = "describe.quote"
	descWhose = "describe.whose"
)

// quote is the row of /quote: what somebody said.
func (b *Bot) quote() command {
	return command{
		name: nameQuote, description: descQuote, everywhere: true,
		options: []*discordgo.ApplicationCommandOption{
			speakerOption(nameSpeaker, descWhose), topicOption(false), privateOption(),
		},
		run:      action{do: b.runQuote, private: b.asksPrivately},
		press:    b.answerButtons(),
		complete: b.completeQuestion,
	}
}

// runQuote shows a speaker's statements, the newest first; with a topic, those
// that bear on it, the best first.
func (b *Bot) runQuote(ctx context.Context, r *request) (Reply, error) {
	q := question{mode: nameQuote, speaker: markdown.Line(r.text(nameSpeaker)), text: markdown.Line(r.text(nameTopic))}
	return b.replyTo(ctx, r, q, b.privately(ctx, r))
}

// speakerOption asks for a speaker.
func speakerOption(name, description string) *discordgo.ApplicationCommandOption {
	least := 1
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description,
		Required: true, Autocomplete: true, MinLength: &least, MaxLength: maxSpeaker,
	}
}

// topicOption asks for a topic.
func topicOption(required bool) *discordgo.ApplicationCommandOption {
	least := 1
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: nameTopic, Description: descTopic,
		Required: required, MinLength: &least, MaxLength: maxQuestion,
	}
}
