package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// newsroom is a bot that serves a Discord on loopback from a data folder, where
// sources may stand on loopback too.
type newsroom struct {
	t       *testing.T
	discord *discordtest.Server
	data    string
	store   string // its database; "" is a file in data
	faulty  bool   // errors in the log are to be expected
	log     *locked
	stop    func()
}

// locked is a buffer that several goroutines write.
type locked struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.String()
}

func (n *newsroom) start() {
	n.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	n.log = new(locked)
	env := map[string]string{"DISCORD_TOKEN": n.discord.Token(), "VERBATIM_DATA": n.data, "VERBATIM_STORE": n.store}
	p := cli.Program{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""),
		Stdout: io.Discard, Stderr: n.log, Discord: n.discord.Transport(), Loopback: true, Grace: unhurried,
	}
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx, []string{"serve"}) }()
	n.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil || !n.faulty && strings.Contains(n.log.String(), "level=ERROR") {
			n.t.Errorf("serve ended with %v; its log:\n%s", err, n.log.String())
		}
	})
	n.t.Cleanup(n.stop)
	n.discord.Await("corpus")
}

func (n *newsroom) restart() {
	n.t.Helper()
	n.stop()
	n.start()
}

// asks puts a question until the answer holds all of want and nothing of not:
// the index follows the store within two seconds.
func (n *newsroom) asks(user *discordtest.User, question string, want, not []string) discordtest.Message {
	n.t.Helper()
	deadline := time.After(15 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		reply := user.Types("/ask question: " + question).Reply()
		missing := ""
		for _, w := range want {
			if !strings.Contains(reply.Text(), w) {
				missing += fmt.Sprintf("\nwant %q in it", w)
			}
		}
		for _, w := range not {
			if strings.Contains(reply.Text(), w) {
				missing += fmt.Sprintf("\nwant no %q in it", w)
			}
		}
		if missing == "" {
			return reply
		}
		select {
		case <-tick.C:
		case <-deadline:
			n.t.Fatalf("%s asks %q and reads\n%s%s", user.Name(), question, reply.Text(), missing)
		}
	}
}

// reports waits until the message that a command shows its work in ends with
// what is wanted.
func (n *newsroom) reports(user *discordtest.User, command string, want ...string) discordtest.Message {
	n.t.Helper()
	user.Types(command)
	return n.awaits(user, want...)
}

func (n *newsroom) awaits(user *discordtest.User, want ...string) discordtest.Message {
	n.t.Helper()
	return user.Awaits(fmt.Sprintf("%q", want), func(m discordtest.Message) bool {
		for _, w := range want {
			if !strings.Contains(m.Text(), w) {
				return false
			}
		}
		return true
	})
}

// disputes opens the dialogue on the answer that holds the words.
func (n *newsroom) disputes(user *discordtest.User, answer discordtest.Message, words string) *discordtest.Interaction {
	n.t.Helper()
	it := user.Presses(answer, "Wrong?")
	if len(answer.Embeds) == 1 {
		return it
	}
	opened, number := it.Reply(), ""
	for i, e := range answer.Embeds {
		if strings.Contains(e.Description, words) {
			number = fmt.Sprint(i + 1)
		}
	}
	option := ""
	discordtest.Walk(opened.Components, func(c discordtest.Component) bool {
		for _, o := range c.Options {
			if strings.HasPrefix(o.Label, number+" ") {
				option = o.Label
			}
		}
		return true
	})
	return user.Selects(opened, "Which of the answers is wrong?", option)
}

// said fails the test where a reply lacks something.
func (n *newsroom) said(reply discordtest.Message, want ...string) discordtest.Message {
	n.t.Helper()
	for _, w := range want {
		if !strings.Contains(reply.Text(), w) {
			n.t.Errorf("got\n%s\nwant %q in it", reply.Text(), w)
		}
	}
	return reply
}

const (
	cranes    = "What colour will the cranes be painted?"
	jobs      = "How many jobs were lost?"
	whoSaid   = "Wrong speaker? Who it was that “said”"
	harbourIs = "Harbour to reopen"
)

func harbour() fetchtest.Page {
	return fetchtest.Page{Title: harbourIs, Paragraphs: []string{
		"The harbour of Nordhaven reopens in spring after two years of work, its owners announced on Monday.",
		"“The cranes will be painted green,” said Olga Brandt, the harbour master.",
		"“We lost forty jobs over it,” said Peter Lang, a docker.",
		"The town paid for half of the works, and will pay for the rest next year, according to the council.",
	}}
}

