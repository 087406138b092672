package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/corpus"
)

// What the buttons below an answer do, and the menus that they open.
const (
	actionContext     = "context"
	actionPickContext = "which"
	actionMore        = "more"
	actionPickMore    = "who"
	actionShare       = "share"
)

// answerButtons are the buttons below answers. Everybody who sees an answer can
// use them: what they show beyond the page is private.
func (b *Bot) answerButtons() map[string]action {
	return map[string]action{
		"":                {do: b.turnPage},
		actionContext:     privately(b.openContext),
		actionPickContext: privately(b.pickContext),
		actionMore:        privately(b.moreBy),
		actionPickMore:    privately(b.pickMore),
		actionShare:       {do: b.share, private: always},
		actionPicture:     {do: b.sharePicture, private: always},
		actionPickPicture: {do: b.pickPicture, private: always},
	}
}

// pageAsked is the page that a button below it names, with its answers, to be
// shown in l.
func (b *Bot) pageAsked(ctx context.Context, l *locale.Language, r *request) (view, int, error) {
	f, err := b.askAgain(ctx, l, r)
	if err != nil {
		return view{}, 0, err
	}
	defer b.rendering()()
	v := view{found: f}
	if v.pages, err = f.pages(ctx); err != nil {
		return view{}, 0, err
	}
	i, err := pageOf(r.id.arg(1), r.id.arg(2), v.pages)
	return v, i, err
}

// openContext shows where the statement of the page stands, or asks which.
func (b *Bot) openContext(ctx context.Context, r *request) (Reply, error) {
	v, i, err := b.pageAsked(ctx, r.language, r)
	if err != nil {
		return Reply{}, err
	}
	shown := shownOn(v.pages[i], v.answers)
	if len(shown) == 1 {
		return b.contextOf(ctx, r, shown[0])
	}
	return v.whichOne(r.language, actionPickContext, shown), nil
}

// whichOne asks which of several statements on a page an action is for.
func (v view) whichOne(l *locale.Language, action string, answers []corpus.Answer) Reply {
	return Reply{
		Content:    v.heading(l) + "\n" + l.Say(locale.PhraseWhichOne),
		Components: []discordgo.MessageComponent{row(menu(l.Say(locale.LabelPickWhich), newCustomID(v.path(), action), statementOptions(answers)))},
		Private:    true,
	}
}

// statementOptions are answers as the options of a menu.
func statementOptions(answers []corpus.Answer) []discordgo.SelectMenuOption {
	var options []discordgo.SelectMenuOption
	for i, a := range answers {
		options = append(options, discordgo.SelectMenuOption{
			Label: markdown.Shorten(strconv.Itoa(i+1)+markdown.Separator+a.Text, roomOption), Value: statementKey(a.ID),
		})
	}
	return options
}

// pickContext shows where the picked statement stands, in place of the menu.
func (b *Bot) pickContext(ctx context.Context, r *request) (Reply, error) {
	_, a, err := b.pickedAnswer(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	reply, err := b.contextOf(ctx, r, a)
	reply.Private = false
	return reply, err
}

// contextOf shows the statement in its paragraph, privately.
func (b *Bot) contextOf(ctx context.Context, r *request, a corpus.Answer) (Reply, error) {
	seen := b.seen(b.settings(ctx, r.guild()), r.guild())
	c, err := b.where.Context(ctx, corpus.ContextQuery{
		Guild: r.guild(), Article: corpus.ArticleRef{Guild: a.Guild, Article: a.Article}, Statement: a.ID,
		NoBuiltin: seen.NoBuiltin, NoShared: seen.NoShared,
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Content: markdown.Bold + r.language.Say(locale.LabelContext) + markdown.Bold, Embeds: contextEmbeds(r.language, c, a), Private: true}, nil
}

// Room for the parts of a context, in units.
const (
	roomParagraph = 2600
	roomBeside    = 500
)

// contextEmbeds is the paragraph with the reported words of the statement bold,
// and the sentences around it. A paragraph that is too long for an embed is
// shown in parts, around the statement first.
func contextEmbeds(l *locale.Language, c corpus.Context, a corpus.Answer) []*discordgo.MessageEmbed {
	around := corpus.Answer{Span: c.ParagraphSpan, Text: c.Paragraph}
	for _, report := range c.Statement.Reports {
		around.Quotes = append(around.Quotes, report.Quotes...)
		if report.Content != nil {
			around.Quotes = append(around.Quotes, *report.Content)
		}
	}
	parts := split(glyphs(around), roomParagraph)
	shown := 0
	for i, part := range parts {
		for _, g := range part {
			if g.reported {
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
		text = append(text, quoted(l, c.Before, roomBeside))
	}
	if len(parts) > 0 {
		text = append(text, passage(parts[shown]))
	}
	if c.After != "" {
		text = append(text, quoted(l, c.After, roomBeside))
	}
	paragraph := &discordgo.MessageEmbed{Description: strings.Join(text, "\n"+markdown.QuoteMark+"\n")}
	if len(parts) > 1 {
		paragraph.Footer = &discordgo.MessageEmbedFooter{Text: locale.Part(l, shown+1, len(parts))}
	}
	about := saying(l, a) + "\n" + source(l, a)
	if to := markdown.Link(a.Permalink); to != "" && published(a) != "" { // else it stands there already
		about += "\n" + masked(l, locale.LabelEvidence, to)
	}
	return []*discordgo.MessageEmbed{
		paragraph,
		{Description: about, Footer: &discordgo.MessageEmbedFooter{Text: standing(l, a)}},
	}
}

// moreBy shows what else the speaker on the page said, or asks which speaker.
func (b *Bot) moreBy(ctx context.Context, r *request) (Reply, error) {
	v, i, err := b.pageAsked(ctx, r.language, r)
	if err != nil {
		return Reply{}, err
	}
	names := v.pages[i].speakers()
	switch len(names) {
	case 0:
		return Reply{}, errNoLongerAnswers
	case 1:
		return b.replyTo(ctx, r, question{mode: nameQuote, speaker: names[0]}, true)
	}
	var options []discordgo.SelectMenuOption
	for _, name := range names[:min(len(names), markdown.MaxChoices)] {
		options = append(options, discordgo.SelectMenuOption{Label: name, Value: name})
	}
	return Reply{
		Content:    v.heading(r.language) + "\n" + r.language.Say(locale.PhraseWhichName),
		Components: []discordgo.MessageComponent{row(menu(r.language.Say(locale.LabelPickWho), newCustomID(v.path(), actionPickMore), options))},
		Private:    true,
	}, nil
}

// pickMore shows what the picked speaker said, in place of the menu.
func (b *Bot) pickMore(ctx context.Context, r *request) (Reply, error) {
	name := markdown.Line(r.picked())
	if name == "" {
		return Reply{}, errNoLongerAnswers
	}
	reply, err := b.replyTo(ctx, r, question{mode: nameQuote, speaker: name}, true)
	reply.Private = false
	return reply, err
}

// share shows a private page to everybody, as a message of its own, in the
// language that everybody reads.
func (b *Bot) share(ctx context.Context, r *request) (Reply, error) {
	l := r.language
	if r.GuildID != "" {
		l = b.everybodys(ctx, r)
	}
	v, i, err := b.pageAsked(ctx, l, r)
	if err != nil {
		return Reply{}, err
	}
	reply := v.show(i)
	reply.Anew, reply.Files = true, b.plotTimeline(ctx, r.guild(), v.found)
	return reply, nil
}
