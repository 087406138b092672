package playground

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"log/slog"
	"mime"
	"path"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// state is everything that the page shows, and the bot's side of it. Its
// methods without a lock of their own are called with mu held.
type state struct {
	log  *slog.Logger
	base string // the page's URL, without the final slash

	mu           sync.Mutex // guards the fields below
	commands     []*discordgo.ApplicationCommand
	messages     map[string][]*message // by channel, the oldest first
	interactions ring[*interaction]
	files        files
	traffic      ring[*exchange]
	nonces       ring[*posted]
	viewers      map[*viewer]struct{}
	lastID       int64
	closed       bool
}

func newState(base string, log *slog.Logger) *state {
	return &state{
		log: log, base: base,
		messages: map[string][]*message{}, viewers: map[*viewer]struct{}{},
		interactions: ring[*interaction]{most: maxInteractions},
		traffic:      ring[*exchange]{most: maxTraffic},
		nonces:       ring[*posted]{most: maxNonces},
	}
}

// nonceLife is how long a message's nonce is remembered, and maxNonces how many
// are.
const (
	nonceLife = 5 * time.Minute
	maxNonces = 500
)

// posted is a message that was posted with a nonce.
type posted struct {
	nonce string
	id    string
	at    time.Time
}

// introduce stores the bot's commands as if Discord had registered them.
func (s *state) introduce(commands []*discordgo.ApplicationCommand) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = nil
	for i, c := range commands {
		registered := *c
		registered.ID, registered.ApplicationID = strconv.Itoa(firstCommand+i), botID
		registered.Version = registered.ID
		registered.Type = cmp.Or(c.Type, discordgo.ChatApplicationCommand)
		s.commands = append(s.commands, &registered)
	}
}

// epoch is the moment from which Discord's ids count, in Unix milliseconds.
const epoch = 1420070400000

// newID returns an id with the time when it is made, as Discord does. The caller
// holds mu.
func (s *state) newID() string {
	const counted = 22 // bits below the milliseconds
	s.lastID = max(s.lastID+1, (time.Now().UnixMilli()-epoch)<<counted)
	return strconv.FormatInt(s.lastID, 10)
}

// tell sends an event to the pages. in is the channel where it happened ("" for
// any), and only is the one person who may see it ("" for all). The caller
// holds mu.
func (s *state) tell(in, only string, e event) {
	if c, ok := channelOf(in); ok && c.only != "" {
		only = c.only
	}
	raw, err := json.Marshal(e)
	if err != nil {
		s.log.Error("cannot encode an event for the playground", "error", err)
		return
	}
	for v := range s.viewers {
		if only != "" && v.person != only {
			continue
		}
		select {
		case v.events <- raw:
		default: // too slow: it starts over
			delete(s.viewers, v)
			close(v.events)
		}
	}
}

// view adds a viewer, whose first event is everything there is now. It returns
// nil if there are too many viewers.
func (s *state) view(who person) (*viewer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.viewers) >= maxViewers {
		return nil, nil
	}
	messages := []any{}
	for _, c := range channels() {
		if c.only != "" && c.only != who.id {
			continue
		}
		for _, m := range s.messages[c.id] {
			if m.only == "" || m.only == who.id {
				messages = append(messages, m.wire(s.base))
			}
		}
	}
	raw, err := json.Marshal(event{"type": "all", "messages": messages, "traffic": s.traffic.all})
	if err != nil {
		return nil, fmt.Errorf("encode the contents of the playground: %w", err)
	}
	v := &viewer{person: who.id, events: make(chan []byte, maxBehind)}
	v.events <- raw
	s.viewers[v] = struct{}{}
	return v, nil
}

func (s *state) forget(v *viewer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.viewers, v)
}

// dismissViewers ends the events of all pages, for good.
func (s *state) dismissViewers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for v := range s.viewers {
		delete(s.viewers, v)
		close(v.events)
	}
}

// keep stores a file. The caller holds mu.
func (s *state) keep(name, contentType, description string, data []byte) attachment {
	if contentType == "" {
		contentType = mime.TypeByExtension(path.Ext(name))
	}
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	a := attachment{id: s.newID(), name: name, contentType: contentType, description: description, size: len(data)}
	if seen, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		a.width, a.height = seen.Width, seen.Height
	}
	s.files.add(file{a, data})
	return a
}

// keepAll stores the files that came with a draft. The caller holds mu.
func (s *state) keepAll(sent []file, d draft) []attachment {
	var out []attachment
	for i, f := range sent {
		out = append(out, s.keep(f.name, f.contentType, d.described(i), f.data))
	}
	return out
}

