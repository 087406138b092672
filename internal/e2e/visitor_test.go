package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"verbatim/internal/discordtest"
)

// visitor is somebody in the playground who has no browser: they use what its
// page uses.
type visitor struct {
	*listener
	t       *testing.T
	link    string // the page's address
	client  *http.Client
	world   world
	person  string // its id
	channel string // the id of that in which they act
}

// world is what always stands in the playground.
type world struct {
	People, Channels []struct{ ID, Name, Only string }
	Commands         []worldCommand
}

// worldCommand is a command that the bot registers, or an option of one.
type worldCommand struct {
	ID, Name     string
	Type         int
	Autocomplete bool
	Options      []worldCommand
}

// visit comes to the playground as somebody, and hears what happens there until
// the test ends.
func visit(t *testing.T, link, name string) *visitor {
	t.Helper()
	v := &visitor{t: t, link: link, client: &http.Client{Transport: &http.Transport{}}}
	v.get("api/world", &v.world)
	for _, p := range v.world.People {
		if p.Name == name {
			v.person = p.ID
		}
	}
	v.goes("general")
	ctx, leave := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, link+"api/events?person="+v.person, nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := v.client.Do(r)
	if err != nil || stream.StatusCode != http.StatusOK {
		t.Fatalf("hear what happens in the playground as %q: %v, %v", name, stream, err)
	}
	v.listener = newListener(stream.Body)
	t.Cleanup(func() {
		leave()
		<-v.left
		v.client.CloseIdleConnections()
	})
	v.await(t, "all that stands there", func() bool { return v.begun })
	return v
}

// get reads JSON of the page's.
func (v *visitor) get(path string, into any) {
	v.t.Helper()
	r, err := v.client.Get(v.link + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	if err := json.NewDecoder(r.Body).Decode(into); err != nil || r.StatusCode != http.StatusOK {
		v.t.Fatalf("get %s: %s, %v", path, r.Status, err)
	}
}

// goes leads to a channel.
func (v *visitor) goes(channel string) {
	v.t.Helper()
	v.channel = v.channelOf(channel)
}

// channelOf is the id of a channel of the server's, or of the visitor's direct
// messages with somebody, as "@NAME".
func (v *visitor) channelOf(name string) string {
	v.t.Helper()
	for _, c := range v.world.Channels {
		if c.Name == name && c.Only == "" || "@"+c.Name == name && c.Only == v.person {
			return c.ID
		}
	}
	v.t.Fatalf("the playground has no channel %q", name)
	return ""
}

// answered is the bot's first response to what a visitor did.
type answered struct {
	ID       string // the interaction's
	Refused  string
	Response struct {
		Type int
		Data struct {
			Components []discordtest.Component
		}
	}
	before int // messages that were heard before it
}

// acts does something, which Discord would let them do and the bot answers.
func (v *visitor) acts(kind string, what map[string]any) answered {
	v.t.Helper()
	v.mu.Lock()
	a := answered{before: len(v.messages)}
	v.mu.Unlock()
	what["kind"], what["person"], what["channel"], what["locale"] = kind, v.person, v.channel, "en-US"
	body, err := json.Marshal(what)
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := v.client.Post(v.link+"api/interactions", "application/json", bytes.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	said, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(said, &a)
	}
	if err != nil || r.StatusCode != http.StatusOK || a.Refused != "" {
		v.t.Fatalf("%s: %s %s, %v", body, r.Status, said, err)
	}
	return a
}

// begins runs a command; options are names with their values.
func (v *visitor) begins(command string, options ...any) answered {
	v.t.Helper()
	words := strings.Fields(command)
	id := ""
	for _, c := range v.world.Commands {
		if c.Name == words[0] {
			id = c.ID
		}
	}
	given := []map[string]any{}
	for i := 0; i+1 < len(options); i += 2 {
		given = append(given, map[string]any{"name": options[i], "value": options[i+1]})
	}
	return v.acts("command", map[string]any{"command": id, "path": words[1:], "options": given})
}

// runs sends a command and returns the reply.
func (v *visitor) runs(command string, options ...any) discordtest.Message {
	v.t.Helper()
	return v.reply(v.begins(command, options...), "")
}

// presses uses a message's button.
func (v *visitor) presses(m discordtest.Message, label string) answered {
	v.t.Helper()
	id := ""
	discordtest.Walk(m.Components, func(c discordtest.Component) bool {
		if c.Label == label {
			id = c.CustomID
		}
		return id == ""
	})
	if id == "" {
		v.t.Fatalf("there is no button %q in:\n%s", label, m.Text())
	}
	return v.acts("component", map[string]any{"message": m.ID, "customID": id})
}

// press presses a message's button and returns the reply, which may stand in the
// message's place.
func (v *visitor) press(m discordtest.Message, label string) discordtest.Message {
	v.t.Helper()
	return v.reply(v.presses(m, label), m.ID)
}

// submits fills in the window that was opened, and returns the reply.
func (v *visitor) submits(opened answered, values ...string) discordtest.Message {
	v.t.Helper()
	inputs := map[string]string{}
	discordtest.Walk(opened.Response.Data.Components, func(c discordtest.Component) bool {
		if c.Type == discordtest.TextInput && len(values) > len(inputs) {
			inputs[c.CustomID] = values[len(inputs)]
		}
		return true
	})
	if len(inputs) != len(values) {
		v.t.Fatalf("a window with %d inputs was opened, want %d", len(inputs), len(values))
	}
	return v.reply(v.acts("modal", map[string]any{"interaction": opened.ID, "inputs": inputs}), "")
}

// reply is the message that answers, once it stands: a new one, or what has
// become of the message with the id changed.
func (v *visitor) reply(a answered, changed string) (m discordtest.Message) {
	v.t.Helper()
	v.await(v.t, "a reply", func() bool {
		for _, h := range slices.Backward(v.messages[a.before:]) {
			if (h.by == a.ID || h.ID == changed) && !h.Loading() {
				m = h.Message
				return true
			}
		}
		return false
	})
	return m
}

// reads waits for a message in a channel that holds all of the words.
func (v *visitor) reads(channel string, words ...string) (m discordtest.Message) {
	v.t.Helper()
	id := v.channelOf(channel)
	v.await(v.t, strings.Join(words, " and ")+" in #"+channel, func() bool {
		for _, h := range v.messages {
			if h.ChannelID == id && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(h.Text(), w) }) {
				m = h.Message
				return true
			}
		}
		return false
	})
	return m
}

// asks puts a question until the answer holds a text: the index follows the store
// within two seconds.
func (v *visitor) asks(question, want string) discordtest.Message {
	v.t.Helper()
	var m discordtest.Message
	eventually(v.t, func() bool {
		m = v.runs("ask", "question", question)
		return strings.Contains(m.Text(), want)
	}, func() string { return "the answer " + m.Text() + " has no " + want })
	return m
}
