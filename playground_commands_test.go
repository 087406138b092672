package main

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"verbatim/corpus/fetch/fetchtest"
)

// tour is a browser in which every command is used.
type tour struct {
	*browser
	completed map[string]bool // "COMMAND OPTION" that was completed
	seen      map[string]bool // buttons and menus that were shown, by command and action
	used      map[string]bool // those that were used
}

// Every command, completion, button, menu and window is used in the browser. What
// is to be used is what the bot registers and what it shows, so that a new one
// fails until it has its stop.
func TestPlaygroundEveryCommand(t *testing.T) {
	site := fetchtest.New(t)
	site.SetPage("/harbour", harbour())
	site.SetPage("/quay", fetchtest.Page{Title: "A quay for Westmark", Paragraphs: []string{
		"“The quay will be finished in June,” said Ida Holm, an engineer, when she spoke to the council of Westmark on Tuesday evening.",
		"It will be two hundred metres long, and ships of the coast guard will lie there in winter as well as in summer.",
	}})
	site.SetFeed("/feed", "News of the coast", "/quay")
	b := &tour{openBrowser(t), map[string]bool{}, map[string]bool{}, map[string]bool{}}
	visited := map[string]bool{}
	as := ""
	for _, s := range stops(site) {
		if s.as != as {
			b.become(s.as)
			as = s.as
		}
		s.use(b)
		b.notice()
		if !evaluate[bool](b.browser, fmt.Sprintf(`[...document.querySelectorAll('#wire-list summary')].some((e) => e.textContent.includes(%q))`, " "+s.command+" ")) {
			t.Errorf("%s was not sent", s.command)
		}
		visited[s.command] = true
	}
	commands, completions := b.registered()
	for _, c := range commands {
		if !visited[c] {
			t.Errorf("%s is used nowhere on the tour", c)
		}
	}
	for _, c := range completions {
		if !b.completed[c] {
			t.Errorf("the completion of %s is used nowhere on the tour", c)
		}
	}
	for c := range b.seen {
		if !b.used[c] {
			t.Errorf("the button or menu %q is shown, and used nowhere on the tour", c)
		}
	}
	t.Logf("%d commands, %d completions, buttons and menus: %v", len(commands), len(completions), slices.Sorted(maps.Keys(b.used)))
}

// registered is the bot's commands, and those of their options that it completes.
func (b *tour) registered() (commands, completions []string) {
	b.t.Helper()
	found := evaluate[map[string][]string](b.browser, `fetch('/api/world').then((r) => r.json()).then((w) => {
		const commands = [], completions = [];
		const walk = (words, options) => {
			const subs = (options || []).filter((o) => o.type <= 2);
			if (!subs.length) commands.push(words);
			subs.forEach((o) => walk(words + ' ' + o.name, o.options));
			(options || []).filter((o) => o.autocomplete).forEach((o) => completions.push(words + ' ' + o.name));
		};
		w.commands.forEach((c) => walk((c.type === 3 ? 'Apps › ' : '/') + c.name, c.options));
		return {commands, completions};
	})`)
	if len(found["commands"]) == 0 || len(found["completions"]) == 0 {
		b.t.Fatalf("the bot registers %v", found)
	}
	return found["commands"], found["completions"]
}

// notice notes what is shown and what was used, and that Discord would have
// taken all that the bot sent.
func (b *tour) notice() {
	b.t.Helper()
	// The buttons below an answer are the same whichever command gave it; those
	// that turn its pages have the question's key in place of an action.
	const kind = `.split('/').slice(0, 2).map((part, i) => i ? part.replace(/^[a-z2-7]{16}$/, 'page') : part.replace(/^(ask|quote|compare|timeline|find)$/, 'answer')).join('/')`
	for _, id := range evaluate[[]string](b.browser, `[...document.querySelectorAll('.message [data-custom-id]')].filter((e) => !e.disabled && e.ariaDisabled !== 'true').map((e) => e.dataset.customId`+kind+`)`) {
		b.seen[id] = true
	}
	for _, id := range evaluate[[]string](b.browser, `[...document.querySelectorAll('#wire-list summary')].map((e) => e.textContent.match(/ uses (\S+)/)?.[1]).filter(Boolean).map((id) => id`+kind+`)`) {
		b.used[id] = true
	}
	for _, why := range evaluate[[]string](b.browser, `[...document.querySelectorAll('.exchange-refused, #problem:not(:empty)')].map((e) => e.textContent)`) {
		b.shoot("refused")
		b.t.Errorf("refused: %s", why)
	}
}

// complete types a beginning into an option and takes the first completion with
// a text in it.
func (b *tour) complete(command, option, typed, want string) {
	b.t.Helper()
	b.fill(option, typed)
	b.click("#panel-list .option", want)
	b.see(fmt.Sprintf(`document.querySelector('#command input[data-option=%q]').value.includes(%q)`, option, want))
	b.completed["/"+command+" "+option] = true
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
	b.notice()
	b.click(".message .button", label)
	b.reads(".message", want)
	b.notice()
}
