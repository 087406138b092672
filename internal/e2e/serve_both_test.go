package e2e

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/bot/playground"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// both is a program that serves a Discord on loopback and the playground's page.
type both struct {
	t       *testing.T
	discord *discordtest.Server
	data    string
	link    string // the page's
	log     *locked
	leave   context.CancelFunc
	ended   chan error
}

// serveBoth starts the program with a token and --playground, and waits until both
// of its doors stand open.
func serveBoth(t *testing.T) *both {
	t.Helper()
	s := &both{t: t, discord: discordtest.New(t), data: filepath.Join(t.TempDir(), "data"), log: new(locked), ended: make(chan error, 1)}
	in, out := io.Pipe()
	env := map[string]string{"DISCORD_TOKEN": s.discord.Token(), "VERBATIM_DATA": s.data}
	p := cli.Program{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""),
		Stdout: out, Stderr: s.log, Discord: s.discord.Transport(), Loopback: true, Grace: unhurried,
	}
	ctx, leave := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		err := p.Run(ctx, []string{"serve", "--playground", "127.0.0.1:0"})
		out.CloseWithError(io.EOF)
		s.ended <- err
		close(over)
	}()
	s.leave = leave
	t.Cleanup(func() {
		leave()
		<-over
	})
	lines, invited := bufio.NewScanner(in), false
	for (s.link == "" || !invited) && lines.Scan() {
		if _, link, found := strings.Cut(lines.Text(), "The playground is at "); found {
			s.link = link
		}
		invited = invited || strings.Contains(lines.Text(), "https://discord.com/")
	}
	if s.link == "" || !invited {
		t.Fatalf("it prints no link of the page and to invite the bot; its log:\n%s", s.log)
	}
	go func() { _, _ = io.Copy(io.Discard, in) }()
	s.discord.Await("corpus")
	return s
}

// imports brings a text into a server's corpus.
func (s *both) imports(guild, line string) {
	s.t.Helper()
	if status, out := (shell{s.t, s.data}).types(line, "corpus", "import", "--guild", guild, "-"); status != cli.ExitDone {
		s.t.Fatalf("import: status %d, %s", status, out)
	}
}

// closed wants both doors to be shut.
func (s *both) closed() {
	s.t.Helper()
	if r, err := http.Get(s.link); err == nil {
		_ = r.Body.Close()
		s.t.Errorf("the page answers %s after the end", r.Status)
	}
	if slices.ContainsFunc(s.discord.Sessions(), func(g discordtest.Session) bool { return g.Connected }) {
		s.t.Error("a session with Discord is open after the end")
	}
}

