// Package picture draws what the bot shows as a picture: a quotation with its
// speaker and source, and bars with their numbers. It is pure: words and
// numbers in, PNG bytes out. It knows no language and no article; all words are
// its caller's.
//
// A picture is opaque, so that it reads the same in Discord's light and dark
// themes, and holds what its fonts can show or is not drawn at all: a character
// that they lack is an [UnshowableError], never an empty box.
//
// The fonts, Noto Sans and Noto Serif, are embedded; fonts/OFL.txt is their
// licence.
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

// ErrTooLong says that the words do not fit a picture at a size at which they
// can be read.
var ErrTooLong = errors.New("too long for a picture")

// UnshowableError says that no font here has the character.
type UnshowableError struct{ Rune rune }

// Error names the character.
func (e *UnshowableError) Error() string {
	return fmt.Sprintf("no font has the character %q (U+%04X)", e.Rune, e.Rune)
}

// The sizes of a picture, in pixels: every one is Width wide, none higher than
// MaxHeight.
const (
	Width     = 1200
	MaxHeight = 2400
)

// The colours. Each of the texts' has a contrast of at least 4.5 on paper.
var (
	paper  = color.RGBA{0xFB, 0xF8, 0xF2, 0xFF}
	ink    = color.RGBA{0x1C, 0x1B, 0x19, 0xFF} // reported words, names, numbers
	soft   = color.RGBA{0x5F, 0x5B, 0x54, 0xFF} // what stands around them
	accent = color.RGBA{0x8C, 0x2F, 0x1B, 0xFF}
	rule   = color.RGBA{0xDD, 0xD6, 0xC8, 0xFF}
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// Painter draws pictures. It can be used by any number of goroutines.
type Painter struct {
	serif, sans, bold *font.Font
}

// New reads the fonts. It fails only where those that are part of the program
// cannot be read.
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

// axisFamily is what the plots' library, which reads fonts itself, knows the
// sans by.
const axisFamily = "verbatim-sans"

// blank is a sheet of paper with the accent along its left edge.
func blank(height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, Width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	fill(img, image.Rect(0, 0, edge, height), accent)
	return img
}

// edge is how broad the accent is, in pixels.
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
