package e2e

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"verbatim/bot"
	"verbatim/corpus"
	"verbatim/corpus/store"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// gated is a store of which nothing can be indexed until the gate is open.
type gated struct {
	*store.Store
	gate <-chan struct{}
}

func (g gated) ChangesOf(ctx context.Context, guilds corpus.Guilds, after corpus.Seq, limit int) ([]corpus.Change, error) {
	select {
	case <-g.gate:
		return g.Store.ChangesOf(ctx, guilds, after, limit)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serveGated starts serve on the data folder. Its index takes in nothing before
// open is called.
func serveGated(t *testing.T, discord *discordtest.Server, data string) (open, stop func()) {
	t.Helper()
	env := map[string]string{"VERBATIM_DATA": data, "DISCORD_TOKEN": discord.Token()}
	gate, log := make(chan struct{}), t.Output()
	p := cli.Program{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""),
		Stdout: io.Discard, Stderr: log, Discord: discord.Transport(), Limits: bot.DefaultLimits(), Grace: time.Millisecond,
		Feed: func(s *store.Store) cli.IndexFeed { return gated{s, gate} },
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx, []string{"serve"}) }()
	discord.Await("ask")
	return func() { close(gate) }, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve = %v", err)
		}
	}
}

// Whatever waits to be indexed, serve answers: out of what is there, and else
// that the rest is on its way.
func TestServeAnswersWhileItsIndexFills(t *testing.T) {
	t.Parallel()
	discord, data := discordtest.New(t), t.TempDir()
	ann := discord.Guild("Newsroom").Member("ann", discordtest.Permissions(discordtest.ManageGuild))
	asks := func(question, want string) bool {
		t.Helper()
		return strings.Contains(ann.Types("/ask question: "+question).Reply().Text(), want)
	}
	const (
		drones = "What did Iran say about delivering drones?"
		ferry  = "How long does the ferry need?"
		filled = "still being taken in"
	)
	open, stop := serveGated(t, discord, data)
	for _, command := range []string{"/ask question: " + drones, "/quote speaker: Hossein Amirabdollahian", "/timeline topic: drones"} {
		if got := ann.Types(command).Reply().Text(); !strings.Contains(got, filled) {
			t.Errorf("%s, before anything was indexed: ann reads\n%s\nwant that it is on its way", command, got)
		}
	}
	if got := ann.Types("/help").Reply().Text(); !strings.Contains(got, "/ask") {
		t.Errorf("/help: ann reads\n%s", got)
	}
	open()
	for !asks(drones, "built-in article") { // the test's deadline ends it else
	}
	stop()

	command(t, data, `{"id":"ferry","title":"Ferry","text":"\"The ferry needs forty minutes to cross the strait,\" captain Olga Brandt said."}`, "corpus", "import", "-")
	open, stop = serveGated(t, discord, data)
	if !asks(drones, "built-in article") {
		t.Error("what the index holds does not answer")
	}
	if !asks(ferry, filled) {
		t.Error("what waits to be indexed is not said to be on its way")
	}
	open()
	for !asks(ferry, "Olga Brandt") {
	}
	for !asks("Who likes pizza?", "Nothing in the corpus answers") { // once the index is whole, what is missing is nowhere
	}
	stop()
}
