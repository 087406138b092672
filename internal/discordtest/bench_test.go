package discordtest_test

import (
	"net/http"
	"testing"

	"verbatim/internal/discordtest"
)

// BenchmarkInteraction measures the server's own cost for a test: a command
// that is typed, answered with two rows of components, validated and read.
func BenchmarkInteraction(b *testing.B) {
	c := newClient(b)
	if status, answer := c.do("PUT", c.commands(), askBody); status != http.StatusOK {
		b.Fatalf("register: %d %v", status, answer)
	}
	ann := c.discord.Guild("Newsroom").Member("ann")
	reply := `{"type":4,"data":{"content":"x","components":[` + row(buttons(0, 5)) + `,` + selectMenu(5, "") + `]}}`
	for b.Loop() {
		it := ann.Runs("ask", discordtest.Options{"question": "Who?"})
		if status, answer := c.do("POST", callbackPath(it), reply); status != http.StatusNoContent {
			b.Fatalf("callback: %d %v", status, answer)
		}
		if it.Reply().Content != "x" {
			b.Fatal("the reply is another")
		}
	}
}
