package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/corpus/fetch/fetchtest"
)

// tour is a browser in which every command is used.
type tour struct {
	*browser
	completed map[string]bool // "COMMAND OPTION" that was completed
	seen      map[string]bool // buttons and menus that were shown, by command and action
	used      map[string]bool // those that were used
}

// stop is a command that is used on the tour, and how.
type stop struct {
	command string
	as      string // the person's name
	use     func(*tour)
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

// alt waits until a picture of the newest message is described with a text.
func (b *tour) alt(want string) {
	b.t.Helper()
	b.see(fmt.Sprintf(`[...document.querySelectorAll('.message:last-child img')].some((e) => e.complete && e.naturalWidth > 0 && e.alt.includes(%q))`, want))
}

// simple is a stop whose command is only run, with its options.
func simple(command, as, want string, options ...string) stop {
	return stop{"/" + command, as, func(b *tour) {
		b.run(command, options...)
		b.last(want)
	}}
}

// stops are the stops of the tour, in an order in which each finds what it needs.
func stops(site *fetchtest.Site) []stop {
	return slices.Concat(supplies(site), questions(), offices(), watches(), departures())
}

// supplies fill the corpus.
func supplies(site *fetchtest.Site) []stop {
	return []stop{
		simple("corpus add url", "Max", "1 article new", "address", site.URL+"/harbour"),
		simple("corpus add feed", "Max", "1 article new", "address", site.URL+"/feed"),
		{"/corpus add text", "Max", func(b *tour) {
			b.run("corpus add text")
			b.see(`document.querySelector('#modal').open`)
			b.inputs("Notes of the meeting", "“The lighthouse at Greenhaven will be lit again,” said Ada Winter, the harbour master.")
			b.last("Added Notes of the meeting")
		}},
		{"/corpus add file", "Max", func(b *tour) {
			b.begin("corpus add file")
			file := filepath.Join(b.t.TempDir(), "ferry.txt")
			if err := os.WriteFile(file, []byte("The ferry\n\n“The ferry to Westmark will sail twice a day,” said Karl Linde, its captain.\n"), 0o600); err != nil {
				b.t.Fatal(err)
			}
			b.do(chromedp.SetUploadFiles(chromedp.CSS(`#command input[type=file]`), []string{file}))
			b.send("(attached file)")
		}},
		{"/corpus refresh", "Max", func(b *tour) {
			b.begin("corpus refresh")
			b.complete("corpus refresh", "source", "Harb", harbourIs)
			b.send("Nothing has changed.")
		}},
		{"/corpus history", "Max", func(b *tour) {
			b.begin("corpus history")
			b.complete("corpus history", "article", "Harb", "Harbour")
			b.send("Harbour")
		}},
		simple("corpus list", "Max", "Notes of the meeting"),
		simple("corpus status", "Max", "articles"),
		simple("corpus log", "Max", "added"),
		{"/corpus export", "Max", func(b *tour) {
			b.run("corpus export")
			b.see(`document.querySelector('.message:last-child .attachment a[href^="/attachments/"]')`)
		}},
		simple("corpus settings", "Max", "#audit-log", "audit", "audit-log"),
		simple("settings", "Max", "2", "answers", "2"),
		simple("help", "Mia", "/ask"),
		simple("about", "Mia", "article"),
	}
}

// questions ask.
func questions() []stop {
	return []stop{
		{"/ask", "Mia", func(b *tour) {
			b.asks(cranes, "Olga Brandt")
			b.begin("ask")
			b.fill("question", cranes)
			b.complete("ask", "speaker", "Olg", "Olga Brandt")
			b.complete("ask", "source", "Harb", "Harbour")
			b.fill("private", "True")
			b.send("Olga Brandt")
			b.press("Context", "Peter Lang")
			b.press("More by this speaker", "Olga Brandt")
			b.press("Share", "Olga Brandt")
			b.press("Share as picture", "Olga Brandt")
			b.alt("said Olga Brandt, the harbour master.\n— Olga Brandt")
		}},
		{"/quote", "Mia", func(b *tour) {
			b.begin("quote")
			b.complete("quote", "speaker", "Hoss", "Hossein Amirabdollahian")
			b.send("Hossein Amirabdollahian")
		}},
		{"/compare", "Mia", func(b *tour) {
			b.begin("compare")
			b.fill("topic", "drones")
			b.complete("compare", "a", "Hoss", "Hossein Amirabdollahian")
			b.complete("compare", "b", "John K", "John Kirby")
			b.send("John Kirby")
		}},
		{"/timeline", "Mia", func(b *tour) {
			b.run("timeline", "topic", "drones")
			b.last("Previous")
			b.press("Next", "drones")
		}},
		{"/speakers", "Mia", func(b *tour) {
			b.run("speakers")
			b.last("Hossein Amirabdollahian")
			b.alt("Who speaks most (statements): ")
			b.press("Next", "Page 2")
		}},
		{"Apps › Find quotes", "Mia", func(b *tour) {
			b.do(chromedp.Focus(chromedp.CSS("#text")))
			b.keys("What did Iran say about delivering drones?" + kb.Enter)
			b.last("delivering drones?")
			b.click(".message:last-child .message-more", "")
			b.click(".menu-item", "Find quotes")
			b.last("Only you can see this")
		}},
	}
}

// offices mend what is wrong.
func offices() []stop {
	wrong := func(b *tour) {
		b.asks(cranes, "Olga Brandt")
		b.press("Wrong?", "Only you can see this")
		b.see(`document.querySelector('.message:last-child.private [data-custom-id]')`)
		if evaluate[bool](b.browser, `[...document.querySelectorAll('.message:last-child .select')].some((e) => e.textContent.includes('Which of the answers'))`) {
			b.pick("Which of the answers is wrong?", "cranes")
		}
	}
	report := func(b *tour) {
		b.asks(cranes, "Olga Brandt")
		b.notice()
		b.click(".message .button", "Wrong?")
		b.see(`document.querySelector('#modal').open`)
		b.inputs("It was somebody else")
		b.last("moderator")
	}
	return []stop{
		{"/ask", "Mia", report},
		{"/corpus reports", "Max", func(b *tour) {
			b.run("corpus reports")
			b.last("cranes")
			b.press("Correct", "What is wrong with this?")
			b.press("Dismiss", "No report waits.")
		}},
		{"/ask", "Max", func(b *tour) {
			wrong(b)
			b.pick(whoSaid, "Peter Lang")
			b.last("attributed to Peter Lang")
		}},
		{"/corpus corrections", "Max", func(b *tour) {
			b.run("corpus corrections")
			b.last("Peter Lang")
			b.notice()
			b.pick("Undo a correction", "Peter Lang")
			b.reads(".message", "undone")
		}},
		{"/ask", "Max", func(b *tour) {
			wrong(b)
			b.press("Not a statement", "Done")
			b.press("Undo", "undone")
			wrong(b)
			b.press("Hide", "Done")
			b.press("Undo", "undone")
		}},
	}
}

// watches are told of what is new.
func watches() []stop {
	return []stop{
		{"/watch", "Mia", func(b *tour) {
			b.begin("watch")
			b.complete("watch", "speaker", "Olg", "Olga Brandt")
			b.send("Olga Brandt")
		}},
		simple("watches", "Mia", "Olga Brandt"),
		{"/unwatch", "Mia", func(b *tour) {
			b.begin("unwatch")
			b.complete("unwatch", "watch", "", "Olga Brandt")
			b.send("Olga Brandt")
		}},
		{"/forget-me", "Mia", func(b *tour) {
			b.run("forget-me")
			b.last("Only you can see this")
		}},
	}
}

// departures empty the corpus.
func departures() []stop {
	remove := func(b *tour) {
		b.begin("corpus remove")
		b.complete("corpus remove", "source", "Notes", "Notes of the meeting")
		b.send("Remove Notes of the meeting")
	}
	return []stop{
		{"/corpus remove", "Max", func(b *tour) {
			remove(b)
			b.press("Keep", "Only you can see this")
			remove(b)
			b.press("Remove", "Removed Notes of the meeting")
			b.press("Undo", "Notes of the meeting")
			remove(b)
			b.press("Remove", "Removed Notes of the meeting")
		}},
		{"/corpus restore", "Max", func(b *tour) {
			b.begin("corpus restore")
			b.complete("corpus restore", "source", "Notes", "Notes of the meeting")
			b.send("Notes of the meeting")
		}},
		{"/corpus forget", "Max", func(b *tour) {
			b.run("corpus forget")
			b.last("It cannot be undone")
			b.press("Keep", "Only you can see this")
			b.run("corpus forget")
			b.last("It cannot be undone")
			b.press("Delete everything", "is deleted")
		}},
	}
}
