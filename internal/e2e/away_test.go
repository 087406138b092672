package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"verbatim/corpus/store/storetest"
	"verbatim/internal/cli"
	"verbatim/internal/discordtest"
)

const notNow = "cannot be reached just now"

// While PostgreSQL is away, however it is, questions are answered as before,
// and what would change the corpus says that it cannot be done now. When it is
// back everything catches up in the same process.
func TestServeWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long, and is left out with -short")
	}
	server := storetest.Postgres(t)
	ways := []struct {
		name       string
		away, back func(*storetest.Proxy)
	}{
		{"it refuses", (*storetest.Proxy).Refuse, (*storetest.Proxy).Restore},
		{"the network swallows everything", (*storetest.Proxy).Swallow, (*storetest.Proxy).Restore},
		{"the server is stopped", func(*storetest.Proxy) { server.Stop(t) }, func(*storetest.Proxy) { server.Start(t) }},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			if way.name == "the server is stopped" && !server.Ours() {
				t.Skip("the server is somebody else's and is not stopped")
			}
			database := server.Database(t)
			proxy := server.Proxy(t, database)
			discord := discordtest.New(t)
			here := discord.Guild("Newsroom")
			ann := here.Member("ann", discordtest.Permissions(discordtest.ManageGuild))
			bob := here.Member("bob")
			n := &newsroom{t: t, discord: discord, data: filepath.Join(t.TempDir(), "data"), store: proxy.URL(), faulty: true}
			n.start()
			ann.Submits(ann.Types("/corpus add text").Modal(), map[string]string{
				"Title": "Notes", "Text": "“The lighthouse at Greenhaven will be lit again,” said Ada Winter, the harbour master.",
			}).Reply()
			const question = "What about the lighthouse at Greenhaven?"
			n.asks(bob, question, []string{"Ada Winter"}, nil)
			ann.Runs("settings", discordtest.Options{"answers": 1}).Reply()
			before := n.asks(bob, question, []string{"Ada Winter"}, nil)

			way.away(proxy)
			for range 2 {
				if got := bob.Types("/ask question: " + question).Reply(); got.Text() != before.Text() {
					t.Errorf("bob reads\n%s\nwant, as before\n%s", got.Text(), before.Text())
				}
			}
			for _, told := range []*discordtest.Interaction{
				ann.Types("/corpus list"), ann.Runs("settings", discordtest.Options{"answers": 3}), ann.Types("/watch topic: quays"),
			} {
				n.said(told.Reply(), notNow)
			}
			n.said(bob.Types("/ask question: "+question).Reply(), "Ada Winter")
			way.back(proxy)

			const line = `{"id":"quay","title":"","text":"The harbour master said that the quay will be painted in spring."}`
			if status, stdout, stderr := command(t, filepath.Join(t.TempDir(), "other"), line, "corpus", "import", "--store", database, "-"); status != cli.ExitDone {
				t.Fatalf("import: status %d, %q, %q", status, stdout, stderr)
			}
			n.asks(bob, "When will the quay be painted?", []string{"painted in spring"}, nil)
			if got := ann.Types("/corpus list").Reply(); strings.Contains(got.Text(), notNow) {
				t.Errorf("when it is back ann reads\n%s", got.Text())
			}
		})
	}
}
