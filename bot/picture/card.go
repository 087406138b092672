package picture

import (
	"image"
	"image/color"
	"unicode/utf8"

	"golang.org/x/image/math/fixed"
)

// Card is a quotation. Words is the statement, with the reported words Strong.
// Only Role may be empty.
type Card struct {
	Words   []Run
	Speaker string
	Role    string   // who the speaker is, in the article's words
	Source  []string // lines: publisher and date, title, URL
	Note    string   // how reliable the quotation is
}

// Sizes of a card, in pixels.
const (
	marginTop      = 92
	marginEnd      = 56
	minHeight      = 560
	maxWordsHeight = 1150 // largest height of the words
	largest        = 54.0
	smallest       = 28.0
	sizeStep       = 2.0
	gap            = 34
	gapSource      = 14
	sizeName       = 36
	sizeRole       = 28
	sizeSource     = 25
	sizeMark       = 130
	markBase       = 128 // of the quotation mark, from the top
)

// Card draws a quotation as large as it fits: the longer it is, the smaller the
// type, down to a size that is still readable on a phone. It returns ErrTooLong
// if the words do not fit at that size, and an *UnshowableError if a character
// is missing in the fonts.
func (p *Painter) Card(c Card) ([]byte, error) {
	words, lines, err := p.fit(c.Words)
	if err != nil {
		return nil, err
	}
	below, err := p.attribution(c)
	if err != nil {
		return nil, err
	}
	height := marginTop + words.block(lines) + gap + marginEnd
	for _, b := range below {
		height += b.before + b.letters.block(b.lines)
	}
	if height > MaxHeight {
		return nil, ErrTooLong
	}
	spare := max(0, minHeight-height)
	img := blank(height + spare)
	p.quotationMark(img)
	y := words.set(img, marginTop+spare/2, lines)
	y += gap + spare - spare/2
	fill(img, image.Rect(marginX, y-gap/2, marginX+72, y-gap/2+4), accent)
	for _, b := range below {
		y = b.letters.set(img, y+b.before, b.lines)
	}
	return encode(img)
}

// quotationMark draws the mark above the words, which shows that they are a
// quotation.
func (p *Painter) quotationMark(img *image.RGBA) {
	mark := newLetters(p.serif, sizeMark)
	mark.draw(img, fixed.I(marginX-6), markBase, mark.shape("“", accent))
}

// fit finds the largest type in which the words fit.
func (p *Painter) fit(runs []Run) (*letters, []line, error) {
	set := make([]Run, 0, len(runs))
	letters := 0
	for _, r := range runs {
		text, err := shown(p.serif, r.Text)
		if err != nil {
			return nil, nil, err
		}
		set, letters = append(set, Run{text, r.Strong}), letters+utf8.RuneCountInString(text)
	}
	if letters > maxLetters {
		return nil, nil, ErrTooLong
	}
	for size := largest; size >= smallest; size -= sizeStep {
		l := newLetters(p.serif, size)
		lines, ok := l.wrap(set, textWidth, shade)
		if ok && l.block(lines) <= room(size) {
			return l, lines, nil
		}
	}
	return nil, nil, ErrTooLong
}

// room returns the largest height of words of a size. Large type is for short
// texts.
func room(size float64) int {
	if size > smallest {
		return maxWordsHeight * 6 / 10
	}
	return maxWordsHeight
}

func shade(r Run) color.Color {
	if r.Strong {
		return ink
	}
	return soft
}

// paragraph is a sequence of lines with the space before them.
type paragraph struct {
	letters *letters
	lines   []line
	before  int
}

// attribution returns the text below the words.
func (p *Painter) attribution(c Card) ([]paragraph, error) {
	var out []paragraph
	add := func(l *letters, text string, shade color.Color, before int) error {
		if text == "" {
			return nil
		}
		lines, err := l.plain(text, textWidth, shade)
		if err != nil {
			return err
		}
		out = append(out, paragraph{l, lines, before})
		return nil
	}
	if err := add(newLetters(p.bold, sizeName), c.Speaker, ink, 0); err != nil {
		return nil, err
	}
	if err := add(newLetters(p.sans, sizeRole), c.Role, soft, 0); err != nil {
		return nil, err
	}
	for i, text := range c.Source {
		before := 0
		if i == 0 {
			before = gapSource
		}
		if err := add(newLetters(p.sans, sizeSource), text, soft, before); err != nil {
			return nil, err
		}
	}
	err := add(newLetters(p.sans, sizeSource), c.Note, accent, gapSource)
	return out, err
}
