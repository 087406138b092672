package render

import (
	"strconv"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// statementOptions returns answers as the options of a menu.
func statementOptions(answers []corpus.Answer) []discordgo.SelectMenuOption {
	var options []discordgo.SelectMenuOption
	for i, a := range answers {
		options = append(options, discordgo.SelectMenuOption{
			Label: markdown.Shorten(strconv.Itoa(i+1)+markdown.Separator+a.Text, markdown.MaxOption), Value: StatementKey(a.ID),
		})
	}
	return options
}

// Turner returns the row of buttons that lead from page i of n to the pages beside it.
func Turner(l *locale.Language, path string, i, n int) discordgo.ActionsRow {
	to := func(label string, to int) discordgo.Button {
		b := Button(label, bot.NewCustomID(path, ActionPage, strconv.Itoa(min(max(to, 0), n-1))))
		b.Disabled = to < 0 || to >= n
		return b
	}
	return Row(to(l.Say(locale.LabelPrevious), i-1), to(l.Say(locale.LabelNext), i+1))
}

// Row returns a row of components.
func Row(components ...discordgo.MessageComponent) discordgo.ActionsRow {
	return discordgo.ActionsRow{Components: components}
}

// Button returns a grey button.
func Button(label, id string) discordgo.Button {
	return discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: id}
}

// Danger returns a red button, for an action that cannot simply be undone.
func Danger(label, id string) discordgo.Button {
	return discordgo.Button{Label: label, Style: discordgo.DangerButton, CustomID: id}
}

// Menu returns a menu in which one option can be picked. It needs 1 to
// markdown.MaxOptions of them.
func Menu(placeholder, id string, options []discordgo.SelectMenuOption) discordgo.SelectMenu {
	return discordgo.SelectMenu{Placeholder: placeholder, CustomID: id, Options: options}
}
