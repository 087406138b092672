package discordtest_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/internal/discordtest"
)

// answers serves an endpoint until the test ends.
func answers(t *testing.T, discord *discordtest.Server, handle func(w http.ResponseWriter, genuine bool, body string)) {
	t.Helper()
	key, err := hex.DecodeString(discord.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		signature, bad := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if err != nil || bad != nil {
			t.Errorf("read the request: %v, %v", err, bad)
		}
		handle(w, ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), signature), string(body))
	})}
	listener := discord.Listen()
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close() // its answers were read
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve the endpoint: %v", err)
		}
	})
}

func say(w http.ResponseWriter, kind string, status int, body string) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// An endpoint that Discord would not take is not taken.
func TestEndpointsAreChecked(t *testing.T) {
	const pong, kind = `{"type":1}`, "application/json"
	tests := []struct {
		name   string
		handle func(w http.ResponseWriter, genuine bool)
		want   string
	}{
		{"a good one", func(w http.ResponseWriter, genuine bool) {
			if !genuine {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			say(w, kind, http.StatusOK, pong)
		}, ""},
		{"believes everybody", func(w http.ResponseWriter, _ bool) { say(w, kind, http.StatusOK, pong) }, "wrong signature"},
		{"believes nobody", func(w http.ResponseWriter, _ bool) { w.WriteHeader(http.StatusUnauthorized) }, "PONG"},
		{"answers as text", func(w http.ResponseWriter, _ bool) { say(w, "text/plain", http.StatusOK, pong) }, "PONG"},
		{"answers otherwise", func(w http.ResponseWriter, _ bool) { say(w, kind, http.StatusOK, `{"type":4}`) }, "PONG"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			everywhere(t, func(t *testing.T, discord *discordtest.Server) {
				answers(t, discord, func(w http.ResponseWriter, genuine bool, _ string) { tt.handle(w, genuine) })
				err := discord.SetEndpoint("/x")
				if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
					t.Errorf("got %v, want %q", err, tt.want)
				}
			})
		})
	}
}

// An endpoint's answer is checked like a callback.
func TestAnswersOfAnEndpointAreChecked(t *testing.T) {
	everywhere(t, func(t *testing.T, discord *discordtest.Server) {
		var reply atomic.Value
		reply.Store(`{"type":4,"data":{"content":""}}`)
		answers(t, discord, func(w http.ResponseWriter, genuine bool, body string) {
			switch {
			case !genuine:
				w.WriteHeader(http.StatusUnauthorized)
			case strings.Contains(body, `"type":1,`) && strings.Contains(body, `"token":"ping"`):
				say(w, "application/json", http.StatusOK, `{"type":1}`)
			default:
				say(w, "application/json", http.StatusOK, reply.Load().(string))
			}
		})
		if _, err := session(t, discord).ApplicationCommandBulkOverwrite(discord.ApplicationID(), "", []*discordgo.ApplicationCommand{askCommand}); err != nil {
			t.Fatal(err)
		}
		if err := discord.SetEndpoint("/x"); err != nil {
			t.Fatal(err)
		}
		ann := discord.Guild("Newsroom").Member("ann")
		discord.Tolerate(discordtest.CodeEmptyMessage)
		it := ann.Types("/ask question: Who?")
		if _, err := it.Callback(t.Context()); err == nil {
			t.Error("an empty message was taken")
		}
		if got := discord.Refusals(); len(got) != 1 || got[0].Code != discordtest.CodeEmptyMessage || got[0].Method != "ENDPOINT" {
			t.Errorf("refused %v, want the empty message", got)
		}
		reply.Store(`{"type":4,"data":{"content":"Somebody."}}`)
		if got := ann.Types("/ask question: Who?").Reply().Content; got != "Somebody." {
			t.Errorf("ann reads %q", got)
		}
	})
}
