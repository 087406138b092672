package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/bot"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// unhurried is a grace by which serve opens its doors when its index is whole,
// however slow the machine: what tests ask first is in it.
const unhurried = 5 * time.Minute

// mainOnLoopback is main, but for the way to Discord: it leads to the test's.
func mainOnLoopback() {
	cli.OwnerOnly()
	ctx, stop := cli.UntilSignal(context.Background())
	p := cli.Program{Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Discord: rerouted(os.Getenv("DISCORDTEST_HOST")), Limits: bot.DefaultLimits()}
	p.Loopback = os.Getenv("DISCORDTEST_LOOPBACK") != ""
	p.Grace = unhurried
	p.Lease, _ = time.ParseDuration(os.Getenv("DISCORDTEST_LEASE")) // 0 where there is none
	err := p.Run(ctx, os.Args[1:])
	stop()
	os.Exit(cli.Exit(err, os.Stderr))
}

// rerouted sends every request to a host on loopback.
type rerouted string

func (r rerouted) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.URL.Scheme, request.URL.Host = "http", string(r)
	return http.DefaultTransport.RoundTrip(request)
}

// serving is "serve" as a process of its own, on a data folder.
func serving(t *testing.T, discord *discordtest.Server, data string, args ...string) (process *exec.Cmd, stderr *bytes.Buffer) {
	t.Helper()
	gateway, err := url.Parse(discord.GatewayURL())
	if err != nil {
		t.Fatal(err)
	}
	path, err := exec.LookPath("verbatim-on-loopback")
	if err != nil {
		t.Fatal(err)
	}
	stderr = new(bytes.Buffer)
	process = exec.Command(path, append([]string{"serve"}, args...)...)
	process.Env = append(os.Environ(), "DISCORDTEST_HOST="+gateway.Host, "DISCORD_TOKEN="+discord.Token(),
		"DISCORD_PUBLIC_KEY="+discord.PublicKey(),
		"VERBATIM_DATA="+data, "VERBATIM_LOG_LEVEL=debug")
	process.Stderr = stderr
	return process, stderr
}

// exitWithin is how long serve may take to end after a signal.
const exitWithin = 10 * time.Second

// startServing starts serve and waits until it is ready. The function that it
// returns ends it with a signal.
func startServing(t *testing.T, discord *discordtest.Server, data string, args ...string) (stop func(os.Signal) (status int, stderr string)) {
	t.Helper()
	process, stderr := serving(t, discord, data, args...)
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Process.Kill() }) // where stop was not reached
	ready, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || !strings.Contains(ready, "https://discord.com/") {
		t.Fatalf("it prints %q, %v, want the invite link; its log:\n%s", ready, err, stderr.String())
	}
	return func(signal os.Signal) (int, string) {
		t.Helper()
		if err := process.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		limit := time.AfterFunc(exitWithin, func() { _ = process.Process.Kill() }) // its status is -1 then
		defer limit.Stop()
		_ = process.Wait() // the status says it
		return process.ProcessState.ExitCode(), stderr.String()
	}
}

// A user in Discord reads what a person at the command line does.
func TestServe(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt one process")
	}
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	data := filepath.Join(t.TempDir(), "data")
	stop := startServing(t, discord, data)
	discord.Await("ask")
	second, told := serving(t, discord, data)
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		question string
		want     []string
		not      []string
	}{
		{"What did Iran say about delivering drones?", []string{"built-in article", "date unknown", "Reported, not verified", "attributed automatically"}, nil},
		{"Who wants coffee with the Iranian side?", []string{"have coffee with them", "Hossein Amirabdollahian", "built-in article"}, nil},
		{"What did the office in Dushanbe state?", []string{"does not export military equipment to third countries", "Foreign Ministry in Dushanbe"}, nil},
		{"What did the communications coordinator say about Iranian forces?", []string{"John Kirby", "the communications coordinator at the National Security Council"}, nil},
		{"Was a meeting cancelled at the last minute?", []string{"at the last minute", "Hossein Amirabdollahian"}, nil},
		{"Who severed diplomatic relationships with Tehran?", []string{"severed diplomatic relationships", "article’s own words"}, nil},
		{"best pizza in town", []string{"Nothing in the corpus answers"}, []string{"built-in article"}},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			reply := ann.Types("/ask question: " + tt.question).Reply()
			got := reply.Content
			if len(reply.Embeds) > 0 { // the best answer
				embed, err := json.Marshal(reply.Embeds[0])
				if err != nil {
					t.Fatal(err)
				}
				got += "\n" + string(embed)
			}
			plain := strings.NewReplacer("'", "’", `\\`, "").Replace(got)
			for _, want := range tt.want {
				if !strings.Contains(plain, want) {
					t.Errorf("ann reads %s\nwant %q in it", got, want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(plain, not) {
					t.Errorf("ann reads %s\nwant no %q in it", got, not)
				}
			}
		})
	}
	var names []string
	for _, c := range ann.Completes("ask", "speaker", "jo") {
		names = append(names, c.Name)
	}
	if !strings.Contains(strings.Join(names, "\n"), "John Kirby") {
		t.Errorf("the completions of \"jo\" are %q, want John Kirby among them", names)
	}
	_ = second.Wait() // the status says it
	if status := second.ProcessState.ExitCode(); status != cli.ExitFailed || !strings.Contains(told.String(), "in use by another verbatim process") {
		t.Errorf("a second serve on the folder: status %d, want %d and that the folder is in use; its log:\n%s", status, cli.ExitFailed, told)
	}
	importWhileServing(t, data, ann)
	status, stderr := stop(os.Interrupt)
	if status != cli.ExitDone {
		t.Errorf("after the signal: status %d, want %d; its log:\n%s", status, cli.ExitDone, stderr)
	}
	if !strings.Contains(stderr, "level=") || strings.Contains(stderr+told.String(), discord.Token()) {
		t.Errorf("want a log without the token, got:\n%s%s", stderr, told)
	}
}