// post adds a message to its channel and shows it. The channel's oldest
// messages make room. The caller holds mu.
func (s *state) post(m *message) {
	all := append(s.messages[m.channel], m)
	for len(all) > maxMessages {
		s.drop(all[0])
		all = append(all[:0:0], all[1:]...)
	}
	s.messages[m.channel] = all
	s.show(m)
}

// drop removes a message's files and tells the page that it is gone. The caller
// holds mu.
func (s *state) drop(m *message) {
	for _, a := range m.attachments {
		s.files.forget(a.id)
	}
	s.tell(m.channel, m.only, event{"type": "gone", "id": m.id, "channel_id": m.channel})
}

// show shows a message in its current state. The caller holds mu.
func (s *state) show(m *message) {
	s.tell(m.channel, m.only, event{"type": "message", "message": m.wire(s.base)})
}

// remove removes a message. The caller holds mu.
func (s *state) remove(m *message) {
	s.messages[m.channel] = slices.DeleteFunc(s.messages[m.channel], func(have *message) bool { return have == m })
	s.drop(m)
}

// seen finds a message that a person sees in a channel, or returns nil. The
// caller holds mu.
func (s *state) seen(who, in, id string) *message {
	for _, m := range s.messages[in] {
		if m.id == id && (m.only == "" || m.only == who) {
			return m
		}
	}
	return nil
}

// isShown reports whether the message has not been removed. The caller holds
// mu.
func (s *state) isShown(m *message) bool { return slices.Contains(s.messages[m.channel], m) }

// begin returns a new interaction. The caller holds mu.
func (s *state) begin(kind discordgo.InteractionType, who person, in channel, locale string) *interaction {
	i := &interaction{
		asked:   asked{id: s.newID(), kind: kind, person: who, direct: in.only != ""},
		channel: in, locale: locale, created: time.Now(), first: make(chan answered, 1),
	}
	i.token = base64.RawURLEncoding.EncodeToString([]byte("interaction:" + i.id + ":" + botID + ":" + who.id))
	return i
}

// newReply returns an empty message that answers an interaction. The caller
// holds mu.
func (s *state) newReply(i *interaction, flags discordgo.MessageFlags) *message {
	verbatim, _ := personOf(botID)
	m := &message{id: s.newID(), channel: i.channel.id, author: verbatim, created: time.Now(), answers: &i.asked}
	if flags&discordgo.MessageFlagsEphemeral != 0 {
		m.only, m.flags = i.person.id, discordgo.MessageFlagsEphemeral
	}
	return m
}

// amend applies a draft to a message and shows it. The caller holds mu.
func (s *state) amend(m *message, d draft, sent []file) {
	loading := m.flags&discordgo.MessageFlagsLoading != 0
	m.flags &^= discordgo.MessageFlagsLoading
	m.apply(d, s.keepAll(sent, d))
	if !loading {
		m.edited = time.Now()
	}
	if s.isShown(m) {
		s.show(m)
	}
}

// record records an interaction. The caller holds mu.
func (s *state) record(i *interaction, raw []byte) *exchange {
	what := i.name
	switch {
	case i.kind == discordgo.InteractionApplicationCommandAutocomplete:
		what = "completes /" + what
	case i.kind == discordgo.InteractionModalSubmit:
		what = "submits " + what
	case i.kind == discordgo.InteractionMessageComponent:
		what = "uses " + what
	case i.command.Type == discordgo.MessageApplicationCommand:
		what = "Apps › " + what
	default:
		what = "/" + what
	}
	return s.exchanged(&exchange{ID: i.id, At: i.created, Who: i.person.name, What: what, Interaction: raw, Replies: []sending{}})
}

// unasked records that the bot sends a message by itself. The caller holds mu.
func (s *state) unasked(what string) *exchange {
	return s.exchanged(&exchange{ID: s.newID(), At: time.Now(), Who: "Verbatim", What: what, Interaction: json.RawMessage("null"), Replies: []sending{}})
}

func (s *state) exchanged(e *exchange) *exchange {
	s.traffic.add(e)
	s.tell("", "", event{"type": "exchange", "exchange": *e})
	return e
}

// replied records a request of the bot. The caller holds mu.
func (s *state) replied(e *exchange, what string, raw []byte, files []file, err error) {
	one := sending{At: time.Now(), What: what, Body: raw}
	for _, f := range files {
		one.Files = append(one.Files, f.name)
	}
	if err != nil {
		one.Refused = err.Error()
	}
	if len(e.Replies) == maxReplies {
		e.Replies = append(e.Replies[:0:0], e.Replies[1:]...)
	}
	e.Replies = append(e.Replies, one)
	s.tell("", "", event{"type": "reply", "exchange": e.ID, "reply": one})
}
