package e2e

import (
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"

	"verbatim/corpus/fetch/fetchtest"
)

// simple is a stop where a command is only run, with its options.
func simple(command, as, want string, options ...string) stop {
	return stop{as, func(b *tour) {
		b.run(command, options...)
		b.last(want)
	}}
}

// supplies fill the corpus.
func supplies() []stop {
	return []stop{
		{"Max", func(b *tour) {
			for path, want := range map[string]string{"/harbour": harbourIs, "/boats": "The boats"} {
				b.run("corpus add url", "address", b.site.URL+path)
				b.last(want)
				b.last("1 article new")
			}
			b.run("corpus add feed", "address", b.site.URL+"/feed", "name", "Courier")
			b.last("4 articles new")
			b.run("corpus add text")
			b.see(`document.querySelector('#modal').open`)
			b.inputs("Notes of the meeting", "“The lighthouse at Greenhaven will be lit again,” said Ada Winter, the harbour master.")
			b.last("Added Notes of the meeting")
		}},
		{"Max", func(b *tour) {
			b.begin("corpus add file")
			file := filepath.Join(b.t.TempDir(), "ferry.txt")
			if err := os.WriteFile(file, []byte("The ferry\n\n“The ferry to Westmark will sail twice a day,” said Karl Linde, its captain.\n"), 0o600); err != nil {
				b.t.Fatal(err)
			}
			b.do(chromedp.SetUploadFiles(chromedp.CSS(`#command input[type=file]`), []string{file}))
			b.send("(attached file)")
		}},
		{"Max", func(b *tour) {
			b.begin("corpus refresh")
			b.complete("source", "Harb", harbourIs)
			b.send("Nothing has changed.")
			b.site.SetPage("/boats", fetchtest.Page{Title: "The boats", Paragraphs: ballads("sank")})
			b.begin("corpus refresh")
			b.complete("source", "boats", "The boats")
			b.send("1 article changed")
		}},
	}
}

// lists are turned.
func lists() []stop {
	return []stop{
		{"Max", func(b *tour) {
			b.begin("corpus history")
			b.complete("article", "boats", "The boats")
			b.send("Page 1 of")
			b.turn()
			for _, command := range []string{"corpus list", "corpus log"} {
				b.run(command)
				b.last("Page 1 of")
				b.turn()
			}
			b.run("corpus export")
			b.see(`document.querySelector('.message:last-child .attachment a[href^="/attachments/"]')`)
		}},
		simple("corpus status", "Max", "articles"),
		simple("corpus settings", "Max", "#audit-log", "audit", "audit-log"),
		simple("settings", "Max", "10", "answers", "10", "confidence", "0"),
		simple("help", "Mia", "/ask"),
		simple("about", "Mia", "article"),
	}
}

// questions ask, and use all that stands below the answers.
func questions() []stop {
	return []stop{
		{"Mia", func(b *tour) {
			b.asks(prize, "Segel")
			b.run("ask", "question", prize, "private", "True")
			b.beside(b.below())
			b.asks(paint, "painted red")
			b.begin("ask")
			b.fill("question", paint)
			b.complete("speaker", "Ad", "Ada Winter")
			b.complete("source", "Cour", "Courier")
			b.send("Ada Winter")
			b.pictures(b.below())
			b.alt("said Ada Winter, the harbour master.\n— Ada Winter")
		}},
		{"Mia", func(b *tour) {
			b.begin("quote")
			b.complete("speaker", "Hoss", "Hossein Amirabdollahian")
			b.send("Hossein Amirabdollahian")
			b.run("quote", "speaker", "Winter", "private", "True")
			answer := b.below()
			b.pictures(answer)
			b.beside(answer)
		}},
		{"Mia", func(b *tour) {
			b.begin("compare")
			b.fill("topic", "dark lighthouse night")
			b.complete("a", "Ada", "Ada Winter")
			b.complete("b", "Kar", "Karl Linde")
			b.fill("private", "True")
			b.send("Karl Linde")
			answer := b.below()
			b.pictures(answer)
			b.beside(answer)
		}},
		{"Mia", func(b *tour) {
			b.run("timeline", "topic", "lighthouse", "private", "True")
			answer := b.below()
			b.pictures(answer)
			b.beside(answer)
		}},
		{"Mia", func(b *tour) {
			b.findsFor("I wonder who gets the regatta prize this year, and which crew it should go to.")
			b.beside(b.below())
			b.findsFor("The lighthouse has been dark since the storm. What colour will it be painted? Does no ferry sail at night without it?")
			b.pictures(b.below())
		}},
		{"Mia", func(b *tour) {
			b.run("speakers")
			b.last("Page 1 of")
			b.alt("Who speaks most (statements): ")
			b.turn()
		}},
	}
}

