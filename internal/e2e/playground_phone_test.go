package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/corpus/fetch/fetchtest"
)

// phones are the windows of a phone that is common, and of one as small as they
// come.
func phones() []look {
	return []look{
		{"phone-light", 390, 844, "light"}, {"phone-dark", 390, 844, "dark"},
		{"small-light", 320, 640, "light"}, {"small-dark", 320, 640, "dark"},
	}
}

// On a phone all that opens lies wholly within the window, with nothing over it.
func TestPlaygroundPhone(t *testing.T) {
	t.Parallel()
	site := fetchtest.New(t)
	for i, page := range lighthouse() {
		site.SetPage(fmt.Sprintf("/lighthouse-%d", i), page)
	}
	site.SetFeed("/feed", "The Loopback Courier", "/lighthouse-0", "/lighthouse-1", "/lighthouse-2", "/lighthouse-3")
	b := openBrowser(t)
	b.become("Max")
	b.run("corpus add feed", "address", site.URL+"/feed")
	b.last("4 articles new")
	b.asks(paint, "painted red")
	for _, l := range phones() {
		b.look(l)
		b.do(chromedp.Focus(chromedp.CSS("#text")))
		b.keys("/")
		b.reads("#panel-list .option", "/ask")
		b.whole("#panel", "commands-"+l.name)
		b.keys(kb.Backspace)
		b.see(`document.querySelector('#panel').hidden`)

		b.begin("ask")
		b.fill("question", paint)
		for _, option := range []string{"source", "speaker"} {
			b.fill(option, "")
			b.see(`document.querySelector('#panel-list .option')`)
			b.whole("#panel", "completions-"+option+"-"+l.name)
			b.whole("#command", "")
		}
		b.keys(kb.Escape)
		b.fill("speaker", "Winter")
		b.click("#command button[type=submit]", "Send")
		b.see(`document.querySelector('#command').hidden`)
		b.last("Share as picture")
		b.whole(".message:last-child .row", "answer-"+l.name)

		for _, message := range []string{":first-of-type", ":last-child"} {
			b.click(".message"+message+" .message-more", "")
			b.reads(".menu-item", "Find quotes")
			b.whole(".menu", "menu-"+l.name)
			b.keys(kb.Escape)
			b.see(`!document.querySelector('.menu')`)
		}

		at := b.holds(".message:last-child .button")
		b.reads(".menu-item", "Find quotes")
		b.whole(".menu", "held-"+l.name)
		b.keys(kb.Escape)
		b.see(`!document.querySelector('.menu')`)
		if now := evaluate[float64](b, `document.querySelector('#log').scrollTop`); now != at {
			t.Errorf("%s: the menu of a message scrolls it from %v to %v", l.name, at, now)
		}

		b.click(".message:last-child .button", "Context")
		b.click(".message:last-child .select", "Which of the statements?")
		b.whole(".message:last-child .select-list", "select-"+l.name)
		b.keys(kb.Escape)

		b.begin("corpus add text")
		b.click("#command button[type=submit]", "Send")
		b.see(`document.querySelector('#modal').open`)
		b.whole("#modal", "modal-"+l.name)
		b.keys(kb.Escape)
		b.see(`!document.querySelector('#modal').open`)

		for _, pane := range []struct{ open, close, pane string }{
			{"#open-side", "#open-side", "#side"}, {"#open-wire", "#close-wire", "#wire"},
		} {
			b.click(pane.open, "")
			b.whole(pane.pane, pane.pane[1:]+"-"+l.name)
			b.click(pane.close, "")
		}
	}
}

// holds asks for the menu of a message at the last element of the selector, as
// whoever holds a finger on it, and returns how far down the messages were.
func (b *browser) holds(selector string) (scrolled float64) {
	b.t.Helper()
	scrolled = evaluate[float64](b, fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll(%q)].at(-1);
		e.scrollIntoView({block: 'nearest'});
		return document.querySelector('#log').scrollTop;
	})()`, selector))
	evaluate[bool](b, fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll(%q)].at(-1), r = e.getBoundingClientRect();
		return e.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true, clientX: r.right - 4, clientY: r.bottom - 4}));
	})()`, selector))
	return scrolled
}

// whole wants an element to lie wholly within the window and what scrolls around
// it, and nothing to lie over it; it keeps a picture unless that has no name.
func (b *browser) whole(selector, picture string) {
	b.t.Helper()
	if picture != "" {
		b.shoot(picture)
		b.accessible(picture)
	}
	wrong := evaluate[[]string](b, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		if (!e?.checkVisibility()) return ['it is not shown'];
		const r = e.getBoundingClientRect();
		const of = (q) => [q.left, q.top, q.right, q.bottom].map(Math.round).join(' ');
		const wrong = [];
		const within = (q, what) => {
			if (r.left < q.left - 0.5 || r.top < q.top - 0.5 || r.right > q.right + 0.5 || r.bottom > q.bottom + 0.5) wrong.push('it lies at ' + of(r) + ', and ' + what + ' at ' + of(q));
		};
		within({left: 0, top: 0, right: innerWidth, bottom: innerHeight}, 'the window');
		for (let p = e.parentElement; p; p = p.parentElement) {
			if (getComputedStyle(p).overflowY !== 'visible' && p !== document.body && p !== document.documentElement) within(p.getBoundingClientRect(), p.id || p.className);
		}
		const inset = 12;
		for (const x of [r.left + inset, r.right - inset]) for (const y of [r.top + inset, r.bottom - inset]) {
			const hit = document.elementFromPoint(x, y);
			if (!e.contains(hit)) wrong.push('at ' + Math.round(x) + ' ' + Math.round(y) + ' there lies ' + (hit?.id || hit?.className || hit?.tagName));
		}
		if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page is ' + document.documentElement.scrollWidth + ' pixels wide');
		for (const inner of [e, ...e.querySelectorAll('*')]) {
			const own = ['INPUT', 'TEXTAREA', 'PRE'].includes(inner.tagName) || getComputedStyle(inner).display === 'inline' || inner.matches('.unseen');
			if (!own && inner.checkVisibility() && inner.scrollWidth > inner.clientWidth + 1) wrong.push((inner.id || inner.className || inner.tagName) + ' is cut off on the right: ' + inner.textContent.slice(0, 60));
		}
		return wrong;
	})()`, selector))
	for _, w := range wrong {
		b.t.Errorf("%s, %s: %s", picture, selector, w)
	}
}
