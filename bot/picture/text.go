package picture

import (
	"image"
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"
)

// Run is a text in one colour. A line feed in it begins a new paragraph.
type Run struct {
	Text   string
	Strong bool // the words that matter; others are drawn softer
}

// letters sets text in one font and size. Only one goroutine may use it.
type letters struct {
	face   *font.Face
	size   float64 // pixels
	shaper *shaping.HarfbuzzShaper
}

func newLetters(f *font.Font, size float64) *letters {
	return &letters{face: font.NewFace(f), size: size, shaper: &shaping.HarfbuzzShaper{}}
}

// height returns the distance between two baselines, in pixels.
func (l *letters) height() int { return int(l.size*1.42 + 0.5) }

// maxLetters bounds the characters of a text. A longer text does not fit a
// picture, and could overflow the shaper's 32-bit widths.
const maxLetters = 4000

// shown returns text in Unicode's composed form. It returns an *UnshowableError
// for the first character that the font lacks. Invisible characters and those
// that change the writing direction count as lacking. It returns ErrTooLong for
// more than maxLetters characters.
func shown(f *font.Font, text string) (string, error) {
	if len(text) > maxLetters*utf8.UTFMax || utf8.RuneCountInString(text) > maxLetters {
		return "", ErrTooLong
	}
	text = norm.NFC.String(text)
	for _, r := range text {
		if r == ' ' || r == '\n' {
			continue
		}
		if _, has := f.NominalGlyph(r); !has || unicode.In(r, unicode.C) || r == unicode.ReplacementChar {
			return "", &UnshowableError{Rune: r}
		}
	}
	return text, nil
}

// word is a shaped part of a line that is never divided.
type word struct {
	glyphs []shaping.Glyph
	width  fixed.Int26_6
	c      color.Color
	glued  bool // no space before it: the colour changes within a word
}

// shape shapes a word without spaces.
func (l *letters) shape(text string, c color.Color) word {
	runes := []rune(text)
	out := l.shaper.Shape(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: l.face,
		Size: fixed.Int26_6(l.size * 64), Script: scriptOf(runes), Language: "und",
	})
	return word{glyphs: out.Glyphs, width: out.Advance, c: c}
}

// scriptOf returns the script of the first letter.
func scriptOf(runes []rune) language.Script {
	for _, r := range runes {
		if s := language.LookupScript(r); s != language.Common && s != language.Inherited && s != language.Unknown {
			return s
		}
	}
	return language.Latin
}

// line is a sequence of words side by side.
type line struct {
	words []word
	width fixed.Int26_6
	last  bool // of its paragraph
}

// wrap sets runs in lines of at most width pixels, broken only between words.
// ok is false if a word is wider than a line.
func (l *letters) wrap(runs []Run, width int, colours func(Run) color.Color) (lines []line, ok bool) {
	space := l.shape("n n", nil).width - l.shape("nn", nil).width
	limit := fixed.I(width)
	var current line
	flush := func(last bool) {
		current.last = last
		lines = append(lines, current)
		current = line{}
	}
	for _, unit := range units(runs) {
		if unit == nil {
			flush(true)
			continue
		}
		var parts []word
		var wide fixed.Int26_6
		for i, r := range unit {
			w := l.shape(r.Text, colours(r))
			w.glued = i > 0
			parts, wide = append(parts, w), wide+w.width
		}
		if wide > limit {
			return nil, false
		}
		if len(current.words) > 0 && current.width+space+wide > limit {
			flush(false)
		}
		if len(current.words) > 0 {
			current.width += space
		}
		current.words, current.width = append(current.words, parts...), current.width+wide
	}
	flush(true)
	return lines, true
}

// units splits runs into words, each with a run per colour. nil separates
// paragraphs.
func units(runs []Run) [][]Run {
	var out [][]Run
	var current []Run
	end := func() {
		if current != nil {
			out, current = append(out, current), nil
		}
	}
	prior, last := ' ', ' ' // the last two characters
	for i, run := range runs {
		start := 0
		take := func(at int) {
			if at > start {
				current = append(current, Run{run.Text[start:at], run.Strong})
			}
		}
		for at, r := range run.Text {
			if r == '\n' || r == ' ' && !opened(prior, last) && !closes(runs[i:], at+1) {
				take(at)
				end()
				start = at + 1
			}
			if r == '\n' {
				out = append(out, nil)
			}
			prior, last = last, r
		}
		take(len(run.Text))
	}
	end()
	return out
}

// opened reports whether the space after an opening quotation mark belongs to
// it, as in French, so that no line ends there. In German the same mark closes.
func opened(prior, mark rune) bool {
	return mark == '«' && strings.ContainsRune(" \u00a0\u202f(\n", prior)
}

// closes reports whether the space before position at of the first run belongs
// to the mark there, so that no line begins with the mark.
func closes(runs []Run, at int) bool {
	ahead := make([]rune, 0, 2)
	for _, run := range runs {
		for _, r := range run.Text[at:] {
			if ahead = append(ahead, r); len(ahead) == 2 {
				break
			}
		}
		if at = 0; len(ahead) == 2 {
			break
		}
	}
	switch {
	case len(ahead) == 0:
		return false
	case ahead[0] == '»': // before a letter it opens, as in German
		return len(ahead) == 1 || !unicode.IsLetter(ahead[1]) && !unicode.IsDigit(ahead[1])
	}
	return strings.ContainsRune("?!:;", ahead[0])
}

// set draws lines at the left margin, with the top of the first at y. It
// returns where the next line would begin.
func (l *letters) set(img *image.RGBA, y int, lines []line) int {
	space := l.shape("n n", nil).width - l.shape("nn", nil).width
	for i, ln := range lines {
		base := y + int(l.size*1.08)
		dot := fixed.I(marginX)
		for j, w := range ln.words {
			if j > 0 && !w.glued {
				dot += space
			}
			l.draw(img, dot, base, w)
			dot += w.width
		}
		y += l.height()
		if ln.last && i < len(lines)-1 {
			y += l.height() / 3
		}
	}
	return y
}

// block returns the height of lines that set draws.
func (l *letters) block(lines []line) int {
	h := 0
	for i, ln := range lines {
		h += l.height()
		if ln.last && i < len(lines)-1 {
			h += l.height() / 3
		}
	}
	return h
}

// draw fills a word's outlines.
func (l *letters) draw(img *image.RGBA, dot fixed.Int26_6, base int, w word) {
	const margin = 2 // letters may extend beyond their box by size/margin
	size := int(l.size)
	left := dot.Floor() - size/margin
	box := image.Rect(left, base-2*size, dot.Ceil()+w.width.Ceil()+size/margin, base+size).Intersect(img.Bounds())
	scale := float32(l.size) / float32(l.face.Upem())
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	x := float32(dot)/64 - float32(box.Min.X)
	for _, g := range w.glyphs {
		outline, ok := l.face.GlyphData(g.GlyphID).(font.GlyphOutline)
		if ok {
			trace(r, outline, x+float32(g.XOffset)/64, float32(base-box.Min.Y)-float32(g.YOffset)/64, scale)
		}
		x += float32(g.Advance) / 64
	}
	r.Draw(img, box, image.NewUniform(w.c), image.Point{})
}

// trace adds an outline whose origin is at x, y.
func trace(r *vector.Rasterizer, outline font.GlyphOutline, x, y, scale float32) {
	at := func(p opentype.SegmentPoint) (float32, float32) { return x + p.X*scale, y - p.Y*scale }
	open := false
	for _, s := range outline.Segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				r.ClosePath()
			}
			r.MoveTo(ax, ay)
			open = true
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	if open {
		r.ClosePath()
	}
}

// plain sets a text in one colour, in lines of at most width pixels.
func (l *letters) plain(text string, width int, c color.Color) ([]line, error) {
	text, err := shown(l.face.Font, text)
	if err != nil {
		return nil, err
	}
	lines, ok := l.wrap([]Run{{Text: text}}, width, func(Run) color.Color { return c })
	if !ok {
		return nil, ErrTooLong
	}
	return lines, nil
}
