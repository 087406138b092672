package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// wide and tall are the window's size unless told otherwise, in pixels.
const wide, tall = 1360, 860

// resize changes the window's size, and the colours that its reader prefers.
func (b *browser) resize(width, height int64, colours string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1,
	}); err != nil {
		b.t.Fatalf("resize the window: %v", err)
	}
	media := emulation.SetEmulatedMediaParams{}
	if colours != "" {
		media.Features = []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}}
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatalf("prefer colours: %v", err)
	}
}

// shoot keeps a picture of the page with the test's artefacts.
func (b *browser) shoot(name string) {
	b.t.Helper()
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("no picture of the page: %v", err)
		return
	}
	path := filepath.Join(b.shots, name+".png")
	if err := os.WriteFile(path, shot, 0o600); err != nil {
		b.t.Logf("no picture of the page: %v", err)
	}
}

// looks are the ways in which the page is looked at.
func looks() []look {
	return []look{
		{"desktop-light", 1360, 860, "light"}, {"desktop-dark", 1360, 860, "dark"},
		{"phone-light", 390, 844, "light"}, {"phone-dark", 390, 844, "dark"},
	}
}

type look struct {
	name          string
	width, height int64
	colours       string
}

// look looks at the page in a way.
func (b *browser) look(l look) {
	b.t.Helper()
	b.resize(l.width, l.height, l.colours)
	b.see(fmt.Sprintf(`innerWidth === %d && innerHeight === %d && matchMedia('(prefers-color-scheme: %s)').matches`, l.width, l.height, l.colours))
}

// each looks at the page in every way, checks that nothing keeps anybody from
// reading it, and keeps a picture.
func (b *browser) each(name string) {
	b.t.Helper()
	for _, l := range looks() {
		b.look(l)
		evaluate[float64](b, `document.querySelector('#log').scrollTop = 1e6`)
		b.shoot(name + "-" + l.name)
		b.accessible(name + ", " + l.name)
	}
	b.resize(wide, tall, "")
}

// accessible runs axe over the page and lists what it finds.
func (b *browser) accessible(what string) {
	b.t.Helper()
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	type violation struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML    string `json:"html"`
			Summary string `json:"failureSummary"`
		} `json:"nodes"`
	}
	evaluate[bool](b, string(axe)+";true")
	found := evaluate[[]violation](b, `axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)`)
	for _, v := range found {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: axe finds %s (%s) at %s: %s", what, v.ID, v.Help, n.HTML, strings.Join(strings.Fields(n.Summary), " "))
		}
	}
}