// Over signed HTTP a user reads what they read over the gateway.
func TestServeOverHTTP(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt one process")
	}
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	listener := discord.Listen()
	address := listener.Addr().String()
	if err := listener.Close(); err != nil { // serve listens there
		t.Fatal(err)
	}
	stop := startServing(t, discord, t.TempDir(), "--http", address)
	if err := discord.SetEndpoint("/interactions"); err != nil {
		t.Fatal(err)
	}
	discord.Await("ask")
	reply := ann.Types("/ask question: What did Iran say about delivering drones?").Reply()
	if len(reply.Embeds) == 0 || !strings.Contains(reply.Embeds[0].Description, "built-in article") {
		t.Errorf("ann reads %+v, want a quote of the built-in article", reply)
	}
	if n := len(discord.Sessions()); n != 0 {
		t.Errorf("%d gateway sessions are open, want none", n)
	}
	if status, stderr := stop(os.Interrupt); status != cli.ExitDone || strings.Contains(stderr, discord.Token()) {
		t.Errorf("after the signal: status %d, want %d and a log without the token:\n%s", status, cli.ExitDone, stderr)
	}
}

// importWhileServing imports an article, which is answered with soon.
func importWhileServing(t *testing.T, data string, ann *discordtest.User) {
	t.Helper()
	const line = `{"id":"quay","title":"","text":"The harbour master said that the lighthouse will be painted in spring."}`
	if status, stdout, stderr := command(t, data, line, "corpus", "import", "-"); status != cli.ExitDone {
		t.Fatalf("import: status %d, %q, %q", status, stdout, stderr)
	}
	for patience := time.Now().Add(time.Minute); ; {
		reply := ann.Types("/ask question: When will the lighthouse be painted?").Reply()
		if len(reply.Embeds) > 0 && strings.Contains(reply.Embeds[0].Description, "painted in spring") {
			return
		}
		if time.Now().After(patience) {
			t.Fatalf("ann reads %q with %d quotes, want what was imported", reply.Content, len(reply.Embeds))
		}
	}
}

// SIGTERM, which supervisors send, ends it as an interrupt does.
func TestServeEndsOnSIGTERM(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	discord := discordtest.New(t)
	stop := startServing(t, discord, t.TempDir())
	if status, stderr := stop(syscall.SIGTERM); status != cli.ExitDone {
		t.Errorf("status %d, want %d within %v; its log:\n%s", status, cli.ExitDone, exitWithin, stderr)
	}
}

// Discord will not have a wrong token: the process says so and ends.
func TestServeWithAWrongToken(t *testing.T) {
	t.Parallel()
	discord := discordtest.New(t)
	discord.Tolerate(0)
	const token = "some.other.token"
	var out bytes.Buffer
	env := map[string]string{"DISCORD_TOKEN": token, "VERBATIM_DATA": t.TempDir()}
	p := cli.Program{
		Getenv: func(name string) string { return env[name] },
		Stdin:  strings.NewReader(""), Stdout: &out, Stderr: &out, Discord: discord.Transport(),
	}
	status := cli.Exit(p.Run(t.Context(), []string{"serve"}), &out)
	if status != cli.ExitSetUp || !strings.Contains(out.String(), "token") || strings.Contains(out.String(), token) {
		t.Errorf("status %d, %s, want %d and that the token is wrong", status, out.String(), cli.ExitSetUp)
	}
}
