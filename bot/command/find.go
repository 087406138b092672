package command

import (
	"context"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/render"
)

// findCommand is the entry of a message's menu that finds quotes.
type findCommand struct{ answerButtons }

// row returns the row of that entry.
func (h findCommand) row() bot.Command {
	return bot.Command{
		Name: render.NameFind, Everywhere: true, Entry: locale.LabelFind,
		Run:   bot.Privately(h.runFind),
		Press: h.actions(),
	}
}

// runFind shows quotes about a message, privately. It searches for as much of the message
// as the reply can hold, because the buttons below the reply search for it again.
func (h findCommand) runFind(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	text := ""
	if m := r.Target(); m != nil {
		text = markdown.WholeWords(written(m), render.MaxMessage)
	}
	if text == "" {
		return bot.Reply{}, errNoWords
	}
	return h.replyTo(ctx, r, render.Question{Mode: render.NameFind, Text: text}, true)
}

// written returns the text of a message. If the message itself has no text, it is that of
// its components and of the previews of its links.
func written(m *discordgo.Message) string {
	if strings.TrimSpace(m.Content) != "" {
		return markdown.Line(m.Content)
	}
	parts := displayed(nil, m.Components)
	for _, e := range m.Embeds {
		if e != nil {
			parts = append(parts, e.Title, e.Description)
		}
	}
	return markdown.Line(strings.Join(parts, " "))
}

// displayed appends the texts that components show, without the marks of headings.
func displayed(texts []string, components []discordgo.MessageComponent) []string {
	for _, c := range components {
		switch c := c.(type) {
		case *discordgo.TextDisplay:
			texts = append(texts, headingMarks.ReplaceAllString(c.Content, ""))
		case *discordgo.ActionsRow:
			texts = displayed(texts, c.Components)
		case *discordgo.Section:
			texts = displayed(texts, c.Components)
		case *discordgo.Container:
			texts = displayed(texts, c.Components)
		}
	}
	return texts
}

// headingMarks matches the marks before a heading and before small print.
var headingMarks = regexp.MustCompile(`(?m)^\s*(?:#{1,3}|-#)[ \t]+`)
