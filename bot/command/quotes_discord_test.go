package command_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/internal/discordtest"
)

// harbour is articles of several days in which two people speak on one topic.
func harbour() []corpus.Article {
	article := func(id string, day corpus.Date, text string) corpus.Article {
		return corpus.Article{
			ID: corpus.ArticleID(id), Title: "On the " + id, Publisher: "The Pier", URL: "https://pier.example/" + id,
			Published: day, Language: "en", Origin: corpus.OriginImported, Text: text,
		}
	}
	return []corpus.Article{
		article("first", "2024-01-05", "It was a cold day. Harbour master Ada Winter said that the ferry to Greenhaven would sail at dawn. The wind rose at noon."),
		article("second", "2024-02-06", "Mayor Bo Summer denied that the ferry to Greenhaven would sail. “The ferry to Greenhaven is broken,” Bo Summer said. Nobody came."),
		article("third", "2024-03-07", "Ada Winter said that the ferry to Greenhaven had been repaired. Ada Winter promised that tickets would be cheap."),
	}
}

// labels are a message's buttons and menus.
func labels(m discordtest.Message) []string {
	var out []string
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if c.Label != "" {
			out = append(out, c.Label)
		}
		return true
	})
	return out
}

// days are the leads of a message's embeds.
func days(m discordtest.Message) []string {
	var out []string
	for _, e := range m.Embeds {
		first, _, _ := strings.Cut(plain(e), "\n")
		out = append(out, first)
	}
	return out
}

func TestFiltersNarrowDownAndSurviveButtons(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	stop := online(t, discord, library(t, harbour()...))
	const ask = "/ask question: Will the ferry to Greenhaven sail?"
	tests := []struct {
		filters string
		says    string // in each embed
	}{
		{" since: 2024-03-01", "7 March 2024"},
		{" until: 2024-01-31", "5 January 2024"},
		{" since: 2024-02-01 until: 2024-02-28", "6 February 2024"},
		{" kind: direct", "The ferry to Greenhaven is broken"},
		{" speaker: Bo Summer", "Bo Summer"},
	}
	for _, tt := range tests {
		reply := ann.Types(ask + tt.filters).Reply()
		if len(reply.Embeds) == 0 {
			t.Errorf("%s: %q, want an answer", tt.filters, reply.Content)
		}
		for _, e := range reply.Embeds {
			if !strings.Contains(plain(e), tt.says) {
				t.Errorf("%s: got\n%s\nwant %q in it", tt.filters, plain(e), tt.says)
			}
		}
	}
	reply := ann.Types(ask + " kind: direct since: 2024-02-01 private: true").Reply()
	if want := "`kind: direct` `since: 2024-02-01`"; !strings.Contains(reply.Content, want) || !reply.Ephemeral() {
		t.Errorf("got %q, want %q in it, privately", reply.Content, want)
	}
	stop()
	online(t, discord, library(t, harbour()...))
	shared := ann.Presses(reply, "Share").Reply()
	if shared.Ephemeral() || shared.ID == reply.ID || shared.Content != reply.Content || len(shared.Embeds) != len(reply.Embeds) {
		t.Errorf("got %+v, want the private answer as a message for all", shared)
	}
	if slices.Contains(labels(shared), "Share") {
		t.Errorf("what is shared has the buttons %q", labels(shared))
	}
	for filters, want := range map[string]string{
		" since: 2024-02-31":                   "2006-01-02",
		" since: 31.12.2024":                   "2006-01-02",
		" since: 2024-02-01 until: 2024-01-01": "Please swap them",
		" source: The Moon":                    "source of that name",
	} {
		if got := ann.Types(ask + filters).Reply(); !strings.Contains(got.Content, want) || !got.Ephemeral() {
			t.Errorf("%s: %q, want %q privately", filters, got.Content, want)
		}
	}
}

