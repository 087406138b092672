package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
)

// The names of the command and its options, and the keys of their descriptions.
const (
	nameHelp = "help"
	descHelp = "describe.help"
)

// helpCommand is /help.
type helpCommand struct {
	*services
	rows []bot.Command // of the whole table
}

// row returns the row of /help.
func (h *helpCommand) row() bot.Command {
	return bot.Command{Name: nameHelp, Description: descHelp, Everywhere: true, Run: bot.Privately(h.runHelp)}
}

// runHelp lists the commands of the table.
func (h *helpCommand) runHelp(_ context.Context, r *bot.Request) (bot.Reply, error) {
	l := r.Language
	var out []string
	for _, c := range h.rows {
		switch {
		case c.Entry != "":
			out = append(out, markdown.Bold+l.Say(c.Entry)+markdown.Bold+markdown.SeparatorSaying+l.Say(locale.PhraseFindHelp))
		case c.Description != "":
			out = append(out, markdown.Bold+"/"+l.Say(locale.Phrase("name."+c.Name))+markdown.Bold+markdown.SeparatorSaying+markdown.Escape(l.Say(locale.Phrase(c.Description))))
		}
	}
	return bot.Reply{
		Content: l.Say(locale.PhraseHelpBegins), Private: true,
		Embeds: []*discordgo.MessageEmbed{{Description: strings.Join(append(out, "", locale.HelpEnds(l)), "\n")}},
	}, nil
}