// From a page on the web to its quotes, through what its publisher and the
// moderators do to it, in Discord.
func TestModeratorsInDiscord(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	site := fetchtest.New(t)
	page := harbour()
	site.SetPage("/harbour", page)
	discord := discordtest.New(t)
	here, elsewhere := discord.Guild("Newsroom"), discord.Guild("Elsewhere")
	ann := here.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
	bob := here.Member("bob")
	eve := elsewhere.Member("eve", discordtest.Permissions(discordtest.ManageGuild))
	n := &newsroom{t: t, discord: discord, data: filepath.Join(t.TempDir(), "data")}
	n.start()
	audit := here.Channel("audit")
	ann.Runs("corpus", discordtest.Options{"settings": discordtest.Options{"audit": audit}}).Reply()

	n.reports(ann, "/corpus add url address: "+site.URL+"/harbour", "Added Harbour to reopen (web page).", "1 article new", "statements added")
	answer := n.asks(bob, cranes, []string{"“The cranes will be painted green,”", "Olga Brandt", "attributed automatically", "open the source"}, nil)
	n.asks(eve, cranes, nil, []string{"cranes will be painted"})

	opened := n.said(n.disputes(ann, answer, "cranes").Reply(), "Olga Brandt", "[Not a statement]")
	done := n.said(ann.Selects(opened, whoSaid, "Peter Lang").Reply(), "attributed to Peter Lang", "corrected by a moderator")
	n.asks(bob, cranes, []string{"Peter Lang — said", "corrected by a moderator"}, []string{"Olga Brandt, the harbour master — said"})
	n.restart()
	n.asks(bob, cranes, []string{"Peter Lang — said", "corrected by a moderator"}, nil)
	n.said(ann.Types("/corpus corrections").Reply(), "1 correction", "attributed to Peter Lang")
	n.said(ann.Presses(done, "Undo").Reply(), "The correction is undone")
	answer = n.asks(bob, cranes, []string{"Olga Brandt", "attributed automatically"}, []string{"corrected"})

	modal := n.disputes(bob, answer, "cranes").Modal()
	n.said(bob.Submits(modal, map[string]string{"note": "I was there."}).Reply(), "Thank you")
	queue := n.said(ann.Types("/corpus reports").Reply(), "Report 1 of 1", "cranes will be painted green", "I was there.")
	n.said(ann.Presses(ann.Presses(queue, "Correct").Reply(), "Not a statement").Reply(), "not a statement")
	n.said(ann.Types("/corpus reports").Reply(), "No report waits")

	page.Paragraphs[1] = "“The cranes will be painted dark green,” said Olga Brandt, the harbour master."
	page.Paragraphs[2] = "Ships with a draught of ten metres can enter again."
	site.SetPage("/harbour", page)
	n.reports(ann, "/corpus refresh source: "+harbourIs, "1 article changed", "1 statement added, 1 reworded, 1 withdrawn")
	n.asks(bob, cranes, []string{"dark green", "reworded by the publisher on"}, nil)
	n.asks(bob, jobs, nil, []string{"forty jobs"})
	choices := ann.Completes("corpus history", "article", "Harbour")
	if len(choices) != 1 || choices[0].Name != harbourIs {
		t.Fatalf("the articles are %v", choices)
	}
	if got := eve.Completes("corpus history", "article", "Harbour"); len(got) != 0 {
		t.Errorf("eve is offered %v of another server", got)
	}
	n.said(ann.Runs("corpus", discordtest.Options{"history": discordtest.Options{"article": choices[0].Value}}).Reply(),
		"Version 2", "Withdrawn\n“We lost forty jobs", "Reworded\n“The cranes will be painted green", "now reads\n“The cranes will be painted dark green", "Added\nShips")

	removed := n.said(ann.Presses(ann.Types("/corpus remove source: "+harbourIs).Reply(), "Remove").Reply(), "Removed Harbour to reopen with 1 article")
	n.asks(bob, cranes, nil, []string{"dark green"})
	n.restart()
	n.said(ann.Presses(removed, "Undo").Reply(), "Brought back Harbour to reopen with 1 article")
	n.asks(bob, cranes, []string{"dark green"}, nil)

	ann.Types("/corpus export")
	export := n.awaits(ann, "All that this server owns")
	if len(export.Files) != 1 || !strings.Contains(string(export.Files[0].Content), "forty jobs") || !strings.Contains(string(export.Files[0].Content), "not-statement") {
		t.Errorf("the export is %v, want the versions and the correction in it", export.Files)
	}
	n.said(ann.Types("/corpus log").Reply(), "@ann added Harbour to reopen", "@ann refreshed", "@ann exported", "@ann removed", "@bob reported Harbour to reopen as wrong")
	n.said(ann.Types("/corpus status").Reply(), "1 article of this server’s own", "Last refreshes")
	n.awaits(ann.In(audit), "@ann brought back Harbour to reopen")
	n.said(eve.Types("/corpus log").Reply(), "Nothing has been done")
}