func TestContextShowsTheParagraph(t *testing.T) {
	discord := discordtest.New(t)
	guild := discord.Guild("Newsroom")
	ann, bob := guild.Member("ann"), guild.Member("bob")
	online(t, discord, library(t, harbour()[0]))
	reply := ann.Types("/ask question: When does the ferry to Greenhaven sail? speaker: Ada Winter").Reply()
	got := bob.Presses(reply, "Context").Reply()
	if !got.Ephemeral() || len(got.Embeds) != 2 {
		t.Fatalf("got %+v, want where the statement stands, privately", got)
	}
	want := "It was a cold day. Harbour master Ada Winter said that **the ferry to Greenhaven would sail at dawn**. The wind rose at noon."
	if d := got.Embeds[0].Description; !strings.Contains(d, want) {
		t.Errorf("got\n%s\nwant %q in it", d, want)
	}
	if !strings.Contains(plain(got.Embeds[1]), "Ada Winter") || !strings.Contains(plain(got.Embeds[1]), "The Pier · 5 January 2024") {
		t.Errorf("got %q, want the citation", plain(got.Embeds[1]))
	}
}

func TestContextAndMoreAskWhichIsMeant(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	online(t, discord, library(t, harbour()...))
	reply := ann.Types("/ask question: What about the ferry to Greenhaven?").Reply()
	if len(reply.Embeds) < 2 {
		t.Fatalf("got %d answers, want several", len(reply.Embeds))
	}
	which := ann.Presses(reply, "Context").Reply()
	if got := ann.Selects(which, "Which of the statements?", optionOf(which, 1)).Reply(); len(got.Embeds) != 2 || !got.Ephemeral() {
		t.Errorf("got %+v, want the second statement's context", got)
	}
	who := ann.Presses(reply, "More by this speaker").Reply()
	more := ann.Selects(who, "Which of the speakers?", "Ada Winter").Reply()
	if got, want := days(more), []string{"7 March 2024", "7 March 2024", "5 January 2024"}; !slices.Equal(got, want) || !more.Ephemeral() {
		t.Errorf("more by Ada Winter is of %q, want %q, privately", got, want)
	}
}

// optionOf is the value of option i of a message's menu.
func optionOf(m discordtest.Message, i int) string {
	value := ""
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if len(c.Options) > i {
			value = c.Options[i].Value
		}
		return value == ""
	})
	return value
}

func TestQuoteCompareAndTimeline(t *testing.T) {
	discord := discordtest.New(t)
	guild := discord.Guild("Newsroom")
	ann, bob := guild.Member("ann"), guild.Member("bob")
	x := library(t, harbour()...)
	stop := online(t, discord, x)
	tests := []struct {
		name, typed string
		heading     string
		days        []string
		says        string // somewhere
	}{
		{"newest first", "/quote speaker: Ada Winter", "**Speaker:** Ada Winter", []string{"7 March 2024", "7 March 2024", "5 January 2024"}, "tickets would be cheap"},
		{"on a topic", "/quote speaker: Ada Winter topic: cheap tickets", "**Topic:** cheap tickets", nil, "tickets would be cheap"},
		{"a timeline", "/timeline topic: the ferry to Greenhaven", "**Topic:** the ferry to Greenhaven", []string{"5 January 2024", "6 February 2024", "6 February 2024", "7 March 2024"}, "Bo Summer, Mayor — denied"},
		{"side by side", "/compare topic: the ferry to Greenhaven a: Ada Winter b: Bo Summer", "**Speaker:** Bo Summer", nil, "is not for the bot to say"},
		{"nobody", "/quote speaker: Nobody Known", "", []string{}, "Nobody of that name"},
		{"the same twice", "/compare topic: ferry a: Ada Winter b: ada winter", "", []string{}, "same speaker twice"},
		{"one is silent", "/compare topic: cheap tickets a: Ada Winter b: Bo Summer", "", nil, "Nothing by Bo Summer on this topic"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reply := ann.Types(tt.typed).Reply()
			if !strings.Contains(reply.Content, tt.heading) || tt.days != nil && !slices.Equal(days(reply), append([]string(nil), tt.days...)) {
				t.Errorf("got %q of %q, want %q of %q", reply.Content, days(reply), tt.heading, tt.days)
			}
			text := strings.ReplaceAll(reply.Content, "**", "")
			for _, e := range reply.Embeds {
				text += "\n" + plain(e)
			}
			if !strings.Contains(text, tt.says) {
				t.Errorf("got\n%s\nwant %q in it", text, tt.says)
			}
		})
	}
	first := ann.Types("/compare topic: the ferry to Greenhaven a: Ada Winter b: Bo Summer").Reply()
	if len(first.Embeds) != 2 || !strings.Contains(plain(first.Embeds[0]), "Ada Winter") || !strings.Contains(plain(first.Embeds[1]), "Bo Summer") {
		t.Fatalf("got %+v, want one statement of each", first.Embeds)
	}
	stop()
	online(t, discord, x)
	next := bob.Presses(first, "Next").Reply()
	if next.ID != first.ID || len(next.Embeds) != 2 || plain(next.Embeds[0]) == plain(first.Embeds[0]) {
		t.Errorf("got %+v, want the next pair in the same message", next)
	}
	if got := ann.Completes("compare", "b", "Bo"); len(got) != 1 || got[0].Name != "Bo Summer" {
		t.Errorf("“Bo” is completed to %v", got)
	}
}

