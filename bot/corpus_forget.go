package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
)

// What the command and its options are called, and the keys of their descriptions.
const (
	nameForget = "forget"
	descForget = "describe.forget"
)

// corpusForget is the row of /corpus forget.
func (b *Bot) corpusForget() command {
	return command{
		name: nameForget, description: descForget,
		run: privately(askToForget),
		press: map[string]action{
			actionYes: privately(b.forget),
			actionNo:  privately(kept),
		},
	}
}

// askToForget asks before everything is deleted.
func askToForget(_ context.Context, r *request) (Reply, error) {
	path := pathOf(nameForget)
	return Reply{
		Content: r.language.Say(locale.PhraseAskToForget),
		Components: []discordgo.MessageComponent{row(
			danger(r.language.Say(locale.LabelForget), newCustomID(path, actionYes)), button(r.language.Say(locale.LabelKeep), newCustomID(path, actionNo)),
		)},
		Private: true,
	}, nil
}

func (b *Bot) forget(ctx context.Context, r *request) (Reply, error) {
	n, err := b.desk.Removal.Forget(ctx, r.user(), r.guild())
	if err != nil {
		return Reply{}, err
	}
	b.chosen.mu.Lock()
	delete(b.chosen.last, r.guild())
	b.chosen.mu.Unlock()
	return Reply{Content: locale.Forgotten(r.language, n)}, nil
}
