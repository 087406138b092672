package e2e

import (
	"fmt"
	"slices"
	"strings"

	"verbatim/internal/discordtest"
)

// arrive lets the guests come: ten to each server, of whom two moderate, and in
// each some whose Discord speaks German.
func (e *scenario) arrive() {
	for i, server := range []struct {
		name, locale string
		names        string
	}{
		{"Lighthouse", "en-US", "Ann Bob Cleo Dan Eve Finn Gus Hal Ida Jon"},
		{"Leuchtturm", "de", "Kai Lea Max Nina Otto Pia Rolf Sina Tom Uta"},
		{"Regatta", "en-US", "Vic Wes Xena Yara Zoe Amy Ben Cal Dee Eli"},
	} {
		g := e.discord.Guild(server.name).SetLocale(server.locale)
		e.guilds = append(e.guilds, g)
		for j, name := range strings.Fields(server.names) {
			lang, title := "en-US", "member"
			if i == 1 && j != 9 || i == 0 && j == 9 {
				lang = "de"
			}
			options := []discordtest.MemberOption{discordtest.Locale(lang)}
			if j < 2 {
				options, title = append(options, discordtest.Permissions(discordtest.ManageGuild)), "moderator"
			}
			e.people[name] = &guest{User: g.Member(name, options...), title: server.name + " · " + name + " (" + title + ", " + lang + ")", lang: lang}
		}
	}
}

// who is the guest of that name, who does something now.
func (e *scenario) who(name string) *guest {
	e.t.Helper()
	g := e.people[name]
	if g == nil {
		e.t.Fatalf("nobody is called %s", name)
	}
	g.acted = true
	e.through[e.door+", "+g.lang] = true
	return g
}

// did notes that something was done.
func (e *scenario) did(it *discordtest.Interaction, action string) {
	e.t.Helper()
	if _, known := e.actions[action]; !known {
		e.t.Fatalf("%q is nothing that can be done", action)
	}
	e.actions[action] = true
	if it != nil {
		e.done, e.sent = append(e.done, it), append(e.sent, e.door)
	}
}

// tells begins an event.
func (e *scenario) tells(g *guest, what string) {
	if !e.quiet {
		e.event("%s %s", g.title, what)
	}
}

// reads is the reply, which goes into the transcript with what follows it. Of
// work it is the reply when it holds the words.
func (e *scenario) reads(g *guest, it *discordtest.Interaction, until ...string) discordtest.Message {
	e.t.Helper()
	m := it.Reply()
	if len(until) > 0 {
		m = g.Awaits(strings.Join(until, " and "), func(now discordtest.Message) bool {
			return now.ID == m.ID && !slices.ContainsFunc(until, func(w string) bool { return !strings.Contains(now.Text(), w) })
		})
	}
	if e.quiet {
		return m
	}
	e.message(m)
	for _, f := range it.Followups() {
		if f.ID != m.ID {
			e.message(f)
		}
	}
	return m
}

// types runs a command as it is typed, and reads the reply; until is what the
// reply of long work ends with.
func (e *scenario) types(name, line string, until ...string) discordtest.Message {
	e.t.Helper()
	g := e.who(name)
	e.tells(g, "types "+line)
	it := g.Types(line)
	e.did(it, e.rowOf(line)+" run")
	return e.reads(g, it, until...)
}

// runs is types with options that cannot be typed, which the line shows.
func (e *scenario) runs(name, line string, options discordtest.Options, until ...string) discordtest.Message {
	e.t.Helper()
	g := e.who(name)
	e.tells(g, "types "+line)
	row := e.rowOf(line)
	words := strings.Split(row, ".")
	for _, sub := range slices.Backward(words[1:]) {
		options = discordtest.Options{sub: options}
	}
	it := g.Runs(words[0], options)
	e.did(it, row+" run")
	return e.reads(g, it, until...)
}

// rowOf is the row of the table that a typed line begins with.
func (e *scenario) rowOf(line string) string {
	row := ""
	for _, word := range strings.Fields(strings.TrimPrefix(line, "/")) {
		next := strings.TrimPrefix(row+"."+word, ".")
		known := slices.ContainsFunc(e.actions.rows(), func(a string) bool { return a == next || strings.HasPrefix(a, next+".") })
		if !known {
			break
		}
		row = next
	}
	return row
}

// completes shows what is offered while somebody types, and returns the value
// of the first.
func (e *scenario) completes(name, command, option, prefix string) any {
	e.t.Helper()
	g := e.who(name)
	e.tells(g, "types /"+command+" "+option+": "+prefix+"…")
	choices := g.Completes(command, option, prefix)
	e.did(nil, strings.ReplaceAll(command, " ", ".")+" complete")
	var names []string
	for _, c := range choices {
		names = append(names, c.Name)
		if value := fmt.Sprint(c.Value); value != c.Name {
			e.hide = append(e.hide, value, "‹"+c.Name+"›")
		}
	}
	e.block("is offered", strings.Join(names, "\n"))
	if len(choices) == 0 {
		e.t.Fatalf("%s is offered nothing for %q", name, prefix)
	}
	return choices[0].Value
}

// presses lets somebody press a button by its label.
func (e *scenario) presses(name string, m discordtest.Message, label string) *discordtest.Interaction {
	e.t.Helper()
	g, id := e.who(name), ""
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if c.Type == discordtest.Button && c.Label == label {
			id = c.CustomID
		}
		return id == ""
	})
	if id == "" {
		e.t.Fatalf("%s looks for a button %q in:\n%s", name, label, m.Text())
	}
	e.tells(g, "presses ["+label+"]")
	it := g.Presses(m, id)
	e.did(it, e.actions.of(id, "press"))
	return it
}

// press presses a button and reads the reply.
func (e *scenario) press(name string, m discordtest.Message, label string) discordtest.Message {
	e.t.Helper()
	return e.reads(e.people[name], e.presses(name, m, label))
}

// picks chooses the first option with the words, of the message's menus, and reads
// the reply.
func (e *scenario) picks(name string, m discordtest.Message, words string) discordtest.Message {
	e.t.Helper()
	return e.reads(e.people[name], e.chooses(name, m, words))
}

// chooses is picks without the reply.
func (e *scenario) chooses(name string, m discordtest.Message, words string) *discordtest.Interaction {
	e.t.Helper()
	g := e.who(name)
	id, label, value := "", "", ""
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if c.Type != discordtest.StringSelect {
			return true
		}
		for _, o := range c.Options {
			if strings.Contains(o.Label, words) {
				id, label, value = c.CustomID, o.Label, o.Value
				return false
			}
		}
		return true
	})
	if id == "" {
		e.t.Fatalf("%s looks for an option %q in:\n%s", name, words, m.Text())
	}
	e.tells(g, "picks ‹"+label+"›")
	it := g.Selects(m, id, value)
	e.did(it, e.actions.of(id, "press"))
	return it
}

// opens is the modal that opens.
func (e *scenario) opens(it *discordtest.Interaction) *discordtest.Modal {
	e.t.Helper()
	m := it.Modal()
	if !e.quiet {
		e.modal(m)
	}
	return m
}

// submits fills in a modal and reads the reply.
func (e *scenario) submits(name string, m *discordtest.Modal, what string, inputs map[string]string) discordtest.Message {
	e.t.Helper()
	g := e.who(name)
	e.tells(g, "submits "+what)
	it := g.Submits(m, inputs)
	e.did(it, e.actions.of(m.CustomID, "submit"))
	return e.reads(g, it)
}

// quietly does something that is not told.
func (e *scenario) quietly(do func()) {
	e.quiet = true
	do()
	e.quiet = false
}
