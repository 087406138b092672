package discordtest

import (
	"encoding/json"
	"fmt"
)

// Discord's limits on components.
const (
	maxRows          = 5  // of a message without components v2
	maxComponents    = 40 // of a message with components v2, including nested ones
	maxRowButtons    = 5
	maxLabel         = 80
	maxCustomID      = 100
	maxButtonURL     = 512
	maxSelectOptions = 25
	maxOption        = 100
	maxPlaceholder   = 150
	maxDisplay       = 4000 // characters of all text displays together
	maxModalTitle    = 45
	maxModalLabel    = 45
	maxModalRows     = 5
	maxTextInput     = 4000
)

// components checks a message's components.
func (p *problems) components(at string, components []Component, v2 bool) {
	if !v2 && len(components) > maxRows {
		p.add(at, fmt.Sprintf("must be %d or fewer in length, is %d", maxRows, len(components)))
	}
	all, shown := 0, 0
	ids := map[string]string{}
	var visit func(path string, c Component, top bool)
	visit = func(path string, c Component, top bool) {
		all++
		shown += characters(c.Content)
		if !v2 && top && c.Type != ActionRow {
			p.add(path+".type", fmt.Sprintf("a component of type %d needs flag IS_COMPONENTS_V2", c.Type))
		}
		if v2 && top && (c.Type == Button || c.Type >= StringSelect && c.Type <= ChannelSelect) {
			p.add(path+".type", "buttons and selects stand in an action row or a section")
		}
		p.component(path, c)
		if c.CustomID != "" {
			if first, twice := ids[c.CustomID]; twice {
				p.add(path+".custom_id", fmt.Sprintf("component custom id cannot be duplicated: %q is that of %s", c.CustomID, first))
			}
			ids[c.CustomID] = path
		}
		for i, inner := range c.Components {
			visit(fmt.Sprintf("%s.components[%d]", path, i), inner, false)
		}
		if c.Accessory != nil {
			visit(path+".accessory", *c.Accessory, false)
		}
	}
	for i, c := range components {
		visit(fmt.Sprintf("%s[%d]", at, i), c, true)
	}
	if v2 && all > maxComponents {
		p.add(at, fmt.Sprintf("%d components, at most %d", all, maxComponents))
	}
	if shown > maxDisplay {
		p.add(at, fmt.Sprintf("text displays of %d characters, at most %d", shown, maxDisplay))
	}
}

func (p *problems) component(at string, c Component) {
	p.limit(at+".custom_id", c.CustomID, maxCustomID)
	switch c.Type {
	case ActionRow:
		p.row(at, c)
	case Button:
		p.button(at, c)
	case StringSelect, UserSelect, RoleSelect, MentionSelect, ChannelSelect:
		p.selectMenu(at, c)
	}
}

func (p *problems) row(at string, c Component) {
	buttons := 0
	for _, inner := range c.Components {
		if inner.Type == Button {
			buttons++
		}
	}
	switch {
	case len(c.Components) == 0:
		p.add(at+".components", "this field is required")
	case buttons > maxRowButtons:
		p.add(at+".components", fmt.Sprintf("%d buttons in a row, at most %d", buttons, maxRowButtons))
	case buttons < len(c.Components) && len(c.Components) > 1:
		p.add(at+".components", "a select menu fills its row alone")
	}
}

func (p *problems) button(at string, c Component) {
	p.limit(at+".label", c.Label, maxLabel)
	switch c.Style {
	case ButtonPremium:
	case ButtonStyleLink:
		if c.URL == "" {
			p.add(at+".url", "a link button needs a URL")
		}
		if c.CustomID != "" {
			p.add(at+".custom_id", "a custom id and URL cannot both be specified")
		}
		p.link(at+".url", c.URL, maxButtonURL, "http", "https", "discord")
	default:
		if c.CustomID == "" {
			p.add(at+".custom_id", "a custom id is required")
		}
		if c.URL != "" {
			p.add(at+".url", "a button that is not a link has no URL")
		}
	}
	if c.Style != ButtonPremium && blank(c.Label) && c.Emoji == nil {
		p.add(at+".label", "a button needs a label or an emoji")
	}
}

