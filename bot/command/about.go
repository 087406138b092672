package command

import (
	"context"
	"strings"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// The name of the command and the key of its description.
const (
	nameAbout = "about"
	descAbout = "describe.about"
)

// aboutCommand is /about.
type aboutCommand struct{ *services }

// row returns the row of /about.
func (h aboutCommand) row() bot.Command {
	return bot.Command{Name: nameAbout, Description: descAbout, Everywhere: true, Run: bot.Privately(h.runAbout)}
}

// runAbout tells the version, the size of the corpus here, and the data that the bot
// keeps of people.
func (h aboutCommand) runAbout(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	l := r.Language
	out := []string{l.Say(locale.PhraseAboutBegins)}
	if h.version != "" {
		out = append(out, markdown.Bold+l.Say(locale.LabelVersion)+markdown.Bold+markdown.SeparatorSaying+markdown.Clip(h.version, markdown.RoomName))
	}
	if h.corpus != nil {
		s, err := h.corpus.Status(ctx, r.Guild())
		if err != nil {
			return bot.Reply{}, err
		}
		out = append(out, markdown.Bold+l.Say(locale.LabelCorpus)+markdown.Bold+markdown.SeparatorSaying+locale.Size(l, s, r.Guild() == corpus.Shared))
	}
	return bot.Reply{Content: strings.Join(append(out, markdown.Bold+l.Say(locale.LabelPrivacy)+markdown.Bold+markdown.SeparatorSaying+l.Say(locale.PhrasePrivacy)+" "+l.Say(locale.PhraseKeptHere)), "\n"), Private: true}, nil
}
