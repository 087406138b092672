package discordtest

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
