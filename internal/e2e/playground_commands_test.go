package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/bot/playground"
	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/cli"
)

// tour is a browser in which all is done that can be done.
type tour struct {
	*browser
	site    *fetchtest.Site
	traffic *visitor // hears what the page sends, and what the bot answers
}

// stop is what somebody does on the tour, by their name.
type stop struct {
	as string
	do func(*tour)
}

// All that people can do is done in the browser: every command, completion,
// button, menu and window. What that is the bot's own table says, and what was
// done is what the page sent, so that a new one fails until it has its stop.
func TestPlaygroundEveryCommand(t *testing.T) {
	t.Parallel()
	b := &tour{browser: openBrowser(t), site: fetchtest.New(t)}
	b.furnish()
	b.traffic = visit(t, b.link, "Mia")
	as := ""
	for _, s := range stops() {
		if s.as != as {
			b.become(s.as)
			as = s.as
		}
		s.do(b)
		if why := evaluate[string](b.browser, `document.querySelector('#problem').textContent`); why != "" {
			b.shoot("refused")
			t.Errorf("the page says %q", why)
		}
	}
	b.judge()
}

// judge compares what the page sent with what can be done.
func (b *tour) judge() {
	b.t.Helper()
	const over = "The tour is over"
	b.says(over)
	b.traffic.reads("general", over) // so that all that came before it was heard
	b.traffic.mu.Lock()
	defer b.traffic.mu.Unlock()
	all, completed := listedActions(b.t), map[string]bool{}
	for _, x := range b.traffic.exchanges {
		action := all.did(x)
		if action == "" {
			continue
		}
		if _, known := all[action]; !known {
			b.t.Errorf("%q was done (%s), which the bot's table does not have", action, x.What)
		}
		all[action] = true
		completed[completing(x)] = true
	}
	for action, done := range all {
		if !done {
			b.t.Errorf("%q is done nowhere on the tour: give it a stop there", action)
		}
	}
	options := completions("", b.traffic.world.Commands)
	for _, o := range options {
		if !completed[o] {
			b.t.Errorf("the option %q is completed nowhere on the tour", o)
		}
	}
	for _, why := range b.traffic.refused {
		b.t.Errorf("Discord would have refused the %s", why)
	}
	b.t.Logf("%d actions and %d completions were done by %d interactions", len(all), len(options), len(b.traffic.exchanges))
}

// furnish brings about, before anything is noted, what makes lists long enough for
// several pages.
func (b *tour) furnish() {
	b.t.Helper()
	if status, out := (shell{b.t, b.data}).types(speeches(), "corpus", "import", "--guild", playground.GuildID, "-"); status != cli.ExitDone {
		b.t.Fatalf("import: status %d, %s", status, out)
	}
	maxine, mia := visit(b.t, b.link, "Max"), visit(b.t, b.link, "Mia")
	maxine.goes("newsroom")
	mia.goes("newsroom")
	for i := range 16 {
		maxine.submits(maxine.begins("corpus add text"), fmt.Sprintf("Note %02d", i+1), fmt.Sprintf("Buoy number %d was laid out in front of the pier this morning.", i+1))
	}
	maxine.asks(prize, "Segel")
	for _, name := range strings.Fields("Anton Berta Carla David Emil Frida") {
		maxine.press(maxine.press(maxine.runs("quote", "speaker", name+" Ruder"), "Wrong?"), "Hide")
	}
	mia.submits(mia.presses(mia.runs("quote", "speaker", "Gerda Ruder"), "Wrong?"), "She rows for eight hours")
	for i := range 17 {
		if topic := fmt.Sprintf("buoy number %d", i+1); i < 9 {
			mia.runs("watch", "topic", topic)
		} else {
			maxine.runs("watch", "topic", topic, "channel", maxine.channelOf("newsroom"))
		}
	}
	var paths []string
	for i, page := range lighthouse() {
		paths = append(paths, fmt.Sprintf("/lighthouse-%d", i+1))
		b.site.SetPage(paths[i], page)
	}
	b.site.SetFeed("/feed", "The Loopback Courier", paths...)
	b.site.SetPage("/boats", fetchtest.Page{Title: "The boats", Paragraphs: ballads("lay")})
	b.site.SetPage("/harbour", harbour())
}

// stops are the stops of the tour, in an order in which each finds what it needs.
func stops() []stop {
	return slices.Concat(supplies(), lists(), questions(), offices(), watches(), departures())
}
