package discordtest

import (
	"encoding/json"
	"slices"
	"time"
)

// Message flags.
const (
	FlagSuppressEmbeds        = 1 << 2
	FlagEphemeral             = 1 << 6
	FlagLoading               = 1 << 7
	FlagSuppressNotifications = 1 << 12
	FlagComponentsV2          = 1 << 15
)

// Message is a message at one moment.
type Message struct {
	ID         string
	ChannelID  string
	Author     string // name
	Content    string // with its markdown
	Embeds     []Embed
	Components []Component
	Files      []File
	Flags      int
	Created    time.Time
	Edited     bool
	Deleted    bool
	Pings      Pings
	names      map[string]string // of the users, roles and channels that it may mention
}

// Ephemeral reports whether only one user can see the message.
func (m Message) Ephemeral() bool { return m.Flags&FlagEphemeral != 0 }

// Loading reports whether the message only says that the bot is thinking.
func (m Message) Loading() bool { return m.Flags&FlagLoading != 0 }

// Pings says who was notified. Edits count too, although Discord does not
// notify anyone of them.
type Pings struct {
	Everyone bool
	Users    []string // ids
	Roles    []string // ids
}

// None reports whether no one was pinged.
func (p Pings) None() bool { return !p.Everyone && len(p.Users) == 0 && len(p.Roles) == 0 }

// File is an attachment.
type File struct {
	Name        string
	Content     []byte
	Description string // its alternative text
}

// Embed is an embed as the bot sent it.
type Embed struct {
	Type        string       `json:"type,omitempty"`
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	URL         string       `json:"url,omitempty"`
	Timestamp   string       `json:"timestamp,omitempty"`
	Color       int          `json:"color,omitempty"`
	Author      *EmbedAuthor `json:"author,omitempty"`
	Fields      []EmbedField `json:"fields,omitempty"`
	Footer      *EmbedFooter `json:"footer,omitempty"`
	Image       *EmbedImage  `json:"image,omitempty"`
	Thumbnail   *EmbedImage  `json:"thumbnail,omitempty"`
}

// EmbedAuthor is the line above an embed's title.
type EmbedAuthor struct {
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedField is a field of an embed.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline,omitempty"`
}

