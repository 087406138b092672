package playground

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"verbatim/bot/markdown"

	"github.com/bwmarrin/discordgo"
)

// component is a component of a message or a modal, of any type.
type component struct {
	Type        discordgo.ComponentType      `json:"type"`
	CustomID    string                       `json:"custom_id"`
	Style       int                          `json:"style"`
	Label       string                       `json:"label"`
	URL         string                       `json:"url"`
	Disabled    bool                         `json:"disabled"`
	Placeholder string                       `json:"placeholder"`
	Value       string                       `json:"value"`
	Required    *bool                        `json:"required"`
	MinValues   *int                         `json:"min_values"`
	MaxValues   int                          `json:"max_values"`
	MinLength   int                          `json:"min_length"`
	MaxLength   int                          `json:"max_length"`
	Options     []discordgo.SelectMenuOption `json:"options"`
	Emoji       *discordgo.ComponentEmoji    `json:"emoji"`
	Components  []component                  `json:"components"`
}

// components decodes a list of components. It returns an empty list if raw is
// not one.
func components(raw json.RawMessage) []component {
	var all []component
	if err := json.Unmarshal(list(raw), &all); err != nil {
		return nil
	}
	return all
}

// within returns the components inside a row.
func (c component) within() []component { return c.Components }

// componentOf finds a component of a message by its custom_id.
func componentOf(raw json.RawMessage, id string) (component, bool) {
	for _, row := range components(raw) {
		for _, c := range row.within() {
			if c.CustomID == id {
				return c, true
			}
		}
	}
	return component{}, false
}

// takes returns why a text cannot be filled into an input, or nil if
// it can.
func (c component) takes(value string) error {
	const most = markdown.MaxInput
	n := utf8.RuneCountInString(value)
	switch {
	case n == 0 && (c.Required == nil || *c.Required):
		return refuse("“%s” must be filled in", c.Label)
	case n > most || c.MaxLength > 0 && n > c.MaxLength || n > 0 && n < c.MinLength:
		return refuse("“%s” has %d characters, which is outside its limits", c.Label, n)
	}
	return nil
}

// picks returns why values cannot be selected in a menu, or nil if
// they can.
func (c component) picks(values []string) error {
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues > 0 {
		most = c.MaxValues
	}
	if len(values) < least || len(values) > most {
		return refuse("%d options are selected; it must be %d to %d", len(values), least, most)
	}
	for _, v := range values {
		if !slices.ContainsFunc(c.Options, func(o discordgo.SelectMenuOption) bool { return o.Value == v }) {
			return refuse("the menu has no option %q", v)
		}
	}
	return nil
}

func (c component) check(at string) error {
	switch c.Type {
	case discordgo.ButtonComponent:
		if c.Style == int(discordgo.LinkButton) {
			return first(within(at+".label", c.Label, 0, markdown.MaxLabel), within(at+".url", c.URL, 1, 512), link(at+".url", c.URL))
		}
		return first(within(at+".label", c.Label, 0, markdown.MaxLabel), within(at+".custom_id", c.CustomID, 1, markdown.MaxCustomID))
	case discordgo.SelectMenuComponent:
		problems := []error{
			within(at+".custom_id", c.CustomID, 1, markdown.MaxCustomID), within(at+".placeholder", c.Placeholder, 0, markdown.MaxPlaceholder),
			counted(at+".options", len(c.Options), markdown.MaxOptions),
		}
		for i, o := range c.Options {
			in := fmt.Sprintf("%s.options[%d]", at, i)
			problems = append(problems, within(in+".label", o.Label, 1, markdown.MaxOption), within(in+".value", o.Value, 1, markdown.MaxOption),
				within(in+".description", o.Description, 0, markdown.MaxOption))
		}
		return first(problems...)
	}
	return invalid(at+".type", fmt.Sprintf("the playground shows only buttons and menus of texts, not components of type %d", c.Type))
}

// list returns raw, or an empty list if raw is null.
func list(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return json.RawMessage("[]")
	}
	return raw
}
