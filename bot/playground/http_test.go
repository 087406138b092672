package playground_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"verbatim/bot"
	"verbatim/bot/command"
	"verbatim/bot/playground"
)

// shown serves a playground with a bot whose corpus is empty, and returns its
// URL.
func shown(t *testing.T) string {
	t.Helper()
	return shownWith(t, command.Options{Limits: bot.DefaultLimits()})
}

// shownWith is a playground that is being shown, with a bot that is made so.
func shownWith(t *testing.T, o command.Options) string {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	p, err := playground.Open(t.Context(), playground.Options{Addr: "127.0.0.1:0", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	o.Sender, o.Log = p, log
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx, command.New(o), nil) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	return p.Link()
}

// request sends a request whose headers are given, and returns the response with
// its body.
func request(t *testing.T, method, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if r.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(read)
}

// Only the page itself, or its reader's typing, gets anything: no name that
// leads to loopback, and no other site.
func TestForeignRequestsAreRefused(t *testing.T) {
	link := shown(t)
	_, port, err := net.SplitHostPort(strings.TrimSuffix(strings.TrimPrefix(link, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	own := "http://127.0.0.1:" + port
	const say = `{"Person":"1301","Channel":"1101","Content":"hello"}`
	tests := []struct {
		name, method, path, body string
		headers                  []string
		want                     int
	}{
		{"the page", "GET", "", "", nil, 200},
		{"the page, by the name localhost", "GET", "", "", []string{"Host", "localhost:" + port}, 200},
		{"the page, from a link elsewhere", "GET", "", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 200},
		{"an evidence page, from a link elsewhere", "GET", "evidence/", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 404},
		{"an evidence page, to another site's script", "GET", "evidence/", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"}, 403},
		{"an evidence page, by a rebound name", "GET", "evidence/", "", []string{"Host", "evil.example:" + port}, 421},
		{"the page's own request", "POST", "api/messages", say, []string{"Origin", own, "Sec-Fetch-Site", "same-origin"}, 200},
		{"the world, to the page", "GET", "api/world", "", []string{"Sec-Fetch-Site", "same-origin"}, 200},

		{"a rebound name", "GET", "", "", []string{"Host", "evil.example:" + port}, 421},
		{"a rebound name that looks like this machine's", "GET", "", "", []string{"Host", "127.0.0.1.evil.example:" + port}, 421},
		{"another port", "GET", "", "", []string{"Host", "127.0.0.1:1"}, 421},
		{"an address that is not loopback", "GET", "", "", []string{"Host", "192.0.2.1:" + port}, 421},
		{"a rebound name that reads", "GET", "api/world", "", []string{"Host", "evil.example:" + port, "Sec-Fetch-Site", "same-origin"}, 421},
		{"another origin that writes", "POST", "api/messages", say, []string{"Origin", "https://evil.example"}, 403},
		{"no origin that writes", "POST", "api/messages", say, []string{"Origin", "null"}, 403},
		{"the same site at another port", "POST", "api/messages", say, []string{"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"}, 403},
		{"another site that reads", "GET", "api/world", "", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"another site that listens", "GET", "api/events?person=1301", "", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"another site's frame", "GET", "", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, 403},
		{"another site's form", "POST", "", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp, body := request(t, tt.method, link+tt.path, tt.body, append(tt.headers, "Content-Type", "application/json")...)
			if resp.StatusCode != tt.want {
				t.Errorf("got status %d, %.200s, want %d", resp.StatusCode, body, tt.want)
			}
			if tt.want != 200 && strings.Contains(body, "commands") {
				t.Errorf("it tells of the commands: %.200s", body)
			}
		})
	}
}

// The page may run only its own files, and no other page may show it in a
// frame.
func TestThePolicyIsStrict(t *testing.T) {
	link := shown(t)
	for _, path := range []string{"", "assets/main.js", "api/world", "attachments/1/x.png", "nothing"} {
		resp, _ := request(t, "GET", link+path, "")
		policy := resp.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%q has the policy %q, want %s", path, policy, want)
			}
		}
		for _, loose := range []string{"unsafe", "*", "data:", "http"} {
			if strings.Contains(policy, loose) {
				t.Errorf("%q has the policy %q, which allows %s", path, policy, loose)
			}
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%q has the headers %v", path, resp.Header)
		}
	}
	_, body := request(t, "GET", link, "")
	for line := range strings.Lines(body) {
		for _, inline := range []string{" style=", " onclick=", " onload=", "<style", "javascript:"} {
			if strings.Contains(line, inline) {
				t.Errorf("the page has %s inline: %s", inline, line)
			}
		}
		if strings.Contains(line, "<script") && !strings.Contains(line, `src="assets/`) {
			t.Errorf("the page has a script inline: %s", line)
		}
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "evil.example:0", "127.0.0.1", "8080"} {
		p, err := playground.Open(t.Context(), playground.Options{Addr: addr, Log: slog.New(slog.DiscardHandler)})
		if err == nil {
			t.Errorf("%q is listened on, at %s", addr, p.Link())
		}
	}
}

// If the usual port is taken, another one is used.
func TestATakenPortIsNoHindrance(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", playground.DefaultAddr)
	if err == nil {
		defer func() { _ = taken.Close() }()
	} // else something else has it
	p, err := playground.Open(t.Context(), playground.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if p.Link() == "http://"+playground.DefaultAddr+"/" || !strings.HasPrefix(p.Link(), "http://127.0.0.1:80") {
		t.Errorf("it is at %s, want a port after that of %s", p.Link(), playground.DefaultAddr)
	}
	if _, err := playground.Open(t.Context(), playground.Options{Addr: playground.DefaultAddr, Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("an address that was asked for and is taken is opened")
	}
}

// A person sees neither messages that only another person sees, nor another
// person's channel.
func TestPeopleSeeTheirOwn(t *testing.T) {
	link := shown(t)
	if resp, body := request(t, "POST", link+"api/messages", `{"Person":"1301","Channel":"1101","Content":"hello"}`, "Content-Type", "application/json"); resp.StatusCode != 200 {
		t.Fatalf("nobody can write: %s", body)
	}
	for name, body := range map[string]string{
		"the bot":               `{"Person":"1002","Channel":"1101","Content":"hello"}`,
		"nobody":                `{"Person":"9","Channel":"1101","Content":"hello"}`,
		"a channel that is not": `{"Person":"1301","Channel":"9","Content":"hello"}`,
		"nothing":               `{"Person":"1301","Channel":"1101","Content":""}`,
		"too much":              `{"Person":"1301","Channel":"1101","Content":"` + strings.Repeat("x", 2001) + `"}`,
	} {
		if resp, said := request(t, "POST", link+"api/messages", body, "Content-Type", "application/json"); resp.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s writes: %d, %s", name, resp.StatusCode, said)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link+"api/events?person=1302", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var e struct {
			Type     string
			Messages []struct{ Content string }
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil || e.Type != "all" || len(e.Messages) != 1 || e.Messages[0].Content != "hello" {
			t.Errorf("the first event is %.300s, %v, want the message", data, err)
		}
		return
	}
	t.Errorf("no event came: %v", lines.Err())
}
