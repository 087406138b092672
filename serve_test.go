package main

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
	"testing"

	"verbatim/bot/discordtest"
)

// mainOnLoopback is main, but for the way to Discord: it leads to the test's.
func mainOnLoopback() {
	ctx, stop := untilSignal(context.Background())
	p := program{getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, discord: rerouted(os.Getenv("DISCORDTEST_HOST"))}
	err := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(exit(err, os.Stderr))
}

// rerouted sends every request to a host on loopback.
type rerouted string

func (r rerouted) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.URL.Scheme, request.URL.Host = "http", string(r)
	return http.DefaultTransport.RoundTrip(request)
}

// startServing starts "serve" as a process of its own.
func startServing(t *testing.T, discord *discordtest.Server) (stop func() (status int, stderr string)) {
	t.Helper()
	gateway, err := url.Parse(discord.GatewayURL())
	if err != nil {
		t.Fatal(err)
	}
	path, err := exec.LookPath("verbatim-on-loopback")
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	serving := exec.Command(path, "serve")
	serving.Env = append(os.Environ(), "DISCORDTEST_HOST="+gateway.Host, "DISCORD_TOKEN="+discord.Token(),
		"VERBATIM_DATA="+filepath.Join(t.TempDir(), "data"))
	serving.Stderr = &stderr
	stdout, err := serving.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serving.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = serving.Process.Kill() }) // where stop was not reached
	ready, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || !strings.Contains(ready, "https://discord.com/") {
		t.Fatalf("it prints %q, %v, want the invite link; its log:\n%s", ready, err, stderr.String())
	}
	return func() (int, string) {
		t.Helper()
		if err := serving.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		_ = serving.Wait() // the status says it
		return serving.ProcessState.ExitCode(), stderr.String()
	}
}

// A user in Discord reads what a person at the command line does.
func TestServe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt one process")
	}
	discord := discordtest.New(t)
	ann := discord.Guild("Newsroom").Member("ann")
	stop := startServing(t, discord)
	discord.Await("ask")
	tests := []struct {
		question string
		want     []string
		not      []string
	}{
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
	if status, stderr := stop(); status != exitDone || strings.Contains(stderr, discord.Token()) {
		t.Errorf("after the signal: status %d, want %d; its log:\n%s", status, exitDone, stderr)
	}
}

// Discord will not have a wrong token: the process says so and ends.
func TestServeWithAWrongToken(t *testing.T) {
	discord := discordtest.New(t)
	discord.Tolerate(0)
	const token = "some.other.token"
	var out bytes.Buffer
	env := map[string]string{"DISCORD_TOKEN": token, "VERBATIM_DATA": t.TempDir()}
	p := program{
		getenv: func(name string) string { return env[name] },
		stdin:  strings.NewReader(""), stdout: &out, stderr: &out, discord: discord.Transport(),
	}
	status := exit(p.run(t.Context(), []string{"serve"}), &out)
	if status != exitFailed || !strings.Contains(out.String(), "token") || strings.Contains(out.String(), token) {
		t.Errorf("status %d, %s, want %d and that the token is wrong", status, out.String(), exitFailed)
	}
}
