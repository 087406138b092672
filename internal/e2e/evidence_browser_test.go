package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/corpus/fetch/fetchtest"
)

// The evidence page shows where an answer stands, what a moderator corrects in it,
// and what its publisher changes; with keys alone, in any width, to everybody.
func TestEvidenceInTheBrowser(t *testing.T) {
	t.Parallel()
	site := fetchtest.New(t)
	page := harbour()
	site.SetPage("/harbour", page)
	b := openBrowser(t)

	b.run("ask", "question", "Who wants coffee with the Iranian side?")
	b.last("coffee")
	b.opens("where it stands", "have coffee with them")
	b.stands("evidence")
	b.see(`!document.querySelector('details[open]')`)
	b.tab(`document.activeElement.matches('summary')`)
	b.keys(kb.Enter)
	b.reads("details[open]", "stands before “")
	b.tab(`document.activeElement.textContent === 'Link to this statement'`)
	b.keys(kb.Enter)
	b.see(`document.querySelector('.statement:target .link a').getAttribute('href').endsWith(location.hash)`)

	b.back()
	b.become("Max")
	b.correctsCranes(site, page)
	b.run("corpus refresh")
	b.last("1 article changed")
	b.asks(cranes, "dark green")
	b.click(".message:last-child .button", "Context")
	b.see(`document.querySelector('.message:last-child.private')`)
	b.last("where it stands")
	b.opens("where it stands", "painted dark green")
	b.reads(".corrections", "attributed to Peter Lang")
	b.stands("evidence-corrected")
	b.click(".versions a", "compare with the version before")
	b.reads(".versions .reworded mark", "dark")
	b.everyLook("evidence-versions")
}

// opens follows the last link of that label in the newest message, as its reader
// would in a window of its own, and waits for words of the statement it leads to.
func (b *browser) opens(label, words string) {
	b.t.Helper()
	to := evaluate[string](b, fmt.Sprintf(`[...document.querySelectorAll('.message:last-child a[target=_blank]')].filter((e) => e.textContent === %q).at(0)?.href ?? ''`, label))
	if to == "" {
		b.t.Fatalf("the newest message has no link %q", label)
	}
	b.do(chromedp.Navigate(to))
	b.reads(".statement:target", words)
}

// back goes back to the channel.
func (b *browser) back() {
	b.t.Helper()
	b.do(chromedp.Navigate(b.link))
	b.see(`document.querySelector('#app').dataset.ready`)
}

// stands checks that the statement that a link leads to is in sight, and then how
// the page looks.
func (b *browser) stands(name string) {
	b.t.Helper()
	b.see(`(() => { const r = document.querySelector('.statement:target').getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight; })()`)
	b.everyLook(name)
}

// everyLook looks at a page that is no channel in every way and in a narrow window,
// in which nothing may stand beside the page.
func (b *browser) everyLook(name string) {
	b.t.Helper()
	for _, l := range append(looks(), look{"narrow", 320, 640, "light"}) {
		b.resize(l.width, l.height, l.colours)
		b.see(fmt.Sprintf(`innerWidth === %d && matchMedia('(prefers-color-scheme: %s)').matches`, l.width, l.colours))
		if wide := evaluate[int](b, `document.documentElement.scrollWidth`); wide > int(l.width) {
			b.t.Errorf("%s, %s: the page is %d pixels wide", name, l.name, wide)
		}
		b.shoot(name + "-" + l.name)
		b.accessible(name + ", " + l.name)
	}
	b.resize(wide, tall, "")
}
