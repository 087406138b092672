package playground

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// maxMessages bounds the messages of a channel.
const maxMessages = 200

// asked identifies an interaction, for the messages that answer it.
type asked struct {
	id      string
	kind    discordgo.InteractionType
	person  person
	direct  bool                          // it comes from direct messages
	command *discordgo.ApplicationCommand // nil for components and modals
	name    string                        // the command's name, with its subcommands
}

// owners returns the installations of the bot through which the interaction
// came.
func (a *asked) owners() map[string]any {
	if a.direct {
		return map[string]any{"0": "0"}
	}
	return map[string]any{"0": GuildID}
}

// message is a message in its current state. Guarded by state.mu.
type message struct {
	id          string
	channel     string
	author      person
	only        string // the only person who sees it; "" for all
	content     string
	embeds      json.RawMessage // null or a list
	components  json.RawMessage // null or a list
	attachments []attachment
	flags       discordgo.MessageFlags
	created     time.Time
	edited      time.Time // zero if it was never edited
	answers     *asked    // the interaction that it answers; may be nil
}

// draft is the body of a message that the bot posts or edits. Absent fields do
// not change; null fields become empty.
type draft struct {
	Content     string                 `json:"content"`
	Embeds      json.RawMessage        `json:"embeds"`
	Components  json.RawMessage        `json:"components"`
	Flags       discordgo.MessageFlags `json:"flags"`
	Attachments []struct {
		ID          json.RawMessage `json:"id"` // of a file in the same request, or of an attachment to keep
		Description string          `json:"description"`
	} `json:"attachments"`
	has map[string]json.RawMessage
}

func readDraft(body []byte) (draft, error) {
	var d draft
	if err := json.Unmarshal(body, &d); err != nil {
		return d, fmt.Errorf("decode a message: %w", err)
	}
	if err := json.Unmarshal(body, &d.has); err != nil {
		return d, fmt.Errorf("decode a message: %w", err)
	}
	return d, nil
}

// described returns the alternative text of file number n, or "" if
// there is no such text.
func (d draft) described(n int) string {
	for _, a := range d.Attachments {
		if strings.Trim(string(a.ID), `"`) == fmt.Sprint(n) {
			return a.Description
		}
	}
	return ""
}

// apply applies the draft to the message. files are the new attachments. If the
// draft lists attachments, the others are removed.
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

// wire returns the message in the form of Discord's API.
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
	if i := m.answers; i != nil {
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

// resolved returns the embeds with the URLs of the attachments that they show,
// and the names of these, which are not shown a second time.
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

// stamp returns a time in the form of the API.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }
