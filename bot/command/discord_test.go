package command_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/bot/command"
	"verbatim/bot/gateway"
	"verbatim/corpus"
	"verbatim/corpus/builtin"
	"verbatim/corpus/store"
	"verbatim/index"
	"verbatim/internal/discordtest"
)

// library is a store with articles and the index that follows it.
func library(t *testing.T, articles ...corpus.Article) *index.Index {
	t.Helper()
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	s, err := store.Open(ctx, filepath.Join(t.TempDir(), "verbatim.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, articles...); err != nil {
		t.Fatal(err)
	}
	x, err := index.OpenMemory(s, index.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close the index: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	if err := x.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	return x
}

// online runs the bot until the test or the function that it returns ends it.
func online(t *testing.T, discord *discordtest.Server, x *index.Index) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	b := command.New(command.Options{Search: x, Log: logger, Threshold: index.DefaultThreshold})
	done := make(chan error, 1)
	go func() {
		done <- gateway.Run(ctx, b, gateway.Options{
			Token: discord.Token(), Log: logger, Out: new(bytes.Buffer), Transport: discord.Transport(), Dialer: discord.Dialer(),
		})
	}()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the bot ended with %v", err)
		}
		if strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("log:\n%s", log.String())
		}
	}
	t.Cleanup(stop)
	discord.Await("ask")
	return stop
}

// plain is a message's embeds without marks and escapes.
func plain(e discordtest.Embed) string {
	return strings.NewReplacer("**", "", `\`, "", "\n> ", "\n").Replace(e.Description) + "\n" + e.Footer.Text
}

func TestTheBuiltInArticleAnswersInDiscord(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	x := library(t, builtin.Article())
	online(t, discord, x)
	tests := []struct {
		question string
		quote    string // part of the first embed
		shown    string // the first embed's beginning
	}{
		{"Who wants coffee with the Iranian side?", "have coffee with them", "Hossein Amirabdollahian, Iranian Foreign Minister — said\n"},
		{"What did the office in Dushanbe state?", "“The republic of Tajikistan does not export military equipment to third countries,”", "the Foreign Ministry in Dushanbe — said\n"},
		{"What did the communications coordinator say about Iranian forces?", "the involvement of Iranian forces", "John Kirby, "},
		{"Was a meeting cancelled at the last minute?", "“at the last minute.”", "Hossein Amirabdollahian"},
		{"Who severed diplomatic relationships with Tehran?", "severed diplomatic relationships", "The article’s own words\n"},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			found, err := x.Search(t.Context(), corpus.Query{Text: tt.question, Limit: 3, Threshold: index.DefaultThreshold})
			if err != nil || len(found.Answers) == 0 {
				t.Fatalf("the index answers %+v, %v, want answers", found, err)
			}
			answers, leads := withDenials(found.Answers)
			reply := ann.Types("/ask question: " + tt.question).Reply()
			if len(reply.Embeds) != len(answers) || !strings.Contains(reply.Content, tt.question) || !reply.Pings.None() || reply.Ephemeral() {
				t.Fatalf("the reply is %+v, want %d quotes for all and the question, pinging nobody", reply, len(answers))
			}
			got := plain(reply.Embeds[0])
			if !strings.Contains(got, tt.quote) || !strings.HasPrefix(strings.ToLower(got), strings.ToLower(tt.shown)) {
				t.Errorf("got\n%s\nwant %q, and %q in it", got, tt.shown, tt.quote)
			}
			for i, e := range reply.Embeds {
				want := leads[i] + strings.Join([]string{
					sayingOf(answers[i]), answers[i].Text, "built-in article · date unknown", "Reported, not verified · attributed automatically",
				}, "\n")
				if got := plain(e); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
				if !strings.Contains(builtin.Article().Text, answers[i].Text) {
					t.Errorf("%q is not in the article", answers[i].Text)
				}
			}
		})
	}
	if got := ann.Types("/ask question: What did Iran say about delivering drones?").Reply(); len(got.Embeds) == 0 {
		t.Errorf("got %q, want quotes", got.Content)
	}
	if got := ann.Types("/ask question: best pizza in town").Reply(); len(got.Embeds) != 0 || !strings.Contains(got.Content, "Nothing in the corpus answers") {
		t.Errorf("got %q with %d quotes, want that nothing answers", got.Content, len(got.Embeds))
	}
}

// withDenials is the answers as a page shows them, each with its denial below
// it, and what stands above them.
func withDenials(answers []corpus.Answer) (all []corpus.Answer, leads []string) {
	denied := map[corpus.StatementID]bool{}
	for _, a := range answers {
		if denied[a.ID] {
			continue
		}
		all, leads = append(all, a), append(leads, "")
		if a.Denial != nil && !denied[a.Denial.ID] {
			denied[a.Denial.ID] = true
			all, leads = append(all, *a.Denial), append(leads, "A denial in the same article\n")
		}
	}
	return all, leads
}

// sayingOf is how a reader is told who is reported as saying it: by name and
// role where that is certain, else in the article's own word.
func sayingOf(a corpus.Answer) string {
	if a.Kind == corpus.Narrated {
		return "The article’s own words"
	}
	who := a.Speaker
	switch {
	case a.Certain && a.Role != "":
		who += ", " + a.Role
	case a.Certain:
	case a.Mention != nil:
		who = "Speaker not identified (the article: “" + a.Mention.Text + "”)"
	default:
		who = "Speaker not identified"
	}
	if a.Cue == nil {
		return who + " — the report before it goes on"
	}
	return who + " — " + a.Cue.Text
}

func TestSpeakersAreCompletedInDiscord(t *testing.T) {
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	online(t, discord, library(t, builtin.Article()))
	var names []string
	for _, c := range ann.Completes("ask", "speaker", "kir") {
		names = append(names, c.Name)
	}
	if !slices.Equal(names, []string{"John Kirby"}) {
		t.Errorf("“kir” is completed to %q, want John Kirby", names)
	}
	if got := ann.Completes("ask", "speaker", "nobody is called so"); len(got) != 0 {
		t.Errorf("got %v, want no choice", got)
	}
	reply := ann.Types("/ask question: What about Iranian forces? speaker: John Kirby private: true").Reply()
	if len(reply.Embeds) == 0 || !reply.Ephemeral() {
		t.Fatalf("got %+v, want a private answer", reply)
	}
	for _, e := range reply.Embeds {
		if !strings.HasPrefix(plain(e), "John Kirby") {
			t.Errorf("got\n%s\nwant John Kirby alone", plain(e))
		}
	}
}

// speech is an article with one statement that fits no message, and markup in
// it that must stay text.
func speech() corpus.Article {
	var text strings.Builder
	text.WriteString("“The lighthouse at Greenhaven shall be lit again, @everyone, <@1> and **all**. ")
	for i := range 150 {
		fmt.Fprintf(&text, "In year %d the lighthouse at Greenhaven stood dark, but nobody was lost. ", i)
	}
	text.WriteString("So it was,” harbour master Ada Winter said.")
	return corpus.Article{
		ID: "speech", Title: "The *lamp*", Publisher: "The Pier", URL: "https://pier.example/lamp_(1)", Published: "2024-02-03",
		Language: "en", Origin: corpus.OriginImported, Text: text.String(),
	}
}

func TestALongQuoteIsReadPageByPageOverARestart(t *testing.T) {
	discord := discordtest.New(t)
	guild := discord.Guild("Newsroom")
	ann, bob := guild.Member("ann"), guild.Member("bob")
	x := library(t, speech())
	stop := online(t, discord, x)
	reply := ann.Types("/ask question: What about the lighthouse at Greenhaven?").Reply()
	var read strings.Builder
	take := func(m discordtest.Message) {
		t.Helper()
		for _, e := range m.Embeds {
			lines := strings.Split(plain(e), "\n")
			if want := "The Pier · 3 February 2024 · The *lamp* · [open the source](https://pier.example/lamp_%281%29#:~:text=The%20lighthouse%20at%20Greenhaven%20shall,was%20lost%2E%20So%20it%20was)"; lines[2] != want {
				t.Errorf("got the source %q, want %q", lines[2], want)
			}
			read.WriteString(strings.TrimPrefix(lines[1], "> ") + " ")
		}
		if !m.Pings.None() {
			t.Errorf("it pings %+v", m.Pings)
		}
	}
	take(reply)
	stop()
	online(t, discord, x)
	pages := 1
	for ; strings.Contains(reply.Content, fmt.Sprintf("Page %d of", pages)) && !strings.Contains(reply.Content, fmt.Sprintf("Page %d of %d", pages, pages)); pages++ {
		reply = bob.Presses(reply, "Next").Reply()
		take(reply)
	}
	if got, want := strings.Join(strings.Fields(read.String()), " "), speech().Text; got != want {
		t.Errorf("over %d pages bob reads\n%q\nwant\n%q", pages, got, want)
	}
	if pages < 2 {
		t.Errorf("%d pages, want several", pages)
	}
	last := reply.Content
	reply = ann.Presses(reply, "Previous").Reply()
	if reply.Content == last || !strings.Contains(reply.Content, fmt.Sprintf("Page %d of %d", pages-1, pages)) {
		t.Errorf("one page back ann reads %q after %q", reply.Content, last)
	}
	if got := len(ann.Sees()); got != 1 {
		t.Errorf("ann sees %d messages, want the one that turns its pages", got)
	}
}

func TestAGuildReadsItsOwnAndTheShared(t *testing.T) {
	discord := discordtest.New(t)
	ours, theirs := discord.Guild("Ours"), discord.Guild("Theirs")
	own := speech()
	own.Guild = corpus.GuildID(ours.ID())
	online(t, discord, library(t, own))
	const question = "/ask question: What about the lighthouse at Greenhaven?"
	if got := ours.Member("ann").Types(question).Reply(); len(got.Embeds) == 0 {
		t.Errorf("ann reads %q in her own guild, want an answer", got.Content)
	}
	bob := theirs.Member("bob")
	if got := bob.Types(question).Reply(); len(got.Embeds) != 0 {
		t.Errorf("bob reads %d quotes of another guild", len(got.Embeds))
	}
	if got := bob.Completes("ask", "speaker", "Ada"); len(got) != 0 {
		t.Errorf("bob is offered %v, speakers of another guild", got)
	}
}
