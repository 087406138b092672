package render

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// WhichOne asks which of several statements on a page an action is for.
func (v View) WhichOne(l *locale.Language, action string, answers []corpus.Answer) bot.Reply {
	return bot.Reply{
		Content:    v.Heading(l) + "\n" + l.Say(locale.PhraseWhichOne),
		Components: []discordgo.MessageComponent{Row(Menu(l.Say(locale.LabelPickWhich), bot.NewCustomID(v.Path(), action), statementOptions(answers)))},
		Private:    true,
	}
}

// Room for the parts of a context, in units.
const (
	roomParagraph = 2600
	roomBeside    = 500
)

// ContextEmbeds is the paragraph with the reported words of the statement bold,
// and the sentences around it. A paragraph that is too long for an embed is
// shown in parts, around the statement first.
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
	if to := markdown.Link(a.Permalink); to != "" && published(a) != "" { // else it stands there already
		about += "\n" + Masked(l, locale.LabelEvidence, to)
	}
	return []*discordgo.MessageEmbed{
		paragraph,
		{Description: about, Footer: &discordgo.MessageEmbedFooter{Text: Standing(l, by)}},
	}
}
