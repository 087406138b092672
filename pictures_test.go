package main

import (
	"bytes"
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"verbatim/corpus/fetch/fetchtest"
)

// pictures makes the pictures of the README anew: go test . -run Pictures -pictures
var pictures = flag.Bool("pictures", false, "write docs/pictures from the running program")

// maxPicture is how large a picture of the README may be, in bytes.
const maxPicture = 150 << 10

// The README's pictures are of the program as it runs: of its page in a browser.
func TestPictures(t *testing.T) {
	if !*pictures {
		t.Skip("the pictures are made with -pictures")
	}
	site := fetchtest.New(t)
	site.SetPage("/harbour", harbour())
	b := openBrowser(t)
	b.resize(1280, 800, "dark")

	b.run("ask", "question", "What did Iran say about delivering drones?")
	b.last("Hossein Amirabdollahian")
	b.picture("playground")

	b.resize(700, 1500, "dark")
	b.run("timeline", "topic", "drones", "private", "False")
	b.last("drones")
	b.crop("timeline")

	b.run("ask", "question", "Who wants coffee with the Iranian side?")
	b.last("coffee")
	b.crop("answer")

	b.become("Max")
	b.disputesCranes(site)
	b.click(".message:last-child .select", whoSaid)
	b.crop("correction")
}

// picture keeps what the page shows as a picture of the README's.
func (b *browser) picture(name string) {
	b.t.Helper()
	evaluate[float64](b, `document.querySelector('#log').scrollTop = 1e6`)
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("picture of %s: %v", name, err)
	}
	b.keep(name, shot, image.Rectangle{})
}

// crop keeps a picture of the newest message alone.
func (b *browser) crop(name string) {
	b.t.Helper()
	at := evaluate[[]int](b, `(() => { document.querySelector('#log').scrollTop = 1e6; const r = document.querySelector('.message:last-child').getBoundingClientRect();
		const top = document.querySelector('#log').getBoundingClientRect().top; return [r.left, Math.max(r.top, top), r.right, r.bottom].map(Math.round); })()`)
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("picture of %s: %v", name, err)
	}
	b.keep(name, shot, image.Rect(at[0], at[1], at[2], at[3]))
}

// keep writes a picture, of the part alone unless that is empty, with as many
// colours as it takes to be small.
func (b *browser) keep(name string, shot []byte, part image.Rectangle) {
	b.t.Helper()
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatalf("picture of %s: %v", name, err)
	}
	if part.Empty() {
		part = full.Bounds()
	}
	out := image.NewPaletted(image.Rect(0, 0, part.Dx(), part.Dy()), commonest(full, part))
	draw.Draw(out, out.Bounds(), full, part.Min, draw.Src)
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, out); err != nil {
		b.t.Fatalf("picture of %s: %v", name, err)
	}
	if file.Len() > maxPicture {
		b.t.Errorf("the picture of %s has %d bytes, at most %d are wanted", name, file.Len(), maxPicture)
	}
	folder := filepath.Join("docs", "pictures")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), file.Bytes(), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// commonest are the 256 commonest colours of a part of a picture.
func commonest(in image.Image, part image.Rectangle) color.Palette {
	counts := map[color.RGBA]int{}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			counts[color.RGBAModel.Convert(in.At(x, y)).(color.RGBA)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var out color.Palette
	for _, c := range all[:min(len(all), 256)] {
		out = append(out, c)
	}
	return out
}