func (p *problems) selectMenu(at string, c Component) {
	if c.CustomID == "" {
		p.add(at+".custom_id", "a custom id is required")
	}
	p.limit(at+".placeholder", c.Placeholder, maxPlaceholder)
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if least > most {
		p.add(at+".min_values", fmt.Sprintf("%d is more than max_values %d", least, most))
	}
	if c.Type != StringSelect {
		return
	}
	if n := len(c.Options); n == 0 || n > maxSelectOptions {
		p.add(at+".options", fmt.Sprintf("must be between 1 and %d in length, is %d", maxSelectOptions, n))
	}
	if least > len(c.Options) || most > len(c.Options) {
		p.add(at+".max_values", "more values than options")
	}
	values, chosen := map[string]bool{}, 0
	for i, o := range c.Options {
		path := fmt.Sprintf("%s.options[%d]", at, i)
		p.required(path+".label", o.Label)
		p.limit(path+".label", o.Label, maxOption)
		p.limit(path+".value", o.Value, maxOption)
		p.limit(path+".description", o.Description, maxOption)
		if o.Value == "" {
			p.add(path+".value", "this field is required")
		}
		if values[o.Value] {
			p.add(path+".value", fmt.Sprintf("the value %q is already used", o.Value))
		}
		values[o.Value] = true
		if o.Default {
			chosen++
		}
	}
	if chosen > most {
		p.add(at+".options", "more defaults than max_values")
	}
}

// modalRules checks a modal.
func modalRules(data any) problems {
	var p problems
	raw, err := json.Marshal(data)
	if err != nil {
		return problems{{"data", err.Error()}}
	}
	var m Modal
	if err := json.Unmarshal(raw, &m); err != nil {
		return problems{{"data", err.Error()}}
	}
	if m.CustomID == "" {
		p.add("data.custom_id", "this field is required")
	}
	p.limit("data.custom_id", m.CustomID, maxCustomID)
	p.required("data.title", m.Title)
	p.limit("data.title", m.Title, maxModalTitle)
	if n := len(m.Components); n == 0 || n > maxModalRows {
		p.add("data.components", fmt.Sprintf("must be between 1 and %d in length, is %d", maxModalRows, n))
	}
	ids := map[string]bool{}
	for i, row := range m.Components {
		path := fmt.Sprintf("data.components[%d]", i)
		switch {
		case row.Type == ActionRow && len(row.Components) != 1:
			p.add(path+".components", "a row of a modal holds one text input")
		case row.Type == ActionRow:
			p.textInput(path+".components[0]", row.Components[0], true, ids)
		case row.Type == Label && row.Component != nil:
			p.required(path+".label", row.Label)
			p.limit(path+".label", row.Label, maxModalLabel)
			p.textInput(path+".component", *row.Component, false, ids)
		}
	}
	return p
}

func (p *problems) textInput(at string, c Component, labelled bool, ids map[string]bool) {
	if c.CustomID == "" {
		p.add(at+".custom_id", "a custom id is required")
	}
	if ids[c.CustomID] {
		p.add(at+".custom_id", "component custom id cannot be duplicated")
	}
	ids[c.CustomID] = true
	p.limit(at+".custom_id", c.CustomID, maxCustomID)
	if c.Type != TextInput {
		if labelled {
			p.add(at+".type", "a row of a modal holds one text input")
			return
		}
		if c.Type == StringSelect {
			p.selectMenu(at, c)
		}
		return
	}
	if labelled {
		p.required(at+".label", c.Label)
	}
	p.limit(at+".label", c.Label, maxModalLabel)
	p.limit(at+".value", c.Value, maxTextInput)
	p.limit(at+".placeholder", c.Placeholder, maxOption)
	if c.MinLength != nil && c.MaxLength != nil && *c.MinLength > *c.MaxLength {
		p.add(at+".min_length", "more than max_length")
	}
	if c.MaxLength != nil && characters(c.Value) > *c.MaxLength {
		p.add(at+".value", "longer than max_length")
	}
}
