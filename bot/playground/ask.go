package playground

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
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

// refusal is the reason for which Discord's client would not let a person do
// something.
type refusal struct{ why string }

func (r *refusal) Error() string { return r.why }

func refuse(format string, args ...any) error { return &refusal{fmt.Sprintf(format, args...)} }

// locales returns the languages that a person's client can have here.
func locales() []string { return []string{"en-US", "en-GB", "de", "fr", "uk"} }

// do makes the interaction for an act, and the interaction's data.
func (p *Playground) do(a act) (*interaction, map[string]any, error) {
	who, ok := personOf(a.Person)
	if !ok || who.bot {
		return nil, nil, refuse("no person here has the id %q", a.Person)
	}
	in, ok := channelOf(a.Channel)
	if !ok || in.only != "" && in.only != who.id {
		return nil, nil, refuse("%s sees no channel with the id %q", who.name, a.Channel)
	}
	if !slices.Contains(locales(), a.Locale) {
		return nil, nil, refuse("the playground does not know the language %q", a.Locale)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch a.Kind {
	case actCommand, actComplete:
		return p.doCommand(a, who, in)
	case actMenu:
		return p.doMenu(a, who, in)
	case actComponent:
		return p.doComponent(a, who, in)
	case actModal:
		return p.doModal(a, who, in)
	}
	return nil, nil, refuse("the playground does not know the act %q", a.Kind)
}

// doCommand handles a slash command that is run or completed. The caller holds
// mu.
func (p *Playground) doCommand(a act, who person, in channel) (*interaction, map[string]any, error) {
	c, err := p.commandOf(a.Command, discordgo.ChatApplicationCommand, in)
	if err != nil {
		return nil, nil, err
	}
	kind := discordgo.InteractionApplicationCommand
	if a.Kind == actComplete {
		kind = discordgo.InteractionApplicationCommandAutocomplete
	}
	f := filling{playground: p, completing: a.Kind == actComplete, resolved: map[string]map[string]any{}}
	options, err := f.descend(c.Options, a.Path, a.Options)
	if err != nil {
		return nil, nil, err
	}
	data := map[string]any{"id": c.ID, "name": c.Name, "type": c.Type, "options": options}
	if len(f.resolved) > 0 {
		data["resolved"] = f.resolved
	}
	i := p.begin(kind, who, in, a.Locale)
	i.command, i.name = c, strings.Join(append([]string{c.Name}, a.Path...), " ")
	return i, data, nil
}

// commandOf finds a command that can be used in a channel. The caller holds mu.
func (p *Playground) commandOf(id string, kind discordgo.ApplicationCommandType, in channel) (*discordgo.ApplicationCommand, error) {
	here := discordgo.InteractionContextGuild
	if in.only != "" {
		here = discordgo.InteractionContextBotDM
	}
	for _, c := range p.commands {
		if c.ID == id && c.Type == kind && (c.Contexts == nil || slices.Contains(*c.Contexts, here)) {
			return c, nil
		}
	}
	return nil, refuse("there is no such command in this channel")
}

// doMenu handles a command in a message's menu. The caller holds mu.
func (p *Playground) doMenu(a act, who person, in channel) (*interaction, map[string]any, error) {
	c, err := p.commandOf(a.Command, discordgo.MessageApplicationCommand, in)
	if err != nil {
		return nil, nil, err
	}
	target := p.seen(who.id, in.id, a.Message)
	if target == nil {
		return nil, nil, refuse("%s does not see that message", who.name)
	}
	i := p.begin(discordgo.InteractionApplicationCommand, who, in, a.Locale)
	i.command, i.name = c, c.Name
	return i, map[string]any{
		"id": c.ID, "name": c.Name, "type": c.Type, "target_id": target.id,
		"resolved": map[string]any{"messages": map[string]any{target.id: target.wire(p.base)}},
	}, nil
}

// doComponent handles a button or a menu of a message. The caller holds mu.
func (p *Playground) doComponent(a act, who person, in channel) (*interaction, map[string]any, error) {
	source := p.seen(who.id, in.id, a.Message)
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
	i := p.begin(discordgo.InteractionMessageComponent, who, in, a.Locale)
	i.source, i.name = source, used.CustomID
	return i, data, nil
}

// doModal handles a submitted modal. The caller holds mu.
func (p *Playground) doModal(a act, who person, in channel) (*interaction, map[string]any, error) {
	from, ok := p.interactions.find(func(i *interaction) bool { return i.id == a.Interaction })
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
	i := p.begin(discordgo.InteractionModalSubmit, who, in, a.Locale)
	i.source, i.name = from.source, from.modalID
	return i, map[string]any{"custom_id": from.modalID, "components": rows}, nil
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
