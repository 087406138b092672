package e2e

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

// standsAt is a link from an answer to where it stands.
var standsAt = regexp.MustCompile(`\[where it stands\]\(https://verbatim\.example(/evidence/[^)#]+)#s-[^)]+\)`)

// An answer without a web page of its own links to where it stands, on the door
// that Discord uses, and goes on doing so after a restart.
func TestEvidenceOverHTTP(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt one process")
	}
	discord := discordtest.New(t)
	newsroom := discord.Guild("Newsroom")
	ann := newsroom.Member("ann")
	listener := discord.Listen()
	address := listener.Addr().String()
	if err := listener.Close(); err != nil { // serve listens there
		t.Fatal(err)
	}
	data := t.TempDir()
	const words = "The harbour master said that the lighthouse will be painted in spring."
	if status, _, stderr := command(t, data, words, "corpus", "add", "-", "--guild", newsroom.ID()); status != cli.ExitDone {
		t.Fatalf("add a text: status %d, %s", status, stderr)
	}
	var links []string
	serve := func(args ...string) (stop func(os.Signal) (int, string)) {
		stop = startServing(t, discord, data, append([]string{"--http", address}, args...)...)
		if err := discord.SetEndpoint("/interactions"); err != nil {
			t.Fatal(err)
		}
		discord.Await("ask")
		return stop
	}
	stop := serve("--evidence", "https://verbatim.example")
	for _, ask := range []struct{ question, stands string }{
		{"When will the lighthouse be painted?", "the lighthouse will be painted in spring"},
		{"Who wants coffee with the Iranian side?", "have coffee with them"},
	} {
		reply := ann.Types("/ask question: " + ask.question).Reply()
		if len(reply.Embeds) == 0 {
			t.Fatalf("ann reads %q without a quote", reply.Content)
		}
		link := standsAt.FindStringSubmatch(reply.Embeds[0].Description)
		if link == nil {
			t.Fatalf("ann reads %q, want a link to where it stands", reply.Embeds[0].Description)
		}
		links = append(links, link[1])
		if status, page := pageAt(t, address, link[1]); status != http.StatusOK || !strings.Contains(page, ask.stands) || strings.Contains(page, "<script") {
			t.Errorf("%s: status %d, want the article with %q:\n%s", link[1], status, ask.stands, page)
		}
	}
	if status, _ := pageAt(t, address, links[0][:len(links[0])/2]+"/"); status != http.StatusNotFound {
		t.Errorf("a link cut short: status %d, want 404", status)
	}
	stop(os.Interrupt)

	stop = serve("--evidence", "https://verbatim.example")
	if status, page := pageAt(t, address, links[0]); status != http.StatusOK || !strings.Contains(page, "painted in spring") {
		t.Errorf("after a restart: status %d, want the article", status)
	}
	stop(os.Interrupt)

	stop = serve()
	if status, page := pageAt(t, address, links[0]); status != http.StatusNotFound || strings.Contains(page, "lighthouse") {
		t.Errorf("without --evidence: status %d, want 404", status)
	}
	if reply := ann.Types("/ask question: When will the lighthouse be painted?").Reply(); strings.Contains(reply.Text(), "](") {
		t.Errorf("without --evidence ann reads a link: %s", reply.Text())
	}
	stop(os.Interrupt)
}

// pageAt reads a path of the door's.
func pageAt(t *testing.T, address, path string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}