// offices mend what is wrong.
func offices() []stop {
	wrong := func(b *tour) {
		b.asks(cranes, "Olga Brandt")
		b.press("Wrong?", "Only you can see this")
		b.pick("Which of the answers is wrong?", "cranes")
	}
	return []stop{
		{"Mia", func(b *tour) {
			wrong(b)
			b.see(`document.querySelector('#modal').open`)
			b.inputs("It was somebody else")
			b.last("moderator")
		}},
		{"Max", func(b *tour) {
			b.run("corpus reports")
			b.last("Report 1 of 2")
			b.press("Next", "Report 2 of 2")
			b.press("Correct", "What is wrong with this?")
			b.press("Dismiss", "Report 1 of 1")
			b.press("Dismiss", "No report waits.")
		}},
		{"Max", func(b *tour) {
			wrong(b)
			b.pick(whoSaid, "Peter Lang")
			b.last("attributed to Peter Lang")
			b.run("corpus corrections")
			b.last("Page 1 of")
			b.turn()
			b.run("corpus corrections")
			b.pick("Undo a correction", "Peter Lang")
			b.last("undone")
		}},
		{"Max", func(b *tour) {
			wrong(b)
			b.press("Not a statement", "Done")
			b.press("Undo", "undone")
			wrong(b)
			b.press("Hide", "Done")
			b.press("Undo", "undone")
		}},
		{"Max", func(b *tour) {
			for _, path := range []string{"/boats", "/harbour"} {
				b.site.SetPage(path, fetchtest.Page{Title: "Just a moment", Paragraphs: []string{
					"We are checking that you are a person. This can take some seconds, and it needs nothing from you.", "Switch scripts and cookies on to go on."}})
			}
			b.run("corpus refresh")
			b.last("2 pages now say something else")
			b.run("corpus waiting")
			b.last("Changed page 1 of 2")
			b.press("Next", "Changed page 2 of 2")
			b.press("Take the new text", "Changed page 1 of 1")
			b.press("Keep the article", "Every page shows its article.")
		}},
	}
}

// watches are told of what is new.
func watches() []stop {
	return []stop{
		{"Mia", func(b *tour) {
			b.begin("watch")
			b.complete("speaker", "Olg", "Olga Brandt")
			b.send("Olga Brandt")
			b.run("watches")
			b.last("Page 1 of")
			b.turn()
			b.begin("unwatch")
			b.complete("watch", "", "Olga Brandt")
			b.send("Olga Brandt")
		}},
		simple("forget-me", "Mia", "Only you can see this"),
	}
}

// departures empty the corpus.
func departures() []stop {
	remove := func(b *tour) {
		b.begin("corpus remove")
		b.complete("source", "Notes", "Notes of the meeting")
		b.send("Remove Notes of the meeting")
	}
	return []stop{
		{"Max", func(b *tour) {
			remove(b)
			b.press("Keep", "Only you can see this")
			remove(b)
			b.press("Remove", "Removed Notes of the meeting")
			b.press("Undo", "Notes of the meeting")
			remove(b)
			b.press("Remove", "Removed Notes of the meeting")
			b.begin("corpus restore")
			b.complete("source", "Notes", "Notes of the meeting")
			b.send("Notes of the meeting")
		}},
		{"Max", func(b *tour) {
			b.run("corpus forget")
			b.last("It cannot be undone")
			b.press("Keep", "Only you can see this")
			b.run("corpus forget")
			b.last("It cannot be undone")
			b.press("Delete everything", "is deleted")
		}},
	}
}