// What moderators supply is shown as that, and what they say of a shared
// article holds in their server alone.
func TestSuppliedTextsAndSharedArticlesInDiscord(t *testing.T) {
	t.Parallel()
	discord := discordtest.New(t)
	here, elsewhere := discord.Guild("Newsroom"), discord.Guild("Elsewhere")
	ann := here.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
	eve := elsewhere.Member("eve")
	n := &newsroom{t: t, discord: discord, data: filepath.Join(t.TempDir(), "data")}
	n.start()

	modal := ann.Types("/corpus add text").Modal()
	n.said(ann.Submits(modal, map[string]string{
		"Title": "Notes of the meeting", "Text": "“The lighthouse at Greenhaven will be lit again,” said Ada Winter, the harbour master.",
	}).Reply(), "Added Notes of the meeting (pasted text).", "1 article new; 1 statement added.")
	n.asks(ann, "What about the lighthouse at Greenhaven?", []string{"Ada Winter", "supplied by a moderator, not fetched", "Notes of the meeting"}, nil)

	file := discordtest.File{Name: "ferry.html", Content: []byte("<html><head><title>The ferry</title><meta property=\"og:site_name\" content=\"The Daily Claim\"></head><body><article><h1>The ferry</h1>" +
		"<p>“The ferry to Westmark will sail twice a day,” said Karl Linde, its captain. " + strings.Repeat("The crossing takes two hours in fair weather, and four in foul. ", 10) + "</p></article></body></html>")}
	ann.Runs("corpus", discordtest.Options{"add": discordtest.Options{"file": discordtest.Options{"file": file}}})
	n.awaits(ann, "(attached file)", "1 article new")
	n.asks(ann, "How often will the ferry to Westmark sail?", []string{"Karl Linde", "supplied by a moderator, not fetched"}, []string{"Daily Claim"})
	n.asks(eve, "How often will the ferry to Westmark sail?", nil, []string{"Karl Linde"})
	ann.Runs("corpus", discordtest.Options{"add": discordtest.Options{"file": discordtest.Options{"file": discordtest.File{Name: "a.png", Content: []byte("\x89PNG\r\n\x1a\n")}}}})
	n.awaits(ann, "not a text that can be read")
	n.reports(ann, "/corpus add url address: http://169.254.169.254/latest/meta-data", "does not lead to the public internet")

	const coffee, words = "Who wants coffee with the Iranian side?", "coffee with them"
	answer := n.asks(ann, coffee, []string{words, "Hossein Amirabdollahian", "built-in article"}, nil)
	hidden := n.said(ann.Presses(n.disputes(ann, answer, "coffee").Reply(), "Hide").Reply(), "hidden from answers")
	n.asks(ann, coffee, nil, []string{words})
	n.asks(eve, coffee, []string{words, "attributed automatically"}, nil)
	n.said(ann.Presses(hidden, "Undo").Reply(), "undone")
	n.asks(ann, coffee, []string{words}, nil)
	ann.Runs("corpus", discordtest.Options{"settings": discordtest.Options{"builtin": false}}).Reply()
	n.asks(ann, coffee, nil, []string{"built-in article"})
	n.asks(eve, coffee, []string{"built-in article"}, nil)

	n.said(ann.Presses(ann.Types("/corpus forget").Reply(), "Delete everything").Reply(), "2 articles among it")
	n.asks(ann, "What about the lighthouse at Greenhaven?", nil, []string{"Ada Winter"})
	n.asks(ann, coffee, []string{"built-in article"}, nil)
}
