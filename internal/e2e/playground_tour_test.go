package e2e

import (
	"fmt"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// complete types a beginning into an option of the command that was begun, and
// takes the completion with a text in it.
func (b *tour) complete(option, typed, want string) {
	b.t.Helper()
	b.fill(option, typed)
	b.click("#panel-list .option", want)
	b.see(fmt.Sprintf(`document.querySelector('#command input[data-option=%q]').value.includes(%q)`, option, want))
}

// send sends the command that was begun, and waits for a text in the newest
// message.
func (b *tour) send(want string) {
	b.t.Helper()
	b.click("#command button[type=submit]", "Send")
	b.see(`document.querySelector('#command').hidden`)
	b.last(want)
}

// press presses a button of the newest message that has it, and waits for a text
// in any message.
func (b *tour) press(label, want string) {
	b.t.Helper()
	b.click(".message .button", label)
	b.reads(".message", want)
}

// says writes a message.
func (b *tour) says(words string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS("#text")))
	b.keys(words + kb.Enter)
	b.last(words)
}

// findsFor writes a message, and finds quotes for it by its menu.
func (b *tour) findsFor(words string) {
	b.t.Helper()
	b.says(words)
	b.click(".message:last-child .message-more", "")
	b.click(".menu-item", "Find quotes")
	b.last("Only you can see this")
}

// turn turns the newest message's first page.
func (b *tour) turn() {
	b.t.Helper()
	b.click(".message:last-child .button", "Next")
	b.last("Page 2 of")
}

// below waits for the newest message to be an answer, and selects its buttons.
func (b *tour) below() (buttons string) {
	b.t.Helper()
	b.see(`document.querySelector('.message:last-child .button[data-custom-id*="/context/"]')`)
	return fmt.Sprintf(`.message[data-id=%q] .button`, evaluate[string](b.browser, `document.querySelector('.message:last-child').dataset.id`))
}

// asksWhich presses a button below an answer, and picks the last of those that it
// asks between.
func (b *tour) asksWhich(buttons, label, menu string) {
	b.t.Helper()
	b.click(buttons, label)
	b.pick(menu, "")
}

// beside uses all that stands below an answer of several pages.
func (b *tour) beside(buttons string) {
	b.t.Helper()
	n := b.messages()
	b.asksWhich(buttons, "Context", "Which of the statements?")
	b.see(`document.querySelector('.message:last-child .embed') && !document.querySelector('.message:last-child .select')`)
	b.asksWhich(buttons, "More by this speaker", "Which of the speakers?")
	b.last("Asked for: /quote")
	b.click(buttons, "Share")
	b.see(fmt.Sprintf(`document.querySelectorAll('.message').length === %d && !document.querySelector('.message:last-child.private')`, n+3))
	b.click(buttons, "Next")
	b.reads(".message", "Page 2 of")
}

// alt waits until a picture of the newest message is described with a text.
func (b *tour) alt(want string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`[...document.querySelectorAll('.message:last-child img')].some((e) => e.complete && e.naturalWidth > 0 && e.alt.includes(%q))`, want))
}

// pictures shares a quotation of an answer as a picture, of several the last.
func (b *tour) pictures(buttons string) {
	b.t.Helper()
	n := evaluate[int](b.browser, `document.querySelectorAll('.message img').length`)
	b.asksWhich(buttons, "Share as picture", "Which of the statements?")
	b.see(fmt.Sprintf(`document.querySelectorAll('.message img').length === %d`, n+1))
	b.alt("\n— ")
}