// With a token and --playground the bot is in Discord and on the page: it answers
// the same on both, keeps their corpora apart, and what it says by itself goes
// to where it belongs.
func TestServeOnDiscordAndThePlayground(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	s := serveBoth(t)
	guild := s.discord.Guild("Newsroom")
	news, audit := guild.Channel("news"), guild.Channel("log")
	ann := guild.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
	maxine := visit(t, s.link, "Max")

	const drones = "What did Iran say about delivering drones?"
	there, here := ann.Types("/ask question: "+drones).Reply(), maxine.runs("ask", "question", drones)
	// Only on the page, which is this machine's, a source without a URL leads to it.
	if strings.ReplaceAll(here.Text(), " · where it stands", "") != there.Text() || here.Text() == there.Text() || !strings.Contains(here.Text(), "Hossein Amirabdollahian") {
		t.Errorf("on the page the answer is\n%s\nand in Discord\n%s", here.Text(), there.Text())
	}

	ann.Runs("corpus", discordtest.Options{"settings": discordtest.Options{"audit": audit}}).Reply()
	maxine.runs("corpus settings", "audit", maxine.channelOf("audit-log"))
	ann.Runs("watch", discordtest.Options{"topic": "pier repairs", "channel": news}).Reply()
	maxine.runs("watch", "topic", "pier repairs", "channel", maxine.channelOf("newsroom"))
	ann.Types("/watch topic: costs of the pier").Reply()
	maxine.runs("watch", "topic", "the beginning of the pier repairs")
	s.imports(guild.ID(), `{"id":"pier","title":"The pier","text":"“The repairs of the pier will cost nine million,” said Olga Brandt, the mayor."}`)
	s.imports(playground.GuildID, `{"id":"pier","title":"The pier","text":"“The pier repairs begin in May,” said Peter Lang, a builder."}`)
	told := func(m discordtest.Message) bool { return strings.Contains(m.Text(), "nine million") }
	ann.In(news).Awaits("what is new of the pier", told)
	maxine.reads("newsroom", "pier repairs", "begin in May", "Peter Lang")
	s.discord.User("ann").Awaits("a direct message", told)
	maxine.reads("@Verbatim", "the beginning of the pier repairs", "begin in May")
	ann.In(audit).Awaits("the watch in the log", func(m discordtest.Message) bool { return strings.Contains(m.Text(), "pier repairs") })
	maxine.reads("audit-log", "pier repairs")
	maxine.asks("When do the pier repairs begin?", "begin in May")

	for _, m := range slices.Concat(ann.In(news).Sees(), ann.In(audit).Sees(), ann.Sees(), s.discord.User("ann").Sees()) {
		if strings.Contains(m.Text(), "begin in May") || strings.Contains(m.Content, "<@"+maxine.person+">") {
			t.Errorf("in Discord there stands what belongs on the page: %s", m.Text())
		}
	}
	maxine.mu.Lock()
	for _, m := range maxine.messages {
		if told(m.Message) || strings.Contains(m.Content, ann.Mention()) {
			t.Errorf("on the page there stands what belongs to Discord: %s", m.Text())
		}
	}
	if len(maxine.refused) > 0 {
		t.Errorf("Discord would have refused %q", maxine.refused)
	}
	maxine.mu.Unlock()
}

// Whichever door is left or shut, the other stays open; and when the program
// ends, for good or for ill, both are shut.
func TestServeOnDiscordAndThePlaygroundEnds(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	const dushanbe = "What did the office in Dushanbe state?"
	answers := func(m discordtest.Message) bool {
		return strings.Contains(m.Text(), "does not export military equipment")
	}
	t.Run("a reader leaves, and Discord hangs up", func(t *testing.T) {
		s := serveBoth(t)
		ann := s.discord.Guild("Newsroom").Member("ann")
		t.Run("the reader", func(t *testing.T) { visit(t, s.link, "Mia").asks(dushanbe, "does not export") }) // and leaves
		if m := ann.Types("/ask question: " + dushanbe).Reply(); !answers(m) {
			t.Errorf("after the page's reader left, ann reads %s", m.Text())
		}
		mia := visit(t, s.link, "Mia")
		s.discord.DropGateway()
		if m := mia.runs("ask", "question", dushanbe); !answers(m) {
			t.Errorf("after Discord hung up, the page shows %s", m.Text())
		}
		s.discord.Await("ask")
		if m := ann.Types("/ask question: " + dushanbe).Reply(); !answers(m) {
			t.Errorf("after Discord hung up, ann reads %s", m.Text())
		}
		s.leave()
		if err := <-s.ended; err != nil || strings.Contains(s.log.String(), "level=ERROR") {
			t.Errorf("it ended with %v; its log:\n%s", err, s.log)
		}
		<-mia.left
		s.closed()
	})
	t.Run("Discord takes the token back", func(t *testing.T) {
		s := serveBoth(t)
		mia := visit(t, s.link, "Mia")
		s.discord.CloseGateway(4004)
		err := <-s.ended
		if status := cli.Exit(err, s.log); status != cli.ExitSetUp || !strings.Contains(err.Error(), "token") {
			t.Errorf("it ended with %v and status %d, want that the token is refused, and %d", err, status, cli.ExitSetUp)
		}
		<-mia.left
		s.closed()
	})
}
