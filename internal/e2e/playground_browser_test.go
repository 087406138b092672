package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/corpus/fetch/fetchtest"
)

// Somebody opens the page and sees what the bot does, in every width and colour,
// and nothing on it keeps anybody from using it.
func TestPlaygroundLooks(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	b.keys("/")
	b.reads("#panel-list .option", "/ask")
	b.each("picker")
	b.keys("ask What did Iran say about delivering drones?")
	b.see(`document.querySelector('#command input').value.endsWith('drones?')`)
	b.each("command")
	b.keys(kb.Enter)
	b.last("Hossein Amirabdollahian")
	b.last("built-in article")
	b.each("answer")
	b.click(".message:last-child .message-more", "")
	b.reads(".menu-item", "Find quotes")
	b.each("menu")
	b.keys(kb.Escape)
	b.become("Max")
	b.run("corpus add text")
	b.see(`document.querySelector('#modal').open`)
	b.each("modal")
	b.keys(kb.Escape)
	b.see(`!document.querySelector('#modal').open`)
	b.run("corpus settings")
	b.last("Only you can see this")
	b.each("private")
}

// A moderator adds a text, a file and a page, refreshes it, and corrects who said
// something; a member sees what came of it.
func TestPlaygroundModerator(t *testing.T) {
	t.Parallel()
	site := fetchtest.New(t)
	page := harbour()
	site.SetPage("/harbour", page)
	b := openBrowser(t)
	b.run("corpus status")
	b.last("Only you can see this") // a member may not
	b.become("Max")
	b.run("corpus settings", "audit", "audit-log")
	b.last("#audit-log")

	b.run("corpus add text")
	b.see(`document.querySelector('#modal').open`)
	b.inputs("Notes of the meeting", "“The lighthouse at Greenhaven will be lit again,” said Ada Winter, the harbour master.")
	b.last("Added Notes of the meeting")
	b.asks("What about the lighthouse at Greenhaven?", "Ada Winter")

	b.begin("corpus add file")
	file := filepath.Join(t.TempDir(), "ferry.txt")
	if err := os.WriteFile(file, []byte("The ferry\n\n“The ferry to Westmark will sail twice a day,” said Karl Linde, its captain.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`#command input[type=file]`), []string{file}))
	b.click("#command button[type=submit]", "Send")
	b.last("(attached file)")
	b.asks("How often will the ferry to Westmark sail?", "Karl Linde")

	b.correctsCranes(site, page)
	b.begin("corpus refresh")
	b.fill("source", harbourIs[:7])
	b.reads("#panel-list .option", harbourIs)
	b.keys(kb.ArrowDown + kb.Enter + kb.Enter)
	b.last("1 article changed")
	b.each("refreshed")

	b.become("Mia")
	b.asks(cranes, "dark green")
	b.click(".channel", "audit-log")
	b.reads(".message", "1 article changed")
	b.reads(".message .md-mention", "@Max")
}

// What an article says runs nothing, formats nothing and pings nobody.
func TestPlaygroundHostileArticle(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	b.become("Max")
	b.run("corpus add text")
	b.see(`document.querySelector('#modal').open`)
	b.inputs(`<img src=x onerror=hurt()>`, `“The kraken <script>window.hurt = 1</script> woke **today** at <@1301> and [here](javascript:hurt()) `+
		"\u202ereversed\u202c and zero\u200bwidth and ||hidden|| and https://evil.example/x"+`,” said <b onclick=hurt()>Ada Winter</b>, the keeper of the kraken. @everyone`)
	b.last("Added")
	b.asks("What about the kraken?", "woke **today**")
	b.last("<script>window.hurt = 1</script>")
	b.last("<@1301>")
	b.last("||hidden||")
	for what, hurt := range map[string]string{
		"a script ran":            `window.hurt !== undefined`,
		"there is foreign markup": `document.querySelector('#log script, #log b, #log [onclick], #log [onerror], #log img')`,
		"a link leads elsewhere":  `[...document.querySelectorAll('#log a')].some((a) => !a.href.startsWith('https://discord.com/') && !a.href.startsWith(location.origin + '/evidence/'))`,
		"somebody is mentioned":   `document.querySelector('.message:last-child .md-mention')`,
		"something is hidden":     `document.querySelector('#log .md-spoiler')`,
		"the direction turns":     `document.querySelector('.message:last-child').textContent.includes('\u202e')`,
	} {
		if evaluate[bool](b, "Boolean("+hurt+")") {
			t.Errorf("%s", what)
		}
	}
	b.each("hostile")

	b.begin("corpus add file")
	file := filepath.Join(t.TempDir(), "word.txt")
	if err := os.WriteFile(file, []byte("A word\n\n“The leviathan said "+strings.Repeat("x", 1<<20)+",” said Ada Winter.\n\n“The leviathan sleeps,” said Ida Holm, a diver.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`#command input[type=file]`), []string{file}))
	b.click("#command button[type=submit]", "Send")
	b.reads(".message:last-child", "ttached file")
	b.asks("What about the leviathan?", "leviathan")
	if width := evaluate[int](b, `document.documentElement.scrollWidth - innerWidth`); width > 0 {
		t.Errorf("the page is %d pixels too wide", width)
	}
	b.each("word")
}

// Whoever has no mouse gets everywhere.
func TestPlaygroundKeyboardAlone(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	b.focused("#text")
	b.keys("/as")
	b.see(`document.querySelector('#text').getAttribute('aria-expanded') === 'true' && document.getElementById(document.querySelector('#text').getAttribute('aria-activedescendant')).textContent.includes('/ask')`)
	b.keys(kb.Tab)
	b.focused("#command input[data-option=question]")
	b.keys("What did Iran say about delivering drones?" + kb.Tab)
	b.focused("#command .add[data-option=speaker]")
	b.keys(kb.Enter)
	b.focused("#command input[data-option=speaker]")
	b.keys("Hoss")
	b.reads("#panel-list .option", "Hossein Amirabdollahian")
	b.keys(kb.ArrowDown)
	b.see(`document.activeElement.getAttribute('aria-activedescendant')`)
	b.keys(kb.Enter)
	b.see(`document.activeElement.value === 'Hossein Amirabdollahian'`)
	b.keys(kb.Enter)
	b.last("Hossein Amirabdollahian")
	b.focused("#text")

	b.shift(kb.Tab, `document.activeElement.closest('.message') && document.activeElement.textContent.includes('Context')`)
	b.keys(kb.Enter)
	b.see(`document.querySelectorAll('.message').length >= 1 && !document.activeElement.matches('body')`)
	b.shift(kb.Tab, `document.activeElement.matches('.message-more')`)
	b.keys(kb.Enter)
	b.focused(".menu-item")
	b.keys(kb.Escape)
	b.focused(".message-more")
	b.keys(kb.Enter)
	b.focused(".menu-item")
	n := b.messages()
	b.keys(kb.Enter)
	b.see(fmt.Sprintf(`document.querySelectorAll('.message').length === %d`, n+1))
	b.last("Only you can see this")

	b.shift(kb.Tab, `document.activeElement.matches('input[name=person]')`)
	b.keys(kb.ArrowDown)
	b.see(`document.querySelector('#app').dataset.ready === '1302'`)
	b.tab(`document.activeElement.matches('#text')`)
	b.keys("/corpus add text ")
	b.see(`!document.querySelector('#command').hidden`)
	b.focused("#command button[type=submit]")
	b.keys(kb.Enter)
	b.focused("#modal input")
	b.keys(kb.Escape)
	b.see(`!document.querySelector('#modal').open`)
	b.focused("#text, #command button")
}

// The page speaks the person's language where Discord does.
func TestPlaygroundLanguages(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	for _, l := range []struct{ tag, command string }{{"de", "/frag"}, {"fr", "/demander"}, {"uk", "/запитати"}} {
		evaluate[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector('#locale'); e.value = %q; e.dispatchEvent(new Event('change')); return true; })()`, l.tag))
		want := evaluate[string](b, fmt.Sprintf(`fetch('/api/world').then((r) => r.json()).then((w) => w.commands.find((c) => c.name === 'ask').name_localizations[%q])`, l.tag))
		b.do(chromedp.Focus(chromedp.CSS("#text")))
		b.keys("/")
		b.reads("#panel-list .option", "/"+want)
		b.keys(want + " Iran?")
		b.see(`!document.querySelector('#command').hidden`)
		b.keys(kb.Escape)
		b.see(`document.querySelector('#command').hidden`)
		b.run("help")
		b.see(fmt.Sprintf(`document.querySelector('#wire-list .newest pre').textContent.includes('"locale": "%s"')`, l.tag))
	}
}

// correctsCranes reads the site's page, corrects its answer about cranes, and has
// the publisher reword it.
func (b *browser) correctsCranes(site *fetchtest.Site, page fetchtest.Page) {
	b.t.Helper()
	b.disputesCranes(site)
	b.pick(whoSaid, "Peter Lang")
	b.last("attributed to Peter Lang")
	b.asks(cranes, "corrected by a moderator")
	page.Paragraphs[1] = "“The cranes will be painted dark green,” said Olga Brandt, the harbour master."
	site.SetPage("/harbour", page)
}

// disputesCranes reads the site's page, and opens the dialogue on its answer
// about cranes.
func (b *browser) disputesCranes(site *fetchtest.Site) {
	b.t.Helper()
	b.run("corpus add url", "address", site.URL+"/harbour")
	b.last("1 article new")
	b.asks(cranes, "Olga Brandt")
	b.click(".message:last-child .button", "Wrong?")
	b.see(`document.querySelector('.message:last-child.private .select')`)
	if evaluate[bool](b, `[...document.querySelectorAll('.message:last-child .select')].some((e) => e.textContent.includes('Which of the answers'))`) {
		b.pick("Which of the answers is wrong?", "cranes")
	}
}
