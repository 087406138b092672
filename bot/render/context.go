package render

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// WhichOne returns the reply that asks for which statement of a page an action is.
func (v View) WhichOne(l *locale.Language, action string, answers []corpus.Answer) bot.Reply {
	return bot.Reply{
		Content:    v.Heading(l) + "\n" + l.Say(locale.PhraseWhichOne),
		Components: []discordgo.MessageComponent{Row(Menu(l.Say(locale.LabelPickWhich), bot.NewCustomID(v.Path(), action), statementOptions(answers)))},
		Private:    true,
	}
}

// How long the parts of a context may be, in units.
const (
	roomParagraph = 2600
	roomBeside    = 500
)

// ContextEmbeds returns the paragraph of a statement, with its reported words in bold,
// and the sentences around it. If the paragraph is too long for an embed, it is cut into
// parts and the one with the statement is shown.
func ContextEmbeds(l *locale.Language, c corpus.Context, a corpus.Answer) []*discordgo.MessageEmbed {
	around := corpus.Answer{Span: c.ParagraphSpan, Text: c.Paragraph}
	for _, report := range c.Statement.Reports {
		around.Quotes = append(around.Quotes, report.Quotes...)
		if report.Content != nil {
			around.Quotes = append(around.Quotes, *report.Content)
		}
	}
	parts := split(Glyphs(around), roomParagraph)
	shown := 0
	for i, part := range parts {
		for _, g := range part {
			if g.Reported {
				shown = i
				break
			}
		}
		if shown == i && i > 0 {
			break
		}
	}
	var text []string
	if c.Before != "" {
		text = append(text, Quoted(l, c.Before, roomBeside))
	}
	if len(parts) > 0 {
		text = append(text, passage(parts[shown]))
	}
	if c.After != "" {
		text = append(text, Quoted(l, c.After, roomBeside))
	}
	paragraph := &discordgo.MessageEmbed{Description: strings.Join(text, "\n"+markdown.QuoteMark+"\n")}
	if len(parts) > 1 {
		paragraph.Footer = &discordgo.MessageEmbedFooter{Text: locale.Part(l, shown+1, len(parts))}
	}
	by := a.Byline()
	about := Saying(l, by) + "\n" + Source(l, a)
	if to := markdown.Link(a.Permalink); to != "" && published(a) != "" { // otherwise the source line has the link already
		about += "\n" + Masked(l, locale.LabelEvidence, to)
	}
	return []*discordgo.MessageEmbed{
		paragraph,
		{Description: about, Footer: &discordgo.MessageEmbedFooter{Text: Standing(l, by)}},
	}
}
