package bot

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"verbatim/bot/locale"
	"verbatim/bot/markdown"
	"verbatim/bot/picture"
	"verbatim/corpus"
)

// What shares a quotation as a picture, and the menu that it opens.
const (
	actionPicture     = "picture"
	actionPickPicture = "card"
)

var (
	// errNoPicture says that nothing on a page may be drawn.
	errNoPicture = errors.New("no certain, direct quotation of a fetched article")
	// errLongForPicture says that a quotation has no room in a picture.
	errLongForPicture = errors.New("the quotation is too long to be drawn")
	// errUnshowable says that the fonts lack one of a quotation's characters.
	errUnshowable = errors.New("the fonts lack a character of the quotation")
)

// pictured reports whether an answer may stand alone in a picture: who said it
// is certain, all the reported words are quoted, and a publisher answers for
// them.
func pictured(a corpus.Answer) bool {
	return a.Certain && a.Kind == corpus.Direct && a.Origin == corpus.OriginFetched && markdown.Line(a.Speaker) != "" && markdown.Link(a.URL) != ""
}

// picturable are the answers that may be drawn.
func picturable(answers []corpus.Answer) []corpus.Answer {
	var out []corpus.Answer
	for _, a := range answers {
		if pictured(a) {
			out = append(out, a)
		}
	}
	return out
}

// sharePicture draws the page's quotation for everybody, or asks which.
func (b *Bot) sharePicture(ctx context.Context, r *request) (Reply, error) {
	v, i, err := b.pageAsked(ctx, r.language, r)
	if err != nil {
		return Reply{}, err
	}
	can := picturable(shownOn(v.pages[i], v.answers))
	switch len(can) {
	case 0:
		return Reply{}, errNoPicture
	case 1:
		return b.card(ctx, r, can[0])
	}
	return v.whichOne(r.language, actionPickPicture, can), nil
}

// pickPicture draws the picked quotation for everybody.
func (b *Bot) pickPicture(ctx context.Context, r *request) (Reply, error) {
	_, a, err := b.pickedAnswer(ctx, r)
	if err != nil {
		return Reply{}, err
	}
	if !pictured(a) {
		return Reply{}, errNoPicture
	}
	return b.card(ctx, r, a)
}

// card is a quotation as a picture, in the language that everybody reads, in a
// message of its own.
func (b *Bot) card(ctx context.Context, r *request, a corpus.Answer) (Reply, error) {
	l := r.language
	if r.GuildID != "" {
		l = b.everybodys(ctx, r)
	}
	c := cardOf(l, a)
	alt := altOf(c)
	if markdown.Units(alt) > markdown.MaxAlt { // who cannot see the picture reads all of it
		return Reply{}, errLongForPicture
	}
	data, err := b.draw(ctx, func() ([]byte, error) { return b.painter.Card(c) })
	switch {
	case errors.Is(err, picture.ErrTooLong):
		return Reply{}, errLongForPicture
	case undrawable(err):
		return Reply{}, errUnshowable
	case err != nil:
		return Reply{}, err
	}
	return Reply{
		Content: saying(l, a) + "\n" + source(l, a) + "\n" + standing(l, a),
		Files:   []File{{Name: fileCard, Type: typePNG, Data: data, Alt: alt}},
		Anew:    true,
	}, nil
}

// undrawable reports whether drawing failed for the words themselves.
func undrawable(err error) bool {
	_, unshowable := errors.AsType[*picture.UnshowableError](err)
	return unshowable || errors.Is(err, picture.ErrTooLong)
}

const typePNG = "image/png"

// draw draws with a search's leave: both take a processor.
func (b *Bot) draw(ctx context.Context, f func() ([]byte, error)) ([]byte, error) {
	leave, err := b.limits.searches.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return f()
}

// cardOf is what stands on an answer's card.
func cardOf(l *locale.Language, a corpus.Answer) picture.Card {
	here := corpus.Citation{Publisher: a.Publisher, Published: a.Published, Origin: a.Origin}
	c := picture.Card{
		Words: runs(glyphs(a)), Speaker: markdown.Shorten(a.Speaker, markdown.RoomName), Role: markdown.Shorten(a.Role, markdown.RoomRole), Note: standing(l, a),
		Source: []string{markdown.Unescape(strings.Join(locale.Citation(l, here), markdown.Separator))},
	}
	if title := markdown.Shorten(a.Title, markdown.RoomTitle); title != "" {
		c.Source = append(c.Source, title)
	}
	if u, err := url.Parse(markdown.Link(a.URL)); err == nil && u.Hostname() != "" {
		c.Source = append(c.Source, u.Hostname())
	}
	return c
}

// runs are glyphs as the painter takes them.
func runs(glyphs []glyph) []picture.Run {
	var out []picture.Run
	var text strings.Builder
	for i, g := range glyphs {
		text.WriteRune(g.r)
		if i+1 == len(glyphs) || glyphs[i+1].reported != g.reported {
			out = append(out, picture.Run{Text: text.String(), Strong: g.reported})
			text.Reset()
		}
	}
	return out
}

// altOf is all the words of a card.
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
