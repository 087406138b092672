package bot

import (
	"context"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
)

// findQuotes is the row of the entry that finds quotes in a message's menu.
func (b *Bot) findQuotes() command {
	return command{
		name: nameFind, everywhere: true, entry: locale.LabelFind,
		run:   privately(b.runFind),
		press: b.answerButtons(),
	}
}

// runFind shows privately what bears on a message: on as much of it as the
// reply can hold, so that its buttons find the same again.
func (b *Bot) runFind(ctx context.Context, r *request) (Reply, error) {
	text := ""
	if m := r.targeted(); m != nil {
		text = begins(written(m), maxMessage)
	}
	if text == "" {
		return Reply{}, errNoWords
	}
	return b.replyTo(ctx, r, question{mode: nameFind, text: text}, true)
}

// targeted is the message whose menu was used, nil where there is none.
func (r *request) targeted() *discordgo.Message {
	data, ok := r.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok || r.resolved == nil {
		return nil
	}
	return r.resolved.Messages[data.TargetID]
}

// written is what a message says, with the text of its components and of links'
// previews where it says nothing itself.
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

// displayed appends the texts that components show, without the marks that make
// a line of them a heading.
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

// headingMarks are the marks before a heading, and before small print.
var headingMarks = regexp.MustCompile(`(?m)^\s*(?:#{1,3}|-#)[ \t]+`)

// begins is the beginning of a line in at most limit units, up to the end of a
// word.
func begins(text string, limit int) string {
	if markdown.Units(text) <= limit {
		return text
	}
	used, end := 0, 0
	for at, r := range text {
		if used += markdown.RuneUnits(r); used > limit {
			break
		}
		if r == ' ' {
			end = at
		}
	}
	return text[:end]
}
