package playground

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// maxMessages is how many messages a channel keeps.
const maxMessages = 200

// message is a message as it stands. Guarded by Playground.mu.
type message struct {
	id          string
	channel     string
	author      person
	only        string // the person who alone sees it, "" for everybody
	content     string
	embeds      json.RawMessage // null or a list
	components  json.RawMessage // null or a list
	attachments []attachment
	flags       discordgo.MessageFlags
	created     time.Time
	edited      time.Time    // zero where it was not
	interaction *interaction // that it answers, nil for none
}

// draft is the body of a message, as the bot posts or patches it. Fields that
// are absent stay as they are, and those that are null are emptied.
type draft struct {
	Content     string                 `json:"content"`
	Embeds      json.RawMessage        `json:"embeds"`
	Components  json.RawMessage        `json:"components"`
	Flags       discordgo.MessageFlags `json:"flags"`
	Attachments []struct {
		ID          json.RawMessage `json:"id"` // of a file in the same request, or of an attachment that is kept
		Description string          `json:"description"`
	} `json:"attachments"`
	has map[string]json.RawMessage
}

func readDraft(body []byte) (draft, error) {
	var d draft
	if err := json.Unmarshal(body, &d); err != nil {
		return d, fmt.Errorf("read a message: %w", err)
	}
	if err := json.Unmarshal(body, &d.has); err != nil {
		return d, fmt.Errorf("read a message: %w", err)
	}
	return d, nil
}

// described is the alternative text of the file of that number, "" for none.
func (d draft) described(n int) string {
	for _, a := range d.Attachments {
		if strings.Trim(string(a.ID), `"`) == fmt.Sprint(n) {
			return a.Description
		}
	}
	return ""
}

// apply writes the draft over the message; files are what came along. What was
// attached stays unless the draft lists what stays.
func (m *message) apply(d draft, files []attachment) {
	if _, ok := d.has["content"]; ok {
		m.content = d.Content
	}
	if _, ok := d.has["embeds"]; ok {
		m.embeds = d.Embeds
	}
	if _, ok := d.has["components"]; ok {
		m.components = d.Components
	}
	if listed, ok := d.has["attachments"]; ok && string(listed) != "null" {
		m.attachments = slices.DeleteFunc(m.attachments, func(have attachment) bool {
			return !slices.ContainsFunc(d.Attachments, func(kept struct {
				ID          json.RawMessage `json:"id"`
				Description string          `json:"description"`
			}) bool {
				return strings.Trim(string(kept.ID), `"`) == have.id
			})
		})
	}
	const settable = discordgo.MessageFlagsSuppressEmbeds
	m.flags |= d.Flags & settable
	m.attachments = append(m.attachments, files...)
}

// wire is the message as the API has it.
func (m *message) wire(base string) map[string]any {
	embeds, shown := m.resolved(base)
	attachments := []any{}
	for _, a := range m.attachments {
		if !shown[a.name] {
			attachments = append(attachments, a.wire(base))
		}
	}
	w := map[string]any{
		"id": m.id, "channel_id": m.channel, "type": discordgo.MessageTypeDefault, "content": m.content, "author": m.author.wire(),
		"embeds": embeds, "components": list(m.components), "flags": m.flags, "attachments": attachments,
		"timestamp": stamp(m.created), "edited_timestamp": nil, "tts": false, "pinned": false,
		"mention_everyone": false, "mentions": []any{}, "mention_roles": []any{},
	}
	if !m.edited.IsZero() {
		w["edited_timestamp"] = stamp(m.edited)
	}
	if m.author.bot {
		w["application_id"] = m.author.id
	}
	if i := m.interaction; i != nil {
		w["type"] = discordgo.MessageTypeChatInputCommand
		w["interaction_metadata"] = map[string]any{
			"id": i.id, "type": i.kind, "user": i.person.wire(), "authorizing_integration_owners": i.owners(),
		}
		if i.command != nil && i.command.Type == discordgo.MessageApplicationCommand {
			w["type"] = discordgo.MessageTypeContextMenuCommand
		}
		if i.command != nil {
			w["interaction"] = map[string]any{"id": i.id, "type": i.kind, "name": i.name, "user": i.person.wire()}
		}
	}
	return w
}

// resolved is the embeds with the addresses of the files that they show, which
// are not shown a second time.
func (m *message) resolved(base string) (any, map[string]bool) {
	shown := map[string]bool{}
	var embeds []map[string]any
	if err := json.Unmarshal(list(m.embeds), &embeds); err != nil {
		return list(m.embeds), shown
	}
	for _, e := range embeds {
		e["type"] = "rich"
		for _, part := range []string{"image", "thumbnail"} {
			picture, _ := e[part].(map[string]any)
			url, _ := picture["url"].(string)
			name, attached := strings.CutPrefix(url, "attachment://")
			i := slices.IndexFunc(m.attachments, func(a attachment) bool { return a.name == name })
			if !attached || i < 0 {
				continue
			}
			shown[name] = true
			a := m.attachments[i]
			picture["url"], picture["proxy_url"] = a.url(base), a.url(base)
			picture["width"], picture["height"] = a.width, a.height
			if a.description != "" {
				picture["description"] = a.description
			}
		}
	}
	if embeds == nil {
		embeds = []map[string]any{}
	}
	return embeds, shown
}

// list is a list of JSON that is never null.
func list(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return json.RawMessage("[]")
	}
	return raw
}

// stamp is a time as the API writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

// post adds a message to its channel and shows it; old ones make room. The
// caller holds mu.
func (p *Playground) post(m *message) {
	all := append(p.messages[m.channel], m)
	for len(all) > maxMessages {
		p.drop(all[0])
		all = append(all[:0:0], all[1:]...)
	}
	p.messages[m.channel] = all
	p.show(m)
}

// drop forgets a message's files and tells the page that it is gone. The caller
// holds mu.
func (p *Playground) drop(m *message) {
	for _, a := range m.attachments {
		p.files.forget(a.id)
	}
	p.tell(m.channel, m.only, event{"type": "gone", "id": m.id, "channel_id": m.channel})
}

// show shows a message as it stands now. The caller holds mu.
func (p *Playground) show(m *message) {
	p.tell(m.channel, m.only, event{"type": "message", "message": m.wire(p.base)})
}

// remove takes a message away. The caller holds mu.
func (p *Playground) remove(m *message) {
	p.messages[m.channel] = slices.DeleteFunc(p.messages[m.channel], func(have *message) bool { return have == m })
	p.drop(m)
}

// seen finds a message that somebody sees in a channel, nil where there is none.
// The caller holds mu.
func (p *Playground) seen(who, in, id string) *message {
	for _, m := range p.messages[in] {
		if m.id == id && (m.only == "" || m.only == who) {
			return m
		}
	}
	return nil
}

// stands reports whether the message has not been taken away. The caller holds
// mu.
func (p *Playground) stands(m *message) bool { return slices.Contains(p.messages[m.channel], m) }
