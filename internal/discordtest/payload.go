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

func (p *Pings) add(more Pings) {
	p.Everyone = p.Everyone || more.Everyone
	for _, id := range more.Users {
		if !slices.Contains(p.Users, id) {
			p.Users = append(p.Users, id)
		}
	}
	for _, id := range more.Roles {
		if !slices.Contains(p.Roles, id) {
			p.Roles = append(p.Roles, id)
		}
	}
}

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

// allowedMentions says what a message may ping.
type allowedMentions struct {
	Parse []string `json:"parse"`
	Users []string `json:"users"`
	Roles []string `json:"roles"`
}

// attachment is a body's entry for a file: by number for a file in the same
// body, or by id for a file that an edit keeps.
type attachment struct {
	ID          any     `json:"id"` // a number or a string
	Filename    *string `json:"filename"`
	Description *string `json:"description"`
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