// EmbedFooter is the line below an embed.
type EmbedFooter struct {
	Text    string `json:"text"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedImage is an embed's image or thumbnail.
type EmbedImage struct {
	URL string `json:"url"`
}

// Component types.
const (
	ActionRow       = 1
	Button          = 2
	StringSelect    = 3
	TextInput       = 4
	UserSelect      = 5
	RoleSelect      = 6
	MentionSelect   = 7
	ChannelSelect   = 8
	Section         = 9
	TextDisplay     = 10
	Thumbnail       = 11
	MediaGallery    = 12
	FileComponent   = 13
	Separator       = 14
	Container       = 17
	Label           = 18
	ButtonStyleLink = 5
	ButtonPremium   = 6
)

// Component is a component of a message or a modal, of any type.
type Component struct {
	Type        int            `json:"type"`
	CustomID    string         `json:"custom_id,omitempty"`
	Style       int            `json:"style,omitempty"`
	Label       string         `json:"label,omitempty"`
	Description string         `json:"description,omitempty"`
	URL         string         `json:"url,omitempty"`
	Disabled    bool           `json:"disabled,omitempty"`
	Emoji       *Emoji         `json:"emoji,omitempty"`
	Content     string         `json:"content,omitempty"` // of a text display
	Placeholder string         `json:"placeholder,omitempty"`
	Value       string         `json:"value,omitempty"`
	Required    *bool          `json:"required,omitempty"`
	MinValues   *int           `json:"min_values,omitempty"`
	MaxValues   *int           `json:"max_values,omitempty"`
	MinLength   *int           `json:"min_length,omitempty"`
	MaxLength   *int           `json:"max_length,omitempty"`
	Options     []SelectOption `json:"options,omitempty"`
	Components  []Component    `json:"components,omitempty"`
	Component   *Component     `json:"component,omitempty"` // of a label
	Accessory   *Component     `json:"accessory,omitempty"` // of a section
}

// Emoji is a Unicode emoji by its name, or a custom emoji by its id.
type Emoji struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// SelectOption is an option of a select menu.
type SelectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *Emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// Walk calls visit for each component and the components inside it, in reading
// order, until visit returns false.
func Walk(components []Component, visit func(Component) bool) bool {
	for _, c := range components {
		if !visit(c) || !Walk(c.Components, visit) {
			return false
		}
		if c.Component != nil && !Walk([]Component{*c.Component}, visit) {
			return false
		}
		if c.Accessory != nil && !Walk([]Component{*c.Accessory}, visit) {
			return false
		}
	}
	return true
}

// message is a message that changes. Guarded by Server.mu.
type message struct {
	Message
	channel     *Channel
	author      *person
	only        string       // the only user who sees it; "" if all do
	interaction *Interaction // nil if it does not answer an interaction
}

// draft is the body of a message that is posted or edited. Absent fields do not
// change.
type draft struct {
	Content         *string          `json:"content"`
	Embeds          *[]Embed         `json:"embeds"`
	Components      *[]Component     `json:"components"`
	Flags           *int             `json:"flags"`
	AllowedMentions *allowedMentions `json:"allowed_mentions"`
	Attachments     *[]attachment    `json:"attachments"`
	Nonce           any              `json:"nonce"`
	EnforceNonce    bool             `json:"enforce_nonce"`
}

// apply applies the draft to the message. The caller holds mu.
func (m *message) apply(d draft, files []File) {
	if d.Content != nil {
		m.Content = *d.Content
	}
	if d.Embeds != nil {
		m.Embeds = *d.Embeds
	}
	if d.Components != nil {
		m.Components = *d.Components
	}
	if d.Flags != nil {
		m.Flags |= *d.Flags &^ (FlagEphemeral | FlagLoading)
	}
	m.attach(d.Attachments, files)
	m.Pings.add(pings(m.text(), d.AllowedMentions))
}

// text returns the text in which mentions can ping: embeds never ping.
func (m *message) text() string {
	text := m.Content
	Walk(m.Components, func(c Component) bool {
		if c.Type == TextDisplay {
			text += "\n" + c.Content
		}
		return true
	})
	return text
}

func (m *message) empty() bool {
	return m.Content == "" && len(m.Embeds) == 0 && len(m.Components) == 0 && len(m.Files) == 0
}

// snapshot returns a copy for a test. The caller holds mu.
func (m *message) snapshot() Message {
	out := m.Message
	out.Author = m.author.name
	out.names = m.channel.srv.names(m.channel.guild)
	out.Embeds = slices.Clone(m.Embeds)
	out.Components = slices.Clone(m.Components)
	out.Pings.Users = slices.Clone(m.Pings.Users)
	out.Pings.Roles = slices.Clone(m.Pings.Roles)
	return out
}

// wire returns the message in the API's form. The caller holds mu.
func (m *message) wire() map[string]any {
	embeds := m.Embeds
	if embeds == nil {
		embeds = []Embed{}
	}
	components := m.Components
	if components == nil {
		components = []Component{}
	}
	var edited any
	if m.Edited {
		edited = time.Now().UTC().Format(time.RFC3339Nano)
	}
	attachments := []any{}
	for i, f := range m.Files {
		attachments = append(attachments, m.channel.srv.attached(m.ID, i, f))
	}
	w := map[string]any{
		"id": m.ID, "channel_id": m.ChannelID, "type": 0, "content": m.Content, "author": m.author.wire(),
		"embeds": embeds, "components": components, "flags": m.Flags, "attachments": attachments,
		"timestamp": m.Created.UTC().Format(time.RFC3339Nano), "edited_timestamp": edited, "tts": false, "pinned": false,
		"mention_everyone": m.Pings.Everyone, "mentions": []any{}, "mention_roles": []any{},
	}
	if m.author.bot {
		w["application_id"] = m.author.id
	}
	if it := m.interaction; it != nil {
		w["type"] = 20
		w["interaction_metadata"] = map[string]any{
			"id": it.id, "type": it.kind, "user": it.user.person.wire(),
			"authorizing_integration_owners": it.owners(),
		}
	}
	return w
}

// UnmarshalJSON decodes a draft. A null field becomes empty, unlike an absent
// field.
func (d *draft) UnmarshalJSON(b []byte) error {
	type plain draft
	if err := json.Unmarshal(b, (*plain)(d)); err != nil {
		return err
	}
	var present map[string]json.RawMessage
	if err := json.Unmarshal(b, &present); err != nil {
		return err
	}
	null := func(name string) bool { return string(present[name]) == "null" }
	if null("content") {
		d.Content = new(string)
	}
	if null("embeds") {
		d.Embeds = new([]Embed)
	}
	if null("components") {
		d.Components = new([]Component)
	}
	return nil
}