func TestALongListIsReadPageByPage(t *testing.T) {
	var text strings.Builder
	for i := range 25 {
		fmt.Fprintf(&text, "Ada Winter said that ferry number %d was full. ", i)
	}
	a := harbour()[0]
	a.Text = text.String()
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	online(t, discord, library(t, a))
	reply := ann.Types("/quote speaker: Ada Winter").Reply()
	read := 0
	for page := 1; ; page++ {
		for _, e := range reply.Embeds {
			if want := fmt.Sprintf("ferry number %d was full", read); !strings.Contains(plain(e), want) {
				t.Errorf("got\n%s\nwant %q in it", plain(e), want)
			}
			read++
		}
		if strings.Contains(reply.Content, fmt.Sprintf("Page %d of %d", page, page)) {
			break
		}
		reply = ann.Presses(reply, "Next").Reply()
	}
	if read != 25 {
		t.Errorf("read %d statements, want 25", read)
	}
}

func TestSpeakersAreCountedHonestly(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	online(t, discord, library(t, harbour()...))
	reply := ann.Types("/speakers").Reply()
	if len(reply.Embeds) != 1 || reply.Embeds[0].Description != "**Ada Winter** — 3 statements\n**Bo Summer** — 2 statements" {
		t.Errorf("got %+v, want both speakers, the first more often", reply.Embeds)
	}
	if !strings.Contains(reply.Content, "how often these articles quote them") {
		t.Errorf("got %q, want what the counts are worth", reply.Content)
	}
	reply = ann.Types("/speakers topic: cheap tickets").Reply()
	if len(reply.Embeds) != 1 || reply.Embeds[0].Description != "**Ada Winter** — 1 statement" {
		t.Errorf("got %+v, want Ada Winter alone", reply.Embeds)
	}
}

func TestQuotesAreFoundForAMessage(t *testing.T) {
	discord := discordtest.New(t)
	guild := discord.Guild("Newsroom")
	ann, bob := guild.Member("ann"), guild.Member("bob")
	online(t, discord, library(t, append(harbour(), builtin.Article())...))
	said := bob.Says("I heard <@1> that the ferry to Greenhaven had been *repaired*, is that so?")
	reply := ann.Uses("Find quotes", said).Reply()
	if !reply.Ephemeral() || len(reply.Embeds) == 0 || !strings.Contains(plain(reply.Embeds[0]), "had been repaired") || !reply.Pings.None() {
		t.Fatalf("got %+v, want the statement that bears on it, privately", reply)
	}
	shared := ann.Presses(reply, "Share").Reply()
	if shared.Ephemeral() || len(shared.Embeds) != len(reply.Embeds) || !shared.Pings.None() {
		t.Errorf("got %+v, want the same for all", shared)
	}
	for text, want := range map[string]string{
		"🎉": "no words", strings.Repeat("unrelated chatter about knitting jumpers. ", 80): "Nothing in the corpus bears on this message",
	} {
		if got := ann.Uses("Find quotes", bob.Says(text)).Reply(); !strings.Contains(got.Content, want) || !got.Ephemeral() {
			t.Errorf("on %.20q ann reads %q, want %q privately", text, got.Content, want)
		}
	}
}
