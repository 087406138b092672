package discordtest

import (
	"fmt"
	"slices"
)

// Presses presses the button with the label or custom_id name in the message's
// current state. The test ends if the user does not see such a button, or if it
// is disabled or a link.
func (u *User) Presses(m Message, name string) *Interaction {
	u.srv.t.Helper()
	it, err := u.uses(m, name, Button, nil)
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s presses %q: %v", u.person.name, name, err)
	}
	return it
}

// Selects selects options, by label or value, in the message's select menu with
// the placeholder or custom_id name.
func (u *User) Selects(m Message, name string, picks ...string) *Interaction {
	u.srv.t.Helper()
	it, err := u.uses(m, name, StringSelect, picks)
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s selects of %q: %v", u.person.name, name, err)
	}
	return it
}

func (u *User) uses(m Message, name string, kind int, picks []string) (*Interaction, error) {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	now := u.seen(m.ID)
	if now == nil {
		return nil, fmt.Errorf("%s does not see the message", u.person.name)
	}
	var found *Component
	Walk(now.Components, func(c Component) bool {
		if c.Type == kind && (c.CustomID == name || c.Label != "" && c.Label == name || c.Placeholder != "" && c.Placeholder == name) {
			found = &c
		}
		return found == nil
	})
	switch {
	case found == nil:
		return nil, fmt.Errorf("no such component in:\n%s", now.snapshot().Text())
	case found.Disabled:
		return nil, fmt.Errorf("it is disabled")
	case found.CustomID == "":
		return nil, fmt.Errorf("it is a link to %s", found.URL)
	}
	data := map[string]any{"custom_id": found.CustomID, "component_type": kind}
	if kind != Button {
		values, err := found.pick(picks)
		if err != nil {
			return nil, err
		}
		data["values"] = values
	}
	it := s.newInteraction(u, kindComponent)
	it.source = now
	it.send(data)
	return it, nil
}

// pick returns the values of a select menu's options.
func (c *Component) pick(picks []string) ([]string, error) {
	values := []string{}
	for _, pick := range picks {
		i := slices.IndexFunc(c.Options, func(o SelectOption) bool { return o.Label == pick || o.Value == pick })
		if i < 0 {
			return nil, fmt.Errorf("no option %q", pick)
		}
		values = append(values, c.Options[i].Value)
	}
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if len(values) < least || len(values) > most {
		return nil, fmt.Errorf("%d options picked, want %d to %d", len(values), least, most)
	}
	return values, nil
}

// Uses runs a message's context-menu command on it.
func (u *User) Uses(command string, m Message) *Interaction {
	u.srv.t.Helper()
	it, err := u.usesOn(command, m)
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s uses %q on a message: %v", u.person.name, command, err)
	}
	return it
}

func (u *User) usesOn(name string, m Message) (*Interaction, error) {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	command, target := s.find(u, name, MessageCommand), u.seen(m.ID)
	if command == nil {
		return nil, fmt.Errorf("no such command that %s can use here", u.person.name)
	}
	if target == nil {
		return nil, fmt.Errorf("%s does not see the message", u.person.name)
	}
	it := s.newInteraction(u, kindCommand)
	it.command = command
	it.send(map[string]any{
		"id": command.ID, "name": command.Name, "type": MessageCommand, "target_id": target.ID,
		"resolved": map[string]any{"messages": map[string]any{target.ID: target.wire()}},
	})
	return it, nil
}

// Submits fills in a modal's inputs, by custom_id or label, and submits it.
func (u *User) Submits(m *Modal, inputs map[string]string) *Interaction {
	u.srv.t.Helper()
	it, err := u.submits(m, inputs)
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s submits %q: %v", u.person.name, m.Title, err)
	}
	return it
}

func (u *User) submits(m *Modal, inputs map[string]string) (*Interaction, error) {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	used := map[string]bool{}
	rows := []any{}
	for i, row := range m.Components {
		inner, name := row.Components, ""
		if row.Component != nil { // a label with its input
			inner, name = []Component{*row.Component}, row.Label
		}
		var filled []any
		for _, c := range inner {
			w, key, err := c.submit(name, inputs)
			if err != nil {
				return nil, err
			}
			used[key] = true
			filled = append(filled, w)
		}
		switch row.Type {
		case Label:
			rows = append(rows, map[string]any{"type": row.Type, "id": i + 1, "component": filled[0]})
		case ActionRow:
			rows = append(rows, map[string]any{"type": row.Type, "id": i + 1, "components": filled})
		}
	}
	for key := range inputs {
		if !used[key] {
			return nil, fmt.Errorf("no input %q", key)
		}
	}
	it := s.newInteraction(u, kindModal)
	it.source = m.from.source
	it.send(map[string]any{"custom_id": m.CustomID, "components": rows})
	return it, nil
}

// submit fills in an input of a modal.
func (c *Component) submit(label string, inputs map[string]string) (any, string, error) {
	if label == "" {
		label = c.Label
	}
	key := c.CustomID
	value, given := inputs[key]
	if !given {
		key = label
		value, given = inputs[key]
	}
	if !given {
		value = c.Value
	}
	if c.Type != TextInput {
		if !given {
			return map[string]any{"type": c.Type, "custom_id": c.CustomID, "values": []string{}}, key, nil
		}
		values, err := c.pick([]string{value})
		return map[string]any{"type": c.Type, "custom_id": c.CustomID, "values": values}, key, err
	}
	n := characters(value)
	if n == 0 && (c.Required == nil || *c.Required) {
		return nil, key, fmt.Errorf("input %q is required", label)
	}
	if n > 4000 || c.MaxLength != nil && n > *c.MaxLength || n > 0 && c.MinLength != nil && n < *c.MinLength {
		return nil, key, fmt.Errorf("input %q: %d characters are not within its limits", label, n)
	}
	return map[string]any{"type": c.Type, "custom_id": c.CustomID, "value": value}, key, nil
}
