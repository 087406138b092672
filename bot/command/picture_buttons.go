package command

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"verbatim/bot"
	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/picture"
	"verbatim/bot/render"
	"verbatim/corpus"
)

// pictureButtons share a quotation as a picture.
type pictureButtons struct{ answerer }

// sharePicture draws the quotation on the page for everyone. If the page has several, it
// asks for one.
func (h pictureButtons) sharePicture(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	v, i, err := h.pageAsked(ctx, r.Language, r)
	if err != nil {
		return bot.Reply{}, err
	}
	can := render.Picturable(render.ShownOn(v.Pages[i], v.Answers))
	switch len(can) {
	case 0:
		return bot.Reply{}, errNoPicture
	case 1:
		return h.card(ctx, r, can[0])
	}
	return v.WhichOne(r.Language, render.ActionPickPicture, can), nil
}

// pickPicture draws the quotation that was picked for everyone.
func (h pictureButtons) pickPicture(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	_, a, err := h.pickedAnswer(ctx, r)
	if err != nil {
		return bot.Reply{}, err
	}
	if !render.Quotable(a) {
		return bot.Reply{}, errNoPicture
	}
	return h.card(ctx, r, a)
}

// card replies with a quotation as a picture, in a message of its own and in the language
// that everyone reads.
func (h pictureButtons) card(ctx context.Context, r *bot.Request, a corpus.Answer) (bot.Reply, error) {
	l := r.Language
	if r.GuildID != "" {
		l = h.settings.PublicLanguage(ctx, r)
	}
	c := cardOf(l, a)
	alt := altOf(c)
	if markdown.Units(alt) > markdown.MaxAlt { // who cannot see the picture must be able to read all of it
		return bot.Reply{}, errLongForPicture
	}
	data, err := h.draw(ctx, func() ([]byte, error) { return h.painter.Card(c) })
	switch {
	case errors.Is(err, picture.ErrTooLong):
		return bot.Reply{}, errLongForPicture
	case undrawable(err):
		return bot.Reply{}, errUnshowable
	case err != nil:
		return bot.Reply{}, err
	}
	by := a.Byline()
	return bot.Reply{
		Content: render.Saying(l, by) + "\n" + render.Source(l, a) + "\n" + render.Standing(l, by),
		Files:   []bot.File{{Name: fileCard, Type: typePNG, Data: data, Alt: alt}},
		Anew:    true,
	}, nil
}

// cardOf returns the contents of an answer's card.
func cardOf(l *locale.Language, a corpus.Answer) picture.Card {
	by := a.Byline()
	c := picture.Card{
		Words: runs(render.Glyphs(a)), Speaker: markdown.Shorten(by.Speaker, markdown.RoomName), Role: markdown.Shorten(by.Role, markdown.RoomRole), Note: render.Standing(l, by),
		Source: []string{markdown.Unescape(strings.Join(locale.Citation(l, by.Provenance), markdown.Separator))},
	}
	if title := markdown.Shorten(by.Title, markdown.RoomTitle); title != "" {
		c.Source = append(c.Source, title)
	}
	if u, err := url.Parse(markdown.Link(by.URL)); err == nil && u.Hostname() != "" {
		c.Source = append(c.Source, u.Hostname())
	}
	return c
}

// runs returns glyphs in the form that the painter takes.
func runs(glyphs []render.Glyph) []picture.Run {
	var out []picture.Run
	var text strings.Builder
	for i, g := range glyphs {
		text.WriteRune(g.R)
		if i+1 == len(glyphs) || glyphs[i+1].Reported != g.Reported {
			out = append(out, picture.Run{Text: text.String(), Strong: g.Reported})
			text.Reset()
		}
	}
	return out
}

// altOf returns the description of a card, which holds all of its text.
func altOf(c picture.Card) string {
	var words strings.Builder
	for _, r := range c.Words {
		words.WriteString(r.Text)
	}
	said := c.Speaker
	if c.Role != "" {
		said += ", " + c.Role
	}
	return strings.Join([]string{words.String(), markdown.SeparatorSaying[1:] + said, strings.Join(c.Source, markdown.Separator), c.Note}, "\n")
}
