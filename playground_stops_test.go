package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"verbatim/corpus/fetch/fetchtest"
)

// stop is a command that is used on the tour, and how.
type stop struct {
	command string
	as      string // the person's name
	use     func(*tour)
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
