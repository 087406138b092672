package e2e

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

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
	b.run("ask", "question", "Who wants coffee with the Iranian side?")
	b.last("coffee")
	b.crop("answer")

	b.resize(1100, 760, "light")
	b.opens("where it stands", "have coffee with them")
	b.picture("evidence")
	b.back()

	b.resize(700, 1500, "dark")
	b.become("Max")
	b.disputesCranes(site)
	b.click(".message:last-child .select", whoSaid)
	b.crop("correction")

	b.resize(700, 1900, "dark")
	b.run("corpus add feed", "address", ferryNews(site))
	b.last("7 articles new")
	b.asks("How many cars will the ferry carry?", "Ada Winter")
	b.run("timeline", "topic", "ferry", "private", "False")
	b.last("Page 1 of 3")
	b.see(`document.querySelector('.message:last-child img').complete`)
	b.crop("timeline")
}

// ferryNews puts half a year's news of a ferry on the site and returns the
// address of their feed.
func ferryNews(site *fetchtest.Site) string {
	const opens, ends = "People along the coast have talked of little else since the council of Nordhaven met on Monday evening.",
		"Greenhaven lies an hour away from the mainland, and nine hundred people live there all the year round."
	var paths []string
	add := func(publisher string, month time.Month, day int, title string, said ...string) {
		path := fmt.Sprintf("/ferry/%d-%d", month, day)
		paths = append(paths, path)
		site.SetPage(path, fetchtest.Page{
			Title: title, Publisher: publisher, Published: time.Date(2024, month, day, 9, 0, 0, 0, time.UTC),
			Paragraphs: slices.Concat([]string{opens}, said, []string{ends}),
		})
	}
	add("Nordhaven Post", time.January, 18, "Too dear a boat", "“The ferry to Greenhaven costs us more than it earns,” said Peter Lang, the treasurer of Nordhaven.")
	add("Westmark Courier", time.February, 6, "Islanders want to keep their boat", "“Without the ferry we have neither a doctor nor a school,” said Ida Holm, a teacher on Greenhaven.",
		"Olga Brandt, the harbour master, said that the ferry would sail for as long as its engine does.")
	add("Greenhaven Herald", time.February, 20, "An engine on its last voyage", "“The engine of the ferry will not see another winter,” said Karl Linde, its captain.")
	add("Nordhaven Post", time.March, 12, "Not for sale", "“Nobody will take the ferry away,” said Ada Winter, the mayor of Nordhaven.",
		"Peter Lang, the treasurer, denied that the ferry had been sold already.")
	add("Westmark Courier", time.May, 7, "A new boat at last", "“The new ferry will carry forty cars,” said Ada Winter, the mayor of Nordhaven.",
		"Karl Linde, the captain, promised that the ferry would sail four times a day.")
	add("Greenhaven Herald", time.May, 21, "What it runs on", "“The ferry runs on batteries, and they are charged at our quay,” said Ida Holm, a teacher on Greenhaven.",
		"Olga Brandt, the harbour master, warned that the ferry would need a deeper harbour.")
	add("Nordhaven Post", time.June, 1, "Full to the last seat", "“We have sold every ticket for the first voyage of the ferry,” said Olga Brandt, the harbour master.",
		"“I have waited nine years for this ferry,” said Ida Holm, a teacher on Greenhaven.")
	site.SetFeed("/ferry", "News of the ferry", paths...)
	return site.URL + "/ferry"
}

// picture keeps what the page shows as a picture of the README's.
func (b *browser) picture(name string) {
	b.t.Helper()
	evaluate[bool](b, `(() => { const log = document.querySelector('#log'); if (log) log.scrollTop = 1e6; return true; })()`)
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
	folder := filepath.Join(module, "docs", "pictures")
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
