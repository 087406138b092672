package e2e

import (
	"fmt"
	"strings"
	"time"

	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// paint and prize are questions of the scenario.
const (
	paint = "What did Ada Winter say about the lighthouse?"
	prize = "Who should get the regatta prize?"
)

// lighthouse are the pages of a newspaper about a lighthouse, a day each.
func lighthouse() []fetchtest.Page {
	day := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	said := [][]string{
		{"“The lighthouse will be painted red,” said Ada Winter, the harbour master.", "Karl Linde, a ferry captain, said that the lighthouse was white for a hundred years."},
		{"“The lighthouse has been dark since the storm,” said Ada Winter, the harbour master.", "“Without the lighthouse no ferry sails at night,” said Karl Linde, a ferry captain."},
		{"Ada Winter, the harbour master, said that the lamp of the lighthouse would cost 90,000 crowns.", "“The town will not pay for the lighthouse alone,” said Olga Brandt, the mayor.", "“I will miss the dark nights at the lighthouse,” said Emil Winter, its keeper."},
		{"“The lamp of the lighthouse arrives in May,” said Ada Winter, the harbour master.", "Karl Linde, a ferry captain, warned that the lighthouse would be too late for the summer."},
	}
	var pages []fetchtest.Page
	for i, paragraphs := range said {
		pages = append(pages, fetchtest.Page{
			Title: fmt.Sprintf("The lighthouse, part %d", i+1), Published: day.AddDate(0, 0, i),
			Paragraphs: append(paragraphs, "The town has some nine thousand people, a fish market, and a museum that opens on Sundays from May to October."),
		})
	}
	return pages
}

// ballads are sixteen short lines that a song has, in one of two wordings.
func ballads(word string) []string {
	var out []string
	for i := range 16 {
		out = append(out, fmt.Sprintf("The boat with the number %d %s at the quay of the old town that day.", i+1, word))
	}
	return out
}

// speeches are an article of five long quotes, and one of sixteen short ones by
// somebody each.
func speeches() string {
	names := strings.Fields("Anton Berta Carla David Emil Frida Gerda Hugo Ilse Jakob Klara Ludwig Mila Norbert Olaf Paula")
	var long, short []string
	for i, name := range names {
		if i < 5 {
			long = append(long, fmt.Sprintf("“The regatta prize should go to the crew of boat %d%s,” said %s Segel, a judge.", i+1,
				strings.Repeat(", which rowed through wind and rain while others waited in the harbour for the weather to turn", 13), name))
		}
		short = append(short, fmt.Sprintf("“I will row for %d hours in the morning mist,” said %s Ruder, a rower.", i+2, name))
	}
	return fmt.Sprintf(`{"id":"speeches","title":"The judges speak","text":%q}
{"id":"rowers","title":"The rowers speak","text":%q}`, strings.Join(long, "\n\n"), strings.Join(short, "\n\n"))
}

// before is what happens until the restart; after goes on from what it keeps.
func (e *scenario) before() {
	e.t.Helper()
	e.settle()
	e.fill()
	e.ask()
	e.correct()
	e.watch()
}

// settle is how the moderators arrange their servers.
func (e *scenario) settle() {
	keepers := e.guilds[0].Role("Keepers")
	e.types("Ann", "/help")
	e.types("Uta", "/help")
	e.types("Bob", "/about")
	e.types("Cleo", "/settings private: true")
	e.runs("Ann", "/corpus settings moderators: @Keepers audit: #log", discordtest.Options{"moderators": keepers, "audit": e.guilds[0].Channel("log")})
	e.types("Kai", "/settings language: de")
	e.types("Otto", "/help")
	e.types("Vic", "/settings answers: 10 confidence: 0")
	e.types("Wes", "/corpus settings builtin: false")
}

// fill is how the servers get their texts.
func (e *scenario) fill() {
	var paths []string
	for i, page := range lighthouse() {
		paths = append(paths, fmt.Sprintf("/lighthouse-%d", i+1))
		e.site.SetPage(paths[i], page)
	}
	e.site.SetFeed("/feed", "The Loopback Courier", paths...)
	e.site.SetPage("/boats", fetchtest.Page{Title: "The boats", Paragraphs: ballads("lay")})
	e.types("Ann", "/corpus add feed address: "+e.site.URL+"/feed name: Courier", "Added", "4 articles new")
	e.types("Kai", "/corpus add url address: "+e.site.URL+"/feed", "hinzugefügt", "4 Artikel")
	e.types("Lea", "/corpus add url address: "+e.site.URL+"/boats name: Boote", "Boote", "1 Artikel")
	e.types("Lea", "/corpus add url address: http://169.254.169.254/", "öffentliche")
	window := e.opens(e.modalOf("Bob", "/corpus add text"))
	e.submits("Bob", window, "the window", map[string]string{"Title": "Minutes", "Text": "“The museum will show the old lamp,” said Olga Brandt, the mayor."})
	file := discordtest.File{Name: "club.txt", Content: []byte("The club\n\n“The club has two hundred members,” said Xaver Steg, its secretary.")}
	e.runs("Vic", "/corpus add file file: club.txt", discordtest.Options{"file": file}, "(attached file)", "1 article new")
	s := shell{e.t, e.data}
	if status, out := s.types(speeches(), "corpus", "import", "--guild", e.guilds[2].ID(), "-"); status != cli.ExitDone {
		e.t.Fatalf("import: status %d, %s", status, out)
	}
	e.event("(Wes adds 16 more texts)")
	e.quietly(func() {
		for i := range 16 {
			window := e.opens(e.modalOf("Wes", "/corpus add text"))
			e.submits("Wes", window, "the window", map[string]string{"Title": fmt.Sprintf("Note %02d", i+1), "Text": fmt.Sprintf("Buoy number %d was laid out in front of the pier this morning.", i+1)})
		}
	})
	e.asks(e.people["Dan"].User, "Will the museum show the old lamp?", []string{"Olga Brandt", "old lamp"}, nil)
	e.asks(e.people["Max"].User, paint, []string{"painted red"}, nil)
	e.asks(e.people["Xena"].User, prize, []string{"Segel"}, nil)
	e.asks(e.people["Xena"].User, "Where was buoy number 16 laid out?", []string{"Buoy number 16"}, nil)
}

// modalOf runs a command that opens a window.
func (e *scenario) modalOf(name, line string) *discordtest.Interaction {
	g := e.who(name)
	e.tells(g, "types "+line)
	it := g.Types(line)
	e.did(it, e.rowOf(line)+" run")
	return it
}
