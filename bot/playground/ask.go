package playground

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/locale"
)

// act is an act of a person on the page.
type act struct {
	Kind        string            `json:"kind"` // one of the act constants
	Person      string            `json:"person"`
	Channel     string            `json:"channel"`
	Locale      string            `json:"locale"`
	Command     string            `json:"command"`  // the id of a command
	Path        []string          `json:"path"`     // of its subcommands
	Options     []given           `json:"options"`  // with the values that the person gave
	Message     string            `json:"message"`  // whose component or menu was used
	CustomID    string            `json:"customID"` // of the component
	Values      []string          `json:"values"`   // selected in a menu
	Interaction string            `json:"interaction"`
	Inputs      map[string]string `json:"inputs"` // of the modal that Interaction opened
}

// Values of act.Kind.
const (
	actCommand   = "command"
	actComplete  = "complete"
	actMenu      = "menu"
	actComponent = "component"
	actModal     = "modal"
)

// do makes the interaction for an act, and the interaction's data.
func (a act) do(s *state) (*interaction, map[string]any, error) {
	who, ok := personOf(a.Person)
	if !ok || who.bot {
		return nil, nil, refuse("no person here has the id %q", a.Person)
	}
	in, ok := channelOf(a.Channel)
	if !ok || in.only != "" && in.only != who.id {
		return nil, nil, refuse("%s sees no channel with the id %q", who.name, a.Channel)
	}
	known, err := locale.Locales()
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(known, discordgo.Locale(a.Locale)) {
		return nil, nil, refuse("the playground does not know the language %q", a.Locale)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch a.Kind {
	case actCommand, actComplete:
		return a.doCommand(s, who, in)
	case actMenu:
		return a.doMenu(s, who, in)
	case actComponent:
		return a.doComponent(s, who, in)
	case actModal:
		return a.doModal(s, who, in)
	}
	return nil, nil, refuse("the playground does not know the act %q", a.Kind)
}

// doCommand handles a slash command that is run or completed. The caller holds
// mu.
func (a act) doCommand(s *state, who person, in channel) (*interaction, map[string]any, error) {
	c, err := a.find(s, discordgo.ChatApplicationCommand, in)
	if err != nil {
		return nil, nil, err
	}
	kind := discordgo.InteractionApplicationCommand
	if a.Kind == actComplete {
		kind = discordgo.InteractionApplicationCommandAutocomplete
	}
	f := filling{state: s, completing: a.Kind == actComplete, resolved: map[string]map[string]any{}}
	options, err := f.descend(c.Options, a.Path, a.Options)
	if err != nil {
		return nil, nil, err
	}
	data := map[string]any{"id": c.ID, "name": c.Name, "type": c.Type, "options": options}
	if len(f.resolved) > 0 {
		data["resolved"] = f.resolved
	}
	i := s.begin(kind, who, in, a.Locale)
	i.command, i.name = c, strings.Join(append([]string{c.Name}, a.Path...), " ")
	return i, data, nil
}

// find finds the command that can be used in a channel. The caller holds mu.
func (a act) find(s *state, kind discordgo.ApplicationCommandType, in channel) (*discordgo.ApplicationCommand, error) {
	here := discordgo.InteractionContextGuild
	if in.only != "" {
		here = discordgo.InteractionContextBotDM
	}
	for _, c := range s.commands {
		if c.ID == a.Command && c.Type == kind && (c.Contexts == nil || slices.Contains(*c.Contexts, here)) {
			return c, nil
		}
	}
	return nil, refuse("there is no such command in this channel")
}

// doMenu handles a command in a message's menu. The caller holds mu.
func (a act) doMenu(s *state, who person, in channel) (*interaction, map[string]any, error) {
	c, err := a.find(s, discordgo.MessageApplicationCommand, in)
	if err != nil {
		return nil, nil, err
	}
	target := s.seen(who.id, in.id, a.Message)
	if target == nil {
		return nil, nil, refuse("%s does not see that message", who.name)
	}
	i := s.begin(discordgo.InteractionApplicationCommand, who, in, a.Locale)
	i.command, i.name = c, c.Name
	return i, map[string]any{
		"id": c.ID, "name": c.Name, "type": c.Type, "target_id": target.id,
		"resolved": map[string]any{"messages": map[string]any{target.id: target.wire(s.base)}},
	}, nil
}

// doComponent handles a button or a menu of a message. The caller holds mu.
func (a act) doComponent(s *state, who person, in channel) (*interaction, map[string]any, error) {
	source := s.seen(who.id, in.id, a.Message)
	if source == nil {
		return nil, nil, refuse("%s does not see that message", who.name)
	}
	used, ok := componentOf(source.components, a.CustomID)
	switch {
	case !ok || a.CustomID == "":
		return nil, nil, refuse("the message has no such button or menu any more")
	case used.Disabled:
		return nil, nil, refuse("that button or menu is disabled")
	}
	data := map[string]any{"custom_id": used.CustomID, "component_type": used.Type}
	if used.Type != discordgo.ButtonComponent {
		if err := used.picks(a.Values); err != nil {
			return nil, nil, err
		}
		data["values"] = a.Values
	}
	i := s.begin(discordgo.InteractionMessageComponent, who, in, a.Locale)
	i.source, i.name = source, used.CustomID
	return i, data, nil
}

// doModal handles a submitted modal. The caller holds mu.
func (a act) doModal(s *state, who person, in channel) (*interaction, map[string]any, error) {
	from, ok := s.interactions.find(func(i *interaction) bool { return i.id == a.Interaction })
	if !ok || from.modalID == "" || from.person.id != who.id || from.channel.id != in.id {
		return nil, nil, refuse("no such window was opened for %s", who.name)
	}
	var rows []any
	for n, row := range from.modal {
		var filled []any
		for _, input := range row.within() {
			value := a.Inputs[input.CustomID]
			if err := input.takes(value); err != nil {
				return nil, nil, err
			}
			filled = append(filled, map[string]any{"type": input.Type, "id": 2*n + 2, "custom_id": input.CustomID, "value": value})
		}
		rows = append(rows, map[string]any{"type": discordgo.ActionsRowComponent, "id": 2*n + 1, "components": filled})
	}
	i := s.begin(discordgo.InteractionModalSubmit, who, in, a.Locale)
	i.source, i.name = from.source, from.modalID
	return i, map[string]any{"custom_id": from.modalID, "components": rows}, nil
}
