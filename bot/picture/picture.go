// Package picture draws quotations, with their speakers and sources, and bar
// charts. Its functions are pure: they turn words and numbers into PNG bytes.
// The package contains no texts of its own; all words come from the caller.
//
// A picture is opaque, so it reads the same in Discord's light and dark themes.
// If a character is missing in the fonts, the picture is not drawn and the
// error is an [UnshowableError]; it never shows an empty box instead.
//
// The fonts, Noto Sans and Noto Serif, are embedded. Their licence is
// fonts/OFL.txt.
package picture

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-analyze/charts"
	"github.com/go-text/typesetting/font"
)

// ErrTooLong means that the words do not fit a picture at a readable size.
var ErrTooLong = errors.New("too long for a picture")

// UnshowableError means that a character is missing in the font.
type UnshowableError struct{ Rune rune }

// Error names the character.
func (e *UnshowableError) Error() string {
	return fmt.Sprintf("no font has the character %q (U+%04X)", e.Rune, e.Rune)
}

// Sizes of a picture, in pixels: every picture is Width wide and at most
// MaxHeight high.
const (
	Width     = 1200
	MaxHeight = 2400

	marginX   = 84
	textWidth = Width - 2*marginX
)

// The colours. Each text colour has a contrast of at least 4.5 on paper.
var (
	paper  = color.RGBA{0xFB, 0xF8, 0xF2, 0xFF}
	ink    = color.RGBA{0x1C, 0x1B, 0x19, 0xFF} // reported words, names, numbers
	soft   = color.RGBA{0x5F, 0x5B, 0x54, 0xFF} // everything around them
	accent = color.RGBA{0x8C, 0x2F, 0x1B, 0xFF}
	rule   = color.RGBA{0xDD, 0xD6, 0xC8, 0xFF}
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// Painter draws pictures. Any number of goroutines may use it.
type Painter struct {
	serif, sans, bold *font.Font
}

// New reads the fonts. It returns an error only if the embedded fonts cannot be
// read.
func New() (*Painter, error) {
	p := &Painter{}
	for name, to := range map[string]**font.Font{
		"NotoSerif-Regular": &p.serif, "NotoSans-Regular": &p.sans, "NotoSans-Bold": &p.bold,
	} {
		raw, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
		if err != nil {
			return nil, fmt.Errorf("read the font %s: %w", name, err)
		}
		face, err := font.ParseTTF(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("read the font %s: %w", name, err)
		}
		*to = face.Font
	}
	raw, err := fontFiles.ReadFile("fonts/NotoSans-Regular.ttf")
	if err != nil {
		return nil, fmt.Errorf("read the plots' font: %w", err)
	}
	if err := charts.InstallFont(axisFamily, raw); err != nil {
		return nil, fmt.Errorf("read the plots' font: %w", err)
	}
	return p, nil
}

// axisFamily is the name of the sans font in the plot library, which reads
// fonts itself.
const axisFamily = "verbatim-sans"

// blank returns an empty picture with the accent along its left edge.
func blank(height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, Width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	fill(img, image.Rect(0, 0, edge, height), accent)
	return img
}

// edge is the width of the accent, in pixels.
const edge = 14

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	e := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := e.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return out.Bytes(), nil
}
