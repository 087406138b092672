package e2e

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/internal/discordtest"
)

// listener hears what a playground tells a page, from when it came on.
type listener struct {
	left chan struct{} // closed when it is told no more

	mu        sync.Mutex    // guards what follows
	changed   chan struct{} // closed when something is told, and made anew
	begun     bool          // it was told what stood there
	messages  []heardMessage
	exchanges []exchange
	refused   []string // what the bot sent that Discord would not have taken
}

// heardMessage is a message as it stood when it was told.
type heardMessage struct {
	discordtest.Message
	by string // the interaction that made it
}

// exchange is something that a person did, as the bot was told of it; of what
// the bot sends by itself the type is 0.
type exchange struct {
	ID, Who, What string
	Interaction   struct {
		Type int
		Data struct {
			Type     int
			Name     string
			CustomID string `json:"custom_id"`
			Options  []interactionOption
		}
	}
}

type interactionOption struct {
	Name    string
	Type    int
	Focused bool
	Options []interactionOption
}

// newListener hears a stream of events until it ends.
func newListener(stream io.ReadCloser) *listener {
	l := &listener{left: make(chan struct{}), changed: make(chan struct{})}
	go func() {
		defer close(l.left)
		defer func() { _ = stream.Close() }()
		lines := bufio.NewReader(stream)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				l.hear([]byte(data))
			}
		}
	}()
	return l
}

func (l *listener) hear(data []byte) {
	var e struct {
		Type     string
		Message  json.RawMessage
		Exchange json.RawMessage
		Reply    struct{ What, Refused string }
	}
	if err := json.Unmarshal(data, &e); err != nil {
		panic(err) // the page reads it as JSON too
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e.Type {
	case "all":
		l.begun = true
	case "message":
		l.messages = append(l.messages, readMessage(e.Message))
	case "exchange":
		var x exchange
		if err := json.Unmarshal(e.Exchange, &x); err != nil {
			panic(err)
		}
		l.exchanges = append(l.exchanges, x)
	case "reply":
		if e.Reply.Refused != "" {
			l.refused = append(l.refused, e.Reply.What+": "+e.Reply.Refused)
		}
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

// readMessage reads a message as the API has it.
func readMessage(raw []byte) heardMessage {
	var m struct {
		ID         string
		ChannelID  string `json:"channel_id"`
		Content    string
		Author     struct{ Username string }
		Embeds     []discordtest.Embed
		Components []discordtest.Component
		Flags      int
		By         struct{ ID string } `json:"interaction_metadata"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		panic(err)
	}
	return heardMessage{discordtest.Message{
		ID: m.ID, ChannelID: m.ChannelID, Author: m.Author.Username, Content: m.Content, Embeds: m.Embeds, Components: m.Components, Flags: m.Flags,
	}, m.By.ID}
}

// await waits until something that was told is there.
func (l *listener) await(t *testing.T, what string, there func() bool) {
	t.Helper()
	late := time.After(browserPatience / 2)
	for ended := ""; ; {
		l.mu.Lock()
		is, changed, texts := there(), l.changed, ""
		if !is {
			for _, m := range l.messages[max(0, len(l.messages)-3):] {
				texts += "\n" + m.Text()
			}
		}
		l.mu.Unlock()
		if is {
			return
		}
		if ended != "" {
			t.Fatalf("%s was not heard %s; the last messages:%s", what, ended, texts)
		}
		select {
		case <-changed:
		case <-l.left:
			ended = "before the playground ended"
		case <-late:
			ended = "in time"
		}
	}
}

// eventually tries something until it holds.
func eventually(t *testing.T, holds func() bool, why func() string) {
	t.Helper()
	late := time.After(browserPatience / 2)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal(why())
		}
	}
}
