package e2e

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"verbatim/corpus/fetch/fetchtest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
	"verbatim/internal/golden"
)

const scenarioGolden = "testdata/scenario.golden"

// One evening of three servers and thirty people, of whom some moderate: all
// that the bot can do is done, in two languages, with a restart in the middle,
// after which Discord reaches the bot through the other door. People cannot tell
// which door is open: the transcript is the same whichever comes first.
func TestScenario(t *testing.T) {
	t.Parallel()
	for _, doors := range [][2]string{{"gateway", "http"}, {"http", "gateway"}} {
		t.Run(doors[0]+" first", func(t *testing.T) {
			t.Parallel()
			got := newScenario(t, doors).told()
			if golden.Update() && doors[0] != "gateway" {
				return // both write the same file
			}
			golden.Check(t, scenarioGolden, got, "")
		})
	}
}

// scenario is what happens in the servers, and what has happened so far.
type scenario struct {
	newsroom
	transcript
	doors   [2]string
	site    *fetchtest.Site
	guilds  []*discordtest.Guild
	people  map[string]*guest
	actions actions
	through map[string]bool // the door and the language that something was done in
	done    []*discordtest.Interaction
	door    string   // that is open
	sent    []string // the door of each of done
	quiet   bool     // what is done is not told
	kept    kept
	news    *discordtest.Channel // of the second server, that a watch posts to
}

// guest is somebody of the scenario.
type guest struct {
	*discordtest.User
	title string // as the transcript has them
	lang  string
	acted bool
}

func newScenario(t *testing.T, doors [2]string) *scenario {
	t.Helper()
	e := &scenario{doors: doors, site: fetchtest.New(t), people: map[string]*guest{}, actions: listedActions(t), through: map[string]bool{}}
	e.newsroom = newsroom{t: t, discord: discordtest.New(t), data: filepath.Join(t.TempDir(), "data")}
	e.hide = []string{e.site.URL, "https://courier.example", strings.TrimPrefix(e.site.URL, "http://"), "courier.example"}
	e.arrive()
	return e
}

// told lets the scenario happen, checks that nothing was left out, and returns
// its transcript.
func (e *scenario) told() string {
	e.t.Helper()
	e.open(e.doors[0])
	e.before()
	e.stop()
	e.event("──── the bot is restarted ────")
	e.open(e.doors[1])
	e.after()
	e.answeredOnce()
	e.stop()
	for action, done := range e.actions {
		if !done {
			e.t.Errorf("nobody does %q in the scenario: give it a place there", action)
		}
	}
	for name, g := range e.people {
		if !g.acted {
			e.t.Errorf("%s came, and did nothing", name)
		}
	}
	for _, way := range []string{"gateway, en-US", "gateway, de", "http, en-US", "http, de"} {
		if !e.through[way] {
			e.t.Errorf("nothing is done through %s", way)
		}
	}
	return strings.TrimSpace(e.String()) + "\n"
}

// open starts the program, whole, with one of its doors, on the scenario's data.
func (e *scenario) open(door string) {
	e.t.Helper()
	// Without the reader: which vectors are there already would change the transcript.
	args, env := []string{"serve", "--reader", "off"}, map[string]string{
		"DISCORD_TOKEN": e.discord.Token(), "VERBATIM_DATA": e.data, "DISCORD_PUBLIC_KEY": e.discord.PublicKey(),
	}
	if door == "http" {
		listener := e.discord.Listen()
		args = append(args, "--http", listener.Addr().String())
		if err := listener.Close(); err != nil { // serve listens there
			e.t.Fatal(err)
		}
	} else if err := e.discord.SetEndpoint(""); err != nil {
		e.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.log = new(locked)
	out := &firstLine{written: make(chan struct{})}
	p := cli.Program{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""),
		Stdout: out, Stderr: e.log, Discord: e.discord.Transport(), Loopback: true, Grace: unhurried,
	}
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx, args) }()
	e.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil || strings.Contains(e.log.String(), "level=ERROR") {
			e.t.Errorf("serve ended with %v; its log:\n%s", err, e.log.String())
		}
	})
	e.t.Cleanup(e.stop)
	select {
	case <-out.written: // the invite link: it is ready
	case err := <-done:
		e.t.Fatalf("serve ended with %v; its log:\n%s", err, e.log.String())
	}
	if door == "http" {
		if err := e.discord.SetEndpoint("/interactions"); err != nil {
			e.t.Fatal(err)
		}
	}
	e.discord.Await("corpus")
	e.door = door
}

// firstLine tells when something is written.
type firstLine struct {
	once    sync.Once
	written chan struct{}
}

func (w *firstLine) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.written) })
	return len(p), nil
}

// answeredOnce checks that whatever was done got one first response: over the
// gateway as one callback, over HTTP as the answer to the request, and no
// callback.
func (e *scenario) answeredOnce() {
	e.t.Helper()
	callbacks := map[string]int{}
	for _, r := range e.discord.Requests() {
		if parts := strings.Split(r.Path, "/"); len(parts) > 4 && parts[1] == "interactions" && parts[4] == "callback" {
			callbacks[parts[2]]++
		}
	}
	for i, it := range e.done {
		kind, err := it.Callback(e.t.Context())
		want := 1
		if e.sent[i] == "http" {
			want = 0
		}
		if err != nil || kind == 0 || callbacks[it.ID()] != want {
			e.t.Errorf("what was done %d. has the first response %d, %v, and %d callbacks, want one and %d", i+1, kind, err, callbacks[it.ID()], want)
		}
	}
	for id, n := range callbacks {
		if n > 1 {
			e.t.Errorf("interaction %s has %d first responses", id, n)
		}
	}
	for _, refused := range e.discord.Refusals() {
		if refused.Status != http.StatusTooManyRequests { // which is waited for
			e.t.Errorf("Discord refused %v", refused)
		}
	}
	if len(e.done) < len(e.actions) {
		e.t.Errorf("%d things were done, want one for each of %d at least", len(e.done), len(e.actions))
	}
	fmt.Fprintf(&e.transcript, "\n%d things were done, each with one first response.\n", len(e.done))
}
