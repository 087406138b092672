package playground

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// checkResponse returns why Discord would refuse a first response, or nil
// if it would accept it.
func checkResponse(kind int, data json.RawMessage) error {
	switch kind {
	case respondMessage, respondUpdate:
		return checkMessage(orEmpty(data), 1, kind == respondUpdate) // the JSON does not count the files
	case respondChoices:
		return checkChoices(data)
	case respondModal:
		return checkModal(data)
	}
	return nil
}

// checkMessage returns why Discord would refuse a message that comes with so
// many files, or nil.
func checkMessage(raw json.RawMessage, files int, edit bool) error {
	var m struct {
		Content     string
		Embeds      []discordgo.MessageEmbed
		Components  json.RawMessage
		Attachments []struct{ Description string }
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return invalid("", err.Error())
	}
	rows := components(m.Components)
	if !edit && files == 0 && m.Content == "" && len(m.Embeds) == 0 && len(rows) == 0 {
		return invalid("", "Cannot send an empty message")
	}
	problems := []error{within("content", m.Content, 0, markdown.MaxContent), counted("embeds", len(m.Embeds), markdown.MaxEmbeds)}
	all := 0
	for i, e := range m.Embeds {
		problems = append(problems, checkEmbed(fmt.Sprintf("embeds[%d]", i), e))
		all += embedText(e)
	}
	if all > markdown.MaxEmbedTotal {
		problems = append(problems, invalid("embeds", fmt.Sprintf("%d characters together, at most %d", all, markdown.MaxEmbedTotal)))
	}
	for i, a := range m.Attachments {
		problems = append(problems, within(fmt.Sprintf("attachments[%d].description", i), a.Description, 0, markdown.MaxAlt))
	}
	return first(append(problems, checkRows(rows))...)
}

func checkEmbed(at string, e discordgo.MessageEmbed) error {
	problems := []error{
		within(at+".title", e.Title, 0, markdown.MaxEmbedTitle), within(at+".description", e.Description, 0, markdown.MaxDescription),
		counted(at+".fields", len(e.Fields), markdown.MaxFields), link(at+".url", e.URL),
	}
	if e.Author != nil {
		problems = append(problems, within(at+".author.name", e.Author.Name, 1, markdown.MaxEmbedTitle))
	}
	if e.Footer != nil {
		problems = append(problems, within(at+".footer.text", e.Footer.Text, 0, markdown.MaxFooter))
	}
	for i, f := range e.Fields {
		in := fmt.Sprintf("%s.fields[%d]", at, i)
		problems = append(problems, within(in+".name", f.Name, 1, markdown.MaxEmbedTitle), within(in+".value", f.Value, 1, markdown.MaxField))
	}
	return first(problems...)
}

// embedText returns the length of all of an embed's texts together.
func embedText(e discordgo.MessageEmbed) int {
	n := utf8.RuneCountInString(e.Title + e.Description)
	if e.Author != nil {
		n += utf8.RuneCountInString(e.Author.Name)
	}
	if e.Footer != nil {
		n += utf8.RuneCountInString(e.Footer.Text)
	}
	for _, f := range e.Fields {
		n += utf8.RuneCountInString(f.Name + f.Value)
	}
	return n
}

// checkRows checks the rows of a message's components.
func checkRows(rows []component) error {
	problems := []error{counted("components", len(rows), markdown.MaxRows)}
	seen := map[string]bool{}
	for i, row := range rows {
		at := fmt.Sprintf("components[%d]", i)
		if row.Type != discordgo.ActionsRowComponent {
			return invalid(at+".type", fmt.Sprintf("the playground shows only rows, not components of type %d", row.Type))
		}
		inner := row.within()
		if len(inner) == 0 {
			return invalid(at+".components", "a row needs at least one component")
		}
		menus := slices.ContainsFunc(inner, func(c component) bool { return c.Type == discordgo.SelectMenuComponent })
		if menus && len(inner) > 1 {
			return invalid(at+".components", "a menu must be the only component in its row")
		}
		problems = append(problems, counted(at+".components", len(inner), markdown.MaxButtons))
		for j, c := range inner {
			problems = append(problems, c.check(fmt.Sprintf("%s.components[%d]", at, j)))
			if c.CustomID != "" && seen[c.CustomID] {
				problems = append(problems, invalid(at, "the custom_id "+c.CustomID+" occurs twice"))
			}
			seen[c.CustomID] = true
		}
	}
	return first(problems...)
}

func checkChoices(data json.RawMessage) error {
	var d struct{ Choices []struct{ Name string } }
	if err := json.Unmarshal(orEmpty(data), &d); err != nil {
		return invalid("choices", err.Error())
	}
	problems := []error{counted("choices", len(d.Choices), markdown.MaxChoices)}
	for i, c := range d.Choices {
		problems = append(problems, within(fmt.Sprintf("choices[%d].name", i), c.Name, 1, markdown.MaxChoice))
	}
	return first(problems...)
}

func checkModal(data json.RawMessage) error {
	var m struct {
		CustomID   string `json:"custom_id"`
		Title      string
		Components []component
	}
	if err := json.Unmarshal(orEmpty(data), &m); err != nil {
		return invalid("", err.Error())
	}
	problems := []error{
		within("custom_id", m.CustomID, 1, markdown.MaxCustomID), within("title", m.Title, 1, markdown.MaxModalTitle),
		counted("components", len(m.Components), markdown.MaxRows),
	}
	for i, row := range m.Components {
		for _, c := range row.within() {
			at := fmt.Sprintf("components[%d]", i)
			if c.Type != discordgo.TextInputComponent {
				return invalid(at, fmt.Sprintf("the playground's modals show only text inputs, not components of type %d", c.Type))
			}
			problems = append(problems, within(at+".label", c.Label, 1, markdown.MaxInputLabel), within(at+".custom_id", c.CustomID, 1, markdown.MaxCustomID))
		}
	}
	return first(problems...)
}

func orEmpty(data json.RawMessage) json.RawMessage {
	if len(data) == 0 || string(data) == "null" {
		return json.RawMessage("{}")
	}
	return data
}
