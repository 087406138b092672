package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/go-analyze/charts"
)

// Bar is a number with its name.
type Bar struct {
	Name   string
	Number int // 0 to MaxNumber
}

// Bars describes a bar chart.
type Bars struct {
	Title  string
	Note   string // below the title: out of how many the numbers are
	Axis   string // what is counted
	Across bool   // draw horizontal bars, for long names; 2 to maxVertical bars can be vertical
	Bars   []Bar  // 1 to MaxBars
	Write  func(int) string
}

// MaxBars bounds the bars of a chart.
const MaxBars = 12

// MaxNumber bounds the number of a bar.
const MaxNumber = 1_000_000_000

// maxVertical is the number of vertical bars whose names have room side by
// side.
const maxVertical = 6

const (
	sizeTitle  = 38
	sizeAxis   = 22
	barHeight  = 62
	plotHeight = 520
	axisHeight = 100
	lettersOf  = sizeAxis * 92.0 / 72 // the axis's letters in pixels; the library has 92 pixels per inch
	nameWidth  = 480                  // width of a name beside a horizontal bar, in pixels
	nameGap    = 24                   // between names below vertical bars
	maxName    = 200                  // characters that are measured
)

// Plot draws a bar chart. It returns an *UnshowableError if a character is
// missing in the fonts, and ErrTooLong if a word of the title is too wide.
func (p *Painter) Plot(b Bars) ([]byte, error) {
	if len(b.Bars) == 0 || len(b.Bars) > MaxBars {
		return nil, fmt.Errorf("plot %d bars: the number must be 1 to %d", len(b.Bars), MaxBars)
	}
	b.Across = b.Across || len(b.Bars) == 1 || len(b.Bars) > maxVertical
	title, note := newLetters(p.bold, sizeTitle), newLetters(p.sans, sizeSource)
	head, err := title.plain(b.Title, textWidth, ink)
	if err != nil {
		return nil, err
	}
	below, err := note.plain(b.Note, textWidth, soft)
	if err != nil {
		return nil, err
	}
	height := plotHeight
	if b.Across {
		height = axisHeight + barHeight*len(b.Bars)
	}
	if marginEnd+title.block(head)+note.block(below)+height > MaxHeight-2*marginEnd {
		return nil, ErrTooLong
	}
	plot, err := p.axes(b, Width-2*marginX+40, height)
	if err != nil {
		return nil, err
	}
	top := marginEnd + title.block(head) + note.block(below) + gap
	img := blank(top + height + marginEnd/2)
	y := title.set(img, marginEnd, head)
	note.set(img, y, below)
	draw.Draw(img, image.Rect(marginX-20, top, marginX-20+plot.Bounds().Dx(), top+height), plot, plot.Bounds().Min, draw.Src)
	return encode(img)
}

// axes draws the chart without its title and note.
func (p *Painter) axes(b Bars, width, height int) (image.Image, error) {
	var values []float64
	var names []string
	most, room := 0, nameWidth
	if !b.Across {
		room = width/len(b.Bars) - nameGap
	}
	letters := newLetters(p.sans, lettersOf)
	for _, bar := range b.Bars {
		if bar.Number < 0 || bar.Number > MaxNumber {
			return nil, fmt.Errorf("plot a bar of %d: it must be 0 to %d", bar.Number, MaxNumber)
		}
		name, err := shown(p.sans, bar.Name)
		if err != nil {
			return nil, err
		}
		values, names, most = append(values, float64(bar.Number)), append(names, letters.fitting(name, room)), max(most, bar.Number)
	}
	if _, err := shown(p.sans, b.Axis); err != nil {
		return nil, err
	}
	if b.Across { // the library draws the first bar at the bottom
		slices.Reverse(values)
		slices.Reverse(names)
	}
	write := func(v float64) string { return b.Write(int(v + 0.5)) }
	family := charts.GetFont(axisFamily)
	label := charts.FontStyle{FontSize: sizeAxis, FontColor: rgba(ink), Font: family}
	quiet := charts.FontStyle{FontSize: sizeAxis, FontColor: rgba(soft), Font: family}
	o := charts.NewBarChartOptionWithData([][]float64{values})
	o.Theme, o.Horizontal, o.ValueFormatter = theme(), b.Across, write
	o.CategoryAxis = charts.CategoryAxisOption{Labels: names, LabelFontStyle: label, LabelCount: len(names)}
	end, steps := scale(most)
	o.ValueAxis = []charts.ValueAxisOption{{
		Title: b.Axis, TitleFontStyle: quiet, LabelFontStyle: quiet, ValueFormatter: write,
		Min: charts.Ptr(0.0), Max: charts.Ptr(float64(end)), LabelCount: steps + 1, PreferNiceIntervals: charts.Ptr(false),
	}}
	o.SeriesList[0].Label = charts.SeriesLabel{Show: charts.Ptr(true), FontStyle: label, ValueFormatter: write}
	o.Legend.Show = charts.Ptr(false)
	painter := charts.NewPainter(charts.PainterOptions{Width: width, Height: height, Font: family, Theme: theme()})
	if err := painter.BarChart(o); err != nil {
		return nil, fmt.Errorf("plot bars: %w", err)
	}
	raw, err := painter.Bytes()
	if err != nil {
		return nil, fmt.Errorf("plot bars: %w", err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("read the plot: %w", err)
	}
	return img, nil
}

// maxSteps bounds the steps of an axis.
const maxSteps = 5

// scale returns the end of an axis, with room for a number beyond the longest
// bar, and the number of steps. A step is 1, 2 or 5 times a power of ten.
func scale(most int) (end, steps int) {
	least := most + max(1, most/10)
	for tens := 1; ; tens *= 10 {
		for _, step := range []int{tens, 2 * tens, 5 * tens} {
			if steps = (least + step - 1) / step; steps <= maxSteps {
				return steps * step, steps
			}
		}
	}
}

// fitting shortens a name to at most width pixels on one line, between words if
// possible, and marks the cut with dots.
func (l *letters) fitting(name string, width int) string {
	name = strings.Join(strings.Fields(name), " ")
	runes := []rune(name)
	if len(runes) <= maxName && l.wide(name) <= width {
		return name
	}
	runes = runes[:min(len(runes), maxName)]
	end := sort.Search(len(runes), func(n int) bool { return l.wide(string(runes[:n+1])+ellipsis) > width })
	for at := end; at > end/2; at-- {
		if at < len(runes) && runes[at] == ' ' {
			return string(runes[:at]) + ellipsis
		}
	}
	for end > 0 && end < len(runes) && unicode.Is(unicode.M, runes[end]) {
		end--
	}
	return strings.TrimRight(string(runes[:end]), " ") + ellipsis
}

const ellipsis = "…"

// wide returns the width of a line, in pixels.
func (l *letters) wide(text string) int { return l.shape(text, nil).width.Ceil() }

func theme() charts.ColorPalette {
	return charts.MakeTheme(charts.ThemeOption{
		AxisStrokeColor: rgba(soft), AxisSplitLineColor: rgba(rule), BackgroundColor: rgba(paper),
		TextColor: rgba(ink), SeriesColors: []charts.Color{rgba(accent)},
	})
}

func rgba(c interface{ RGBA() (r, g, b, a uint32) }) charts.Color {
	r, g, b, a := c.RGBA()
	return charts.Color{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: uint8(a >> 8)} //nolint:gosec // eight bits each
}
