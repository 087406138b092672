package e2e

import (
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys types, as a person who has no mouse.
func (b *browser) keys(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// focused waits until the element that has the focus matches a selector.
func (b *browser) focused(selector string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`document.activeElement?.matches(%q)`, selector))
}

// shift presses Shift with a key until a condition holds.
func (b *browser) shift(key, condition string) {
	b.t.Helper()
	b.press(condition, chromedp.KeyEvent(key, chromedp.KeyModifiers(kb.ModifierShift)))
}

// tab presses Tab until a condition holds.
func (b *browser) tab(condition string) {
	b.t.Helper()
	b.press(condition, chromedp.KeyEvent(kb.Tab))
}

func (b *browser) press(condition string, key chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	const most = 80
	for range most {
		b.do(key)
		if evaluate[bool](b, "Boolean("+condition+")") {
			return
		}
	}
	b.t.Fatalf("after %d keys the focus is not where %s", most, condition)
}

// click clicks the last element of the selector with that text, alone where there
// is one.
func (b *browser) click(selector, text string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q) && !e.disabled && e.ariaBusy !== 'true')`, selector, text))
	evaluate[bool](b, fmt.Sprintf(`(() => { const all = [...document.querySelectorAll(%[1]q)].filter((e) => e.textContent.includes(%[2]q) && !e.disabled && e.ariaBusy !== 'true'); const e = all.filter((e) => e.textContent.trim() === %[2]q).at(-1) ?? all.at(-1); e.scrollIntoView({block: 'nearest'}); e.focus?.(); e.click(); return true; })()`, selector, text))
}

// run types a command with its options and sends it.
func (b *browser) run(command string, options ...string) {
	b.t.Helper()
	b.begin(command)
	for i := 0; i+1 < len(options); i += 2 {
		b.fill(options[i], options[i+1])
	}
	b.click("#command button[type=submit]", "Send")
	b.see(`document.querySelector('#command').hidden`)
}

// begin chooses a command by typing it.
func (b *browser) begin(command string) {
	b.t.Helper()
	evaluate[bool](b, `(() => { const e = document.querySelector('#text'); e.value = ''; e.focus(); return true; })()`)
	b.keys("/" + command + " ")
	b.see(`!document.querySelector('#command').hidden`)
}

// fill fills in an option of the command that was begun.
func (b *browser) fill(option, value string) {
	b.t.Helper()
	input := fmt.Sprintf(`#command input[data-option=%q]`, option)
	if !evaluate[bool](b, fmt.Sprintf(`Boolean(document.querySelector(%q))`, input)) {
		b.click(fmt.Sprintf("#command .add[data-option=%q]", option), "")
	}
	evaluate[bool](b, fmt.Sprintf(`(() => { document.querySelector(%q).focus(); return true; })()`, input))
	b.keys(value)
}

// inputs fills in the inputs of the window that is open, and submits it.
func (b *browser) inputs(values ...string) {
	b.t.Helper()
	for i, v := range values {
		evaluate[bool](b, fmt.Sprintf(`(() => { document.querySelectorAll('#modal input, #modal textarea')[%d].focus(); return true; })()`, i))
		if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: v}); err != nil {
			b.t.Fatalf("type a text: %v", err)
		}
	}
	b.click("#modal button[type=submit]", "Submit")
	b.see(`!document.querySelector('#modal').open`)
}

// pick picks the option that holds a text in the newest message's menu.
func (b *browser) pick(menu, option string) {
	b.t.Helper()
	b.click(".message:last-child .select", menu)
	b.click(".message:last-child .select-list:not([hidden]) .option", option)
}

// become switches to another person.
func (b *browser) become(name string) {
	b.t.Helper()
	b.click(".person", name)
	b.see(fmt.Sprintf(`document.querySelector('input[name=person]:checked').closest('.person').textContent.includes(%q) && document.querySelector('#app').dataset.ready === document.querySelector('input[name=person]:checked').value`, name))
}

// asks puts a question until the answer holds a text: the index follows the store
// within two seconds.
func (b *browser) asks(question, want string) {
	b.t.Helper()
	for deadline := time.Now().Add(browserPatience / 2); time.Now().Before(deadline); {
		n := b.messages()
		b.run("ask", "question", question)
		b.see(fmt.Sprintf(`document.querySelectorAll('.message').length > %d && !document.querySelector('.message:last-child .message-thinking')`, n))
		if evaluate[bool](b, fmt.Sprintf(`document.querySelector('.message:last-child').textContent.includes(%q)`, want)) {
			return
		}
	}
	b.shoot("failed")
	b.t.Fatalf("%q is not answered with %q", question, want)
}
