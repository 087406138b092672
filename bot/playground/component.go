package playground

import (
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// component is a component of a message or a modal, of whatever type.
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

// components reads a list of components; what is none is an empty one.
func components(raw json.RawMessage) []component {
	var all []component
	if err := json.Unmarshal(list(raw), &all); err != nil {
		return nil
	}
	return all
}

// within is what stands in a row.
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
