package playground

import (
	"encoding/json"

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
