package e2e

import (
	"fmt"

	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/discordtest"
)

// kept are messages from before the restart whose buttons are pressed after it.
type kept struct{ answer, corrected, removed, forget discordtest.Message }

// ask is what people ask, and what they press below the answers.
func (e *scenario) ask() {
	e.kept.answer = e.types("Dan", "/ask question: "+paint)
	e.types("Max", "/ask question: "+paint)
	e.types("Eve", "/ask question: Who bakes the best pizza?")
	e.types("Finn", "/ask question: What did Iran say about delivering drones?")
	e.completes("Gus", "ask", "speaker", "ka")
	e.press("Gus", e.types("Gus", "/ask question: Does a ferry sail at night? speaker: Karl Linde"), "Share as picture")
	e.pictures("Dan", e.kept.answer, words("en"))
	e.beside("Xena", e.types("Xena", "/ask question: "+prize+" private: true"), words("en"))
	e.completes("Nina", "quote", "speaker", "ad")
	quoted := e.types("Nina", "/quote speaker: Winter private: true")
	e.pictures("Nina", quoted, words("de"))
	e.beside("Nina", quoted, words("de"))
	e.completes("Hal", "compare", "b", "kar")
	compared := e.types("Hal", "/compare topic: dark lighthouse night a: Ada Winter b: Karl Linde private: true")
	e.pictures("Hal", compared, words("en"))
	e.beside("Hal", compared, words("en"))
	timeline := e.types("Otto", "/timeline topic: lighthouse private: true")
	e.pictures("Otto", timeline, words("de"))
	e.beside("Otto", timeline, words("de"))
	eve := e.who("Eve")
	wondered := eve.Says("The lighthouse has been dark since the storm. What colour will it be painted? Does no ferry sail at night without it?")
	e.event("%s says: %s", eve.title, wondered.Content)
	e.tells(eve, "uses Apps › Find quotes on it")
	it := eve.Uses("Find quotes", wondered)
	e.did(it, "find run")
	e.pictures("Eve", e.reads(eve, it), words("en"))
	said := e.people["Yara"].Says("I wonder who gets the regatta prize this year, and which crew it should go to.")
	e.event("%s says: %s", e.who("Yara").title, said.Content)
	zoe := e.who("Zoe")
	e.tells(zoe, "uses Apps › Find quotes on it")
	it = zoe.Uses("Find quotes", said)
	e.did(it, "find run")
	e.beside("Zoe", e.reads(zoe, it), words("en"))
	speakers := e.types("Amy", "/speakers")
	e.press("Amy", speakers, "Next")
	e.types("Pia", "/speakers topic: lighthouse")
}

// buttons are what the buttons below answers are called.
type buttons struct{ next, context, more, share, picture string }

func words(lang string) buttons {
	if lang == "de" {
		return buttons{"Weiter", "Zusammenhang", "Mehr von dieser Person", "Teilen", "Als Bild teilen"}
	}
	return buttons{"Next", "Context", "More by this speaker", "Share", "Share as picture"}
}

// beside presses all that stands below an answer of several pages.
func (e *scenario) beside(name string, m discordtest.Message, b buttons) {
	e.picks(name, e.press(name, m, b.context), "")
	e.picks(name, e.press(name, m, b.more), "")
	e.press(name, m, b.share)
	e.press(name, m, b.next)
}

// pictures shares a quotation as a picture, of several the first.
func (e *scenario) pictures(name string, m discordtest.Message, b buttons) {
	if got := e.press(name, m, b.picture); len(got.Files) == 0 {
		e.picks(name, got, "")
	}
}

// correct is what members hold to be wrong, and what moderators make of it.
func (e *scenario) correct() {
	window := e.disputes("Ida", e.kept.answer, "Wrong?", "painted red")
	e.submits("Ida", window, "the window", map[string]string{"note": "It will be green, she told me."})
	jon := e.types("Jon", "/ask question: Does a ferry sail at night?")
	window = e.disputes("Jon", jon, "Wrong?", "at night")
	e.submits("Jon", window, "the window", map[string]string{"note": ""})
	reports := e.types("Ann", "/corpus reports")
	reports = e.press("Ann", reports, "Next")
	e.kept.corrected = e.press("Ann", e.press("Ann", reports, "Correct"), "Not a statement")
	e.press("Bob", e.types("Bob", "/corpus reports"), "Dismiss")
	answer := e.types("Wes", "/ask question: "+prize)
	disputed := e.picks("Wes", e.press("Wes", answer, "Wrong?"), "")
	e.press("Wes", e.picks("Wes", disputed, "not identified"), "Undo")
	e.event("(Vic hides what six rowers say)")
	e.quietly(func() {
		for i := range 6 {
			name := []string{"Anton", "Berta", "Carla", "David", "Emil", "Frida"}[i] + " Ruder"
			e.press("Vic", e.press("Vic", e.types("Vic", "/quote speaker: "+name), "Wrong?"), "Hide")
		}
	})
	corrections := e.types("Vic", "/corpus corrections")
	corrections = e.press("Vic", corrections, "Next")
	e.picks("Vic", corrections, "")
}

// disputes is the window that a member reports an answer in, of several the one
// with the words.
func (e *scenario) disputes(name string, m discordtest.Message, label, words string) *discordtest.Modal {
	e.t.Helper()
	it := e.presses(name, m, label)
	if len(m.Embeds) > 1 {
		it = e.chooses(name, e.reads(e.people[name], it), words)
	}
	return e.opens(it)
}

