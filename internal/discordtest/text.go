package discordtest

import (
	"strings"
	"time"
)

// Text returns the message as a person reads it, as plain text. Markdown is
// converted, mentions become names, and invisible parts (a link's address, an
// image) are left out. Each part has its own line. A button reads "[Label]", or
// "[Label, disabled]" if it is disabled; a link button "[Label ↗]", a select
// menu "[Placeholder ▾]". A deferred message reads "Verbatim is thinking…",
// with the bot's name.
//
// A timestamp reads as its date in UTC, and an emoji as its :name:.
func (m Message) Text() string {
	text, _ := m.read()
	return text
}

// Links returns the links that a person can click, in reading order, except for
// buttons that the bot answers.
func (m Message) Links() []Link {
	_, links := m.read()
	return links
}

func (m Message) read() (string, []Link) {
	r := &pageReader{names: m.names}
	if m.Loading() {
		return m.Author + " is thinking…", nil
	}
	r.part(r.markdown(m.Content))
	if m.Flags&FlagSuppressEmbeds == 0 {
		for _, e := range m.Embeds {
			r.embed(e)
		}
	}
	for _, c := range m.Components {
		r.component(c)
	}
	for _, f := range m.Files {
		r.part("(file " + f.Name + ")")
	}
	return strings.Join(r.lines, "\n"), r.links
}

// Text returns the embed as a person reads it, like [Message.Text].
func (e Embed) Text() string {
	r := &pageReader{}
	r.embed(e)
	return strings.Join(r.lines, "\n")
}

// pageReader reads a message from top to bottom.
type pageReader struct {
	names map[string]string
	lines []string
	links []Link
}

func (r *pageReader) part(s string) {
	if s = strings.TrimSpace(s); s != "" {
		r.lines = append(r.lines, s)
	}
}

// markdown reads a text with markdown of every kind.
func (r *pageReader) markdown(s string) string {
	p := &markdown{names: r.names, masked: true}
	text := p.blocks(s, false)
	r.links = append(r.links, p.links...)
	return text
}

// line reads a title or a field's name, which have no blocks and no masked
// links.
func (r *pageReader) line(s string) string {
	p := &markdown{names: r.names}
	return p.inline(s)
}

func (r *pageReader) link(text, url string) {
	if url != "" {
		r.links = append(r.links, Link{Text: text, URL: url})
	}
}

func (r *pageReader) embed(e Embed) {
	if e.Author != nil {
		r.part(e.Author.Name)
		r.link(e.Author.Name, e.Author.URL)
	}
	title := r.line(e.Title)
	r.part(title)
	if title != "" {
		r.link(title, e.URL)
	}
	r.part(r.markdown(e.Description))
	for _, f := range e.Fields {
		r.part(r.line(f.Name))
		r.part(r.markdown(f.Value))
	}
	var footer []string
	if e.Footer != nil && e.Footer.Text != "" {
		footer = append(footer, e.Footer.Text) // without markdown
	}
	if at, err := time.Parse(time.RFC3339, e.Timestamp); err == nil {
		footer = append(footer, at.UTC().Format(time.DateOnly))
	}
	r.part(strings.Join(footer, " • "))
}

func (r *pageReader) component(c Component) {
	switch c.Type {
	case ActionRow:
		var row []string
		for _, inner := range c.Components {
			row = append(row, r.control(inner))
		}
		r.part(strings.Join(row, " "))
	case TextDisplay:
		r.part(r.markdown(c.Content))
	case Section, Container:
		for _, inner := range c.Components {
			r.component(inner)
		}
		if c.Accessory != nil && c.Accessory.Type == Button {
			r.part(r.control(*c.Accessory))
		}
	}
}

// control reads a button or a select menu.
func (r *pageReader) control(c Component) string {
	label := c.Label
	if c.Emoji != nil {
		label = strings.TrimSpace(c.Emoji.Name + " " + label)
	}
	if c.Type != Button {
		label = c.Placeholder
		if label == "" {
			label = "Make a selection"
		}
		for _, o := range c.Options {
			if o.Default {
				label = o.Label
			}
		}
		label += " ▾"
	}
	if c.Style == ButtonStyleLink && c.Type == Button {
		r.link(label, c.URL)
		label += " ↗"
	}
	if c.Disabled {
		label += ", disabled"
	}
	return "[" + label + "]"
}
