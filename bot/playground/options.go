package playground

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/markdown"
)

// given is an option with the value that was entered on the page.
type given struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"` // a string, a number, a boolean or an id
	Focused bool            `json:"focused"`
}

// filling turns entered values into the options that the bot receives. The
// playground's mu is held.
type filling struct {
	state      *state
	completing bool                      // options may be missing or incomplete
	resolved   map[string]map[string]any // the objects whose ids occur in the options
}

// descend follows a path of subcommands and fills in the options of the last
// one.
func (f filling) descend(known []*discordgo.ApplicationCommandOption, path []string, options []given) ([]any, error) {
	if len(path) == 0 {
		if len(known) > 0 && known[0].Type <= discordgo.ApplicationCommandOptionSubCommandGroup {
			return nil, refuse("the command needs a subcommand")
		}
		return f.fill(known, options)
	}
	i := slices.IndexFunc(known, func(o *discordgo.ApplicationCommandOption) bool {
		return o.Name == path[0] && o.Type <= discordgo.ApplicationCommandOptionSubCommandGroup
	})
	if i < 0 {
		return nil, refuse("the command has no subcommand %q", path[0])
	}
	inner, err := f.descend(known[i].Options, path[1:], options)
	if err != nil {
		return nil, err
	}
	return []any{map[string]any{"name": known[i].Name, "type": known[i].Type, "options": inner}}, nil
}

// fill fills in options.
func (f filling) fill(known []*discordgo.ApplicationCommandOption, options []given) ([]any, error) {
	for _, g := range options {
		if !slices.ContainsFunc(known, func(o *discordgo.ApplicationCommandOption) bool { return o.Name == g.Name }) {
			return nil, refuse("the command has no option %q", g.Name)
		}
	}
	out, focused := []any{}, false
	for _, o := range known {
		i := slices.IndexFunc(options, func(g given) bool { return g.Name == o.Name })
		if i < 0 {
			if o.Required && !f.completing {
				return nil, refuse("the option %q must be filled in", o.Name)
			}
			continue
		}
		w := map[string]any{"name": o.Name, "type": o.Type}
		if g := options[i]; f.completing && g.Focused {
			if focused || !o.Autocomplete {
				return nil, refuse("the option %q has no completion", o.Name)
			}
			var typed string
			if err := json.Unmarshal(g.Value, &typed); err != nil || utf8.RuneCountInString(typed) > markdown.MaxOptionText {
				return nil, refuse("the option %q must be a text", o.Name)
			}
			focused, w["focused"], w["value"] = true, true, typed
		} else {
			value, err := f.value(o, g.Value)
			if err != nil && f.completing {
				continue // incomplete
			}
			if err != nil {
				return nil, err
			}
			w["value"] = value
		}
		out = append(out, w)
	}
	if f.completing && !focused {
		return nil, refuse("no option is being completed")
	}
	return out, nil
}

// value checks a value as Discord's client does. If it is an id, value resolves
// it.
func (f filling) value(o *discordgo.ApplicationCommandOption, raw json.RawMessage) (any, error) {
	switch o.Type {
	case discordgo.ApplicationCommandOptionBoolean:
		var on bool
		if err := json.Unmarshal(raw, &on); err != nil {
			return nil, refuse("the option %q must be true or false", o.Name)
		}
		return on, nil
	case discordgo.ApplicationCommandOptionInteger, discordgo.ApplicationCommandOptionNumber:
		return number(o, raw)
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return nil, refuse("the option %q must be a text", o.Name)
	}
	if o.Type == discordgo.ApplicationCommandOptionString {
		return text, checkText(o, text)
	}
	return text, f.resolve(o, text)
}

// number returns the value of a numeric option.
func number(o *discordgo.ApplicationCommandOption, raw json.RawMessage) (any, error) {
	n, err := strconv.ParseFloat(string(raw), 64)
	switch {
	case err != nil:
		return nil, refuse("the option %q must be a number", o.Name)
	case o.Type == discordgo.ApplicationCommandOptionInteger && n != float64(int64(n)):
		return nil, refuse("the option %q must be a whole number", o.Name)
	case o.MinValue != nil && n < *o.MinValue:
		return nil, refuse("the option %q must be at least %v", o.Name, *o.MinValue)
	case o.MaxValue != 0 && n > o.MaxValue:
		return nil, refuse("the option %q must be at most %v", o.Name, o.MaxValue)
	}
	if err := checkChoice(o, fmt.Sprint(n)); err != nil {
		return nil, err
	}
	return n, nil
}

// checkText returns why a text cannot be an option's value, or nil if
// it can.
func checkText(o *discordgo.ApplicationCommandOption, text string) error {
	n := utf8.RuneCountInString(text)
	least, most := 1, markdown.MaxOptionText
	if o.MinLength != nil {
		least = max(least, *o.MinLength)
	}
	if o.MaxLength > 0 {
		most = o.MaxLength
	}
	if n < least || n > most {
		return refuse("the option %q has %d characters; it must have %d to %d", o.Name, n, least, most)
	}
	return checkChoice(o, text)
}

// checkChoice returns nil if a value is one of an option's choices, or if the option
// has no choices.
func checkChoice(o *discordgo.ApplicationCommandOption, value string) error {
	if len(o.Choices) == 0 || slices.ContainsFunc(o.Choices, func(c *discordgo.ApplicationCommandOptionChoice) bool { return fmt.Sprint(c.Value) == value }) {
		return nil
	}
	return refuse("the option %q has no choice %q", o.Name, value)
}

// resolve resolves an id.
func (f filling) resolve(o *discordgo.ApplicationCommandOption, id string) error {
	nothing := refuse("the option %q has an unknown id", o.Name)
	switch o.Type {
	case discordgo.ApplicationCommandOptionUser:
		who, ok := personOf(id)
		if !ok {
			return nothing
		}
		member := who.member()
		delete(member, "user")
		f.put("users", id, who.wire())
		f.put("members", id, member)
	case discordgo.ApplicationCommandOptionChannel:
		c, ok := channelOf(id)
		if !ok || c.only != "" {
			return nothing
		}
		f.put("channels", id, c.wire(everyone))
	case discordgo.ApplicationCommandOptionRole:
		all := roles()
		i := slices.IndexFunc(all, func(r role) bool { return r.id == id })
		if i < 0 {
			return nothing
		}
		f.put("roles", id, all[i].wire())
	case discordgo.ApplicationCommandOptionAttachment:
		a, ok := f.state.files.find(id)
		if !ok {
			return nothing
		}
		f.put("attachments", id, a.wire(f.state.base))
	default:
		return refuse("the playground cannot fill in the option %q, of type %s", o.Name, strings.ToLower(o.Type.String()))
	}
	return nil
}

func (f filling) put(kind, id string, w any) {
	if f.resolved[kind] == nil {
		f.resolved[kind] = map[string]any{}
	}
	f.resolved[kind][id] = w
}