// watch is what people want to be told of.
func (e *scenario) watch() {
	e.news = e.guilds[1].Channel("neues")
	e.runs("Kai", "/watch topic: lighthouse lamp channel: #neues", discordtest.Options{"topic": "lighthouse lamp", "channel": e.news})
	e.completes("Rolf", "watch", "speaker", "ad")
	e.types("Rolf", "/watch speaker: Ada Winter")
	e.types("Sina", "/watch")
	e.event("(Ben begins nine watches, and Vic eight that #general is told of)")
	e.quietly(func() {
		for i := range 17 {
			if topic := fmt.Sprintf("buoy number %d", i+1); i < 9 {
				e.types("Ben", "/watch topic: "+topic)
			} else {
				e.runs("Vic", "/watch topic: "+topic, discordtest.Options{"topic": topic, "channel": e.guilds[2].General()})
			}
		}
	})
	e.press("Ben", e.types("Ben", "/watches"), "Next")
	list := e.types("Vic", "/corpus list")
	e.press("Vic", list, "Next")
	source := e.completes("Ann", "corpus remove", "source", "min")
	e.press("Ann", e.types("Ann", fmt.Sprintf("/corpus remove source: %v", source)), "Keep")
	e.kept.removed = e.press("Ann", e.types("Ann", "/corpus remove source: Minutes"), "Remove")
	e.kept.forget = e.types("Wes", "/corpus forget")
}

// after is what happens when the bot is back.
func (e *scenario) after() {
	e.t.Helper()
	e.press("Ann", e.kept.removed, "Undo")
	e.press("Ann", e.kept.corrected, "Undo")
	e.asks(e.people["Dan"].User, paint, []string{"Ada Winter — said"}, nil)
	e.press("Cleo", e.kept.answer, "More by this speaker")
	e.press("Tom", e.types("Tom", "/ask question: "+paint), "Zusammenhang")

	pages := lighthouse()
	pages[3].Paragraphs[0] = "“The lamp of the lighthouse arrives in June,” said Ada Winter, the harbour master."
	pages[3].Paragraphs[1] = "“The lamp of the lighthouse will be lit on the first of July,” said Ada Winter, the harbour master."
	e.site.SetPage("/lighthouse-4", pages[3])
	e.site.SetPage("/boats", fetchtest.Page{Title: "The boats", Paragraphs: ballads("sank")})
	source := e.completes("Kai", "corpus refresh", "source", "cour")
	e.types("Kai", fmt.Sprintf("/corpus refresh source: %v", source), "1 Artikel geändert", "1 zurückgezogen")
	e.posts(e.people["Kai"].In(e.news), "Leuchtturm · in #neues", "first of July")
	e.posts(e.discord.User("Rolf"), "Rolf, in direct messages", "first of July")
	e.types("Lea", "/corpus refresh source: Boote", "1 Artikel", "16")
	article := e.completes("Lea", "corpus history", "article", "The boats")
	e.press("Lea", e.types("Lea", fmt.Sprintf("/corpus history article: %v", article)), "Weiter")
	watched := e.completes("Rolf", "unwatch", "watch", "ada")
	e.types("Rolf", fmt.Sprintf("/unwatch watch: %v", watched))
	e.types("Ben", "/forget-me")
	e.types("Sina", "/watches")

	e.press("Bob", e.types("Bob", "/corpus remove source: Minutes"), "Remove")
	gone := e.completes("Bob", "corpus restore", "source", "")
	e.types("Bob", fmt.Sprintf("/corpus restore source: %v", gone))
	e.changes()
	e.types("Ann", "/corpus status")
	e.types("Kai", "/corpus status")
	e.types("Kai", "/corpus corrections")
	e.types("Cal", "/corpus log")
	e.press("Vic", e.types("Vic", "/corpus log"), "Next")
	e.types("Vic", "/corpus export", "All that this server owns")
	e.press("Wes", e.types("Wes", "/corpus forget"), "Keep")
	e.press("Wes", e.kept.forget, "Delete everything")
	e.asks(e.people["Dee"].User, prize, nil, []string{"Segel"})
	e.types("Dee", "/ask question: "+prize)
	e.types("Eli", "/settings")
}

// changes is what becomes of articles whose pages show a wall.
func (e *scenario) changes() {
	e.t.Helper()
	for _, path := range []string{"/lighthouse-2", "/lighthouse-3"} {
		e.site.SetPage(path, fetchtest.Page{Title: "Just a moment", Paragraphs: []string{
			"We are checking that you are a person. This can take some seconds, and it needs nothing from you.", "Switch scripts and cookies on to go on."}})
	}
	e.types("Ann", "/corpus refresh source: Courier", "2 pages now say something else")
	e.asks(e.people["Dan"].User, "Without what does no ferry sail at night?", []string{"Karl Linde", "its page has said something else since"}, nil)
	page := e.press("Ann", e.types("Ann", "/corpus waiting"), "Next")
	page = e.press("Ann", page, "Take the new text")
	e.press("Ann", page, "Keep the article")
}

// posts is a message that nobody asked for just then.
func (e *scenario) posts(reader *discordtest.User, where string, want string) {
	e.t.Helper()
	m := e.awaits(reader, want)
	e.event("%s", where)
	e.message(m)
}
