package playground_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/corpus"
)

// gated finds one statement that may be drawn, as often as it is let through.
type gated chan struct{}

func (gated) Speakers(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) { return nil, nil }

func (gated) SpeakersOn(context.Context, corpus.Query) ([]corpus.SpeakerCount, error) {
	return nil, nil
}

func (gated) Context(context.Context, corpus.ContextQuery) (corpus.Context, error) {
	return corpus.Context{}, corpus.ErrNoStatement
}

func (g gated) Search(ctx context.Context, _ corpus.Query) (corpus.Found, error) {
	select {
	case <-g:
	case <-ctx.Done():
		return corpus.Found{}, ctx.Err()
	}
	const text = "“The ferry is broken,” Ada Winter said."
	return corpus.Found{Answers: []corpus.Answer{{
		ID: "s", Publisher: "The Pier", URL: "https://pier.example/ferry", Published: "2024-02-06", Origin: corpus.OriginFetched,
		Text: text, Span: corpus.Span{End: len(text)}, Kind: corpus.Direct, Quotes: []corpus.Span{{Start: 3, End: 23}},
		Cue: &corpus.Cue{Text: "said"}, Speaker: "Ada Winter", Certain: true,
	}}}, nil
}

// told is the part of a message that the page gets.
type told struct {
	ID         string
	Components []struct {
		Components []struct {
			Label    string
			CustomID string `json:"custom_id"`
		}
	}
	Attachments []struct{ Filename, Description string }
}

// button is the custom_id of the message's button of that label.
func (m told) button(t *testing.T, label string) string {
	t.Helper()
	for _, row := range m.Components {
		for _, c := range row.Components {
			if c.Label == label {
				return c.CustomID
			}
		}
	}
	t.Fatalf("the message has no button %q: %+v", label, m)
	return ""
}

// pictures are the messages with files that a page is told of from now on.
func pictures(t *testing.T, link string) <-chan told {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link+"api/events?person=1301", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	out, begun := make(chan told, 10), make(chan struct{})
	go func() {
		defer close(out)
		defer func() { _ = resp.Body.Close() }()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			var e struct {
				Type    string
				Message told
			}
			if !ok || json.Unmarshal([]byte(data), &e) != nil {
				continue
			}
			if e.Type == "all" {
				close(begun)
			}
			if len(e.Message.Attachments) > 0 {
				out <- e.Message
			}
		}
	}()
	<-begun
	return out
}

// acts does something as Mia and returns the type of the bot's first response,
// with the descriptions of files in it.
func acts(t *testing.T, link string, act map[string]any) (kind discordgo.InteractionResponseType, described string) {
	t.Helper()
	act["person"], act["channel"], act["locale"] = "1301", "1101", "en-US"
	body, err := json.Marshal(act)
	if err != nil {
		t.Fatal(err)
	}
	resp, raw := request(t, "POST", link+"api/interactions", string(body), "Content-Type", "application/json")
	var first struct {
		Response struct {
			Type discordgo.InteractionResponseType
			Data struct {
				Attachments []struct{ Description string }
			}
		}
		Refused string
	}
	if err := json.Unmarshal([]byte(raw), &first); err != nil || resp.StatusCode != http.StatusOK || first.Refused != "" {
		t.Fatalf("got %d, %s, %v", resp.StatusCode, raw, err)
	}
	for _, a := range first.Response.Data.Attachments {
		described += a.Description
	}
	return first.Response.Type, described
}

// However a picture arrives, the page gets its description: in the first
// response, in an edit of a deferred one, and in a follow-up.
func TestPicturesAreDescribed(t *testing.T) {
	const (
		plot = "ferry (statements): 2024-02: 1."
		card = "“The ferry is broken,” Ada Winter said.\n— Ada Winter\nThe Pier · 6 February 2024 · pier.example\nReported, not verified · attributed automatically"
	)
	gate := make(gated, 1)
	link := shownWith(t, command.Options{Search: gate})
	_, world := request(t, "GET", link+"api/world", "")
	var known struct{ Commands []struct{ ID, Name string } }
	if err := json.Unmarshal([]byte(world), &known); err != nil {
		t.Fatal(err)
	}
	timeline := map[string]any{"kind": "command", "options": []any{map[string]any{"name": "topic", "value": "ferry"}}}
	for _, c := range known.Commands {
		if c.Name == "timeline" {
			timeline["command"] = c.ID
		}
	}
	seen := pictures(t, link)
	next := func(name, description string) told {
		t.Helper()
		m, open := <-seen
		if !open || len(m.Attachments) != 1 || m.Attachments[0].Filename != name || m.Attachments[0].Description != description {
			t.Errorf("the page is told of %+v, want %s with the description\n%s", m, name, description)
		}
		return m
	}

	gate <- struct{}{}
	if kind, described := acts(t, link, timeline); kind != discordgo.InteractionResponseChannelMessageWithSource || described != plot {
		t.Errorf("the first response is of type %d and describes %q, want the message and %q", kind, described, plot)
	}
	m := next("timeline.png", plot)
	gate <- struct{}{}
	press := func() (discordgo.InteractionResponseType, string) {
		return acts(t, link, map[string]any{"kind": "component", "message": m.ID, "customID": m.button(t, "Share as picture")})
	}
	if kind, described := press(); kind != discordgo.InteractionResponseChannelMessageWithSource || described != card {
		t.Errorf("the first response is of type %d and describes %q, want the message and %q", kind, described, card)
	}
	next("quotation.png", card)

	if kind, _ := acts(t, link, timeline); kind != discordgo.InteractionResponseDeferredChannelMessageWithSource {
		t.Fatalf("the first response is of type %d, want that a message is announced", kind)
	}
	gate <- struct{}{}
	m = next("timeline.png", plot)
	if kind, _ := press(); kind != discordgo.InteractionResponseDeferredMessageUpdate {
		t.Fatalf("the first response is of type %d, want that more follows", kind)
	}
	gate <- struct{}{}
	if follows := next("quotation.png", card); follows.ID == m.ID {
		t.Error("the picture took the place of the answer")
	}
}
