package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Discord's limits on commands.
const (
	maxCommandText = 8000 // characters of names, descriptions and values together
	maxOptions     = 25
	maxChoices     = 25
	maxChoice      = 100
	maxCommandDesc = 100
	maxCommandName = 32
)

var patternName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// commandName reports whether name is valid for a slash command or an option.
// Letters with a lower case must be in lower case.
func commandName(name string) bool {
	return patternName.MatchString(name) && strings.ToLower(name) == name
}

// Locales returns the locales for which Discord localises commands.
func Locales() []string {
	return strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg " +
		"ru uk hi th zh-CN ja zh-TW ko")
}

// commandsRules checks a bulk overwrite.
func commandsRules(_ *Server, _ *call, body any) problems {
	var p problems
	list, _ := body.([]any)
	count := map[int]int{}
	names := map[string]bool{}
	for i, one := range list {
		at := fmt.Sprintf("[%d]", i)
		c, err := readCommand(one)
		if err != nil {
			p.add(at, err.Error())
			continue
		}
		p.command(at, c)
		count[c.Type]++
		key := fmt.Sprintf("%d %s", c.Type, c.Name)
		if names[key] {
			p.add(at+".name", "application command names must be unique")
		}
		names[key] = true
	}
	most := map[int]int{ChatInput: maxChatInputs, UserCommand: maxContextMenus, MessageCommand: maxContextMenus}
	for _, kind := range []int{ChatInput, UserCommand, MessageCommand} {
		if count[kind] > most[kind] {
			p.add("", fmt.Sprintf("maximum number of application commands of type %d reached (%d), got %d", kind, most[kind], count[kind]))
		}
	}
	return p
}

// commandRules checks a single command that is created.
func commandRules(_ *Server, _ *call, body any) problems {
	c, err := readCommand(body)
	if err != nil {
		return problems{{"", err.Error()}}
	}
	var p problems
	p.command("", c)
	return p
}

func readCommand(v any) (Command, error) {
	c := Command{Type: ChatInput}
	raw, err := json.Marshal(v)
	if err != nil {
		return c, err
	}
	err = json.Unmarshal(raw, &c)
	if c.Type == 0 {
		c.Type = ChatInput
	}
	return c, err
}

func (p *problems) command(at string, c Command) {
	if c.Type == ChatInput {
		p.name(at, c.Name, c.NameLocalizations)
		p.described(at, c.Description, c.DescriptionLocalizations)
	} else {
		p.required(join(at, "name"), c.Name)
		p.limit(join(at, "name"), c.Name, maxCommandName)
		p.locales(join(at, "name_localizations"), c.NameLocalizations)
		if c.Description != "" {
			p.add(join(at, "description"), "context menu commands cannot have a description")
		}
		if len(c.Options) > 0 {
			p.add(join(at, "options"), "context menu commands cannot have options")
		}
	}
	p.options(at, c.Options, 0)
	total := longest(c.Name, c.NameLocalizations) + longest(c.Description, c.DescriptionLocalizations) + optionsText(c.Options)
	if total > maxCommandText {
		p.add(at, fmt.Sprintf("command exceeds maximum size of %d: %d characters", maxCommandText, total))
	}
}

func (p *problems) name(at, name string, localised map[string]string) {
	if !commandName(name) {
		p.add(join(at, "name"), fmt.Sprintf("command name is invalid: %q", name))
	}
	path := join(at, "name_localizations")
	p.locales(path, localised)
	for _, locale := range slices.Sorted(maps.Keys(localised)) {
		if !commandName(localised[locale]) {
			p.add(join(path, locale), fmt.Sprintf("command name is invalid: %q", localised[locale]))
		}
	}
}

func (p *problems) described(at, description string, localised map[string]string) {
	p.required(join(at, "description"), description)
	p.limit(join(at, "description"), description, maxCommandDesc)
	path := join(at, "description_localizations")
	p.locales(path, localised)
	for _, locale := range slices.Sorted(maps.Keys(localised)) {
		p.required(join(path, locale), localised[locale])
		p.limit(join(path, locale), localised[locale], maxCommandDesc)
	}
}

func (p *problems) locales(at string, localised map[string]string) {
	known := Locales()
	for _, locale := range slices.Sorted(maps.Keys(localised)) {
		if !slices.Contains(known, locale) {
			p.add(join(at, locale), "no locale of Discord's")
		}
	}
}

// options checks the options of a command, or of a subcommand at depth 1 or 2.
func (p *problems) options(at string, options []CommandOption, depth int) {
	at = join(at, "options")
	if len(options) > maxOptions {
		p.add(at, fmt.Sprintf("must be %d or fewer in length, is %d", maxOptions, len(options)))
	}
	names := map[string]bool{}
	optional, subs := false, 0
	for i, o := range options {
		path := fmt.Sprintf("%s[%d]", at, i)
		p.name(path, o.Name, o.NameLocalizations)
		p.described(path, o.Description, o.DescriptionLocalizations)
		if names[o.Name] {
			p.add(path+".name", "option name already exists")
		}
		names[o.Name] = true
		if o.Type < optSubcommand || o.Type > optAttachment {
			p.add(path+".type", fmt.Sprintf("no option type %d", o.Type))
			continue
		}
		if o.Type <= optGroup {
			subs++
			if depth > 0 && o.Type == optGroup || depth > 1 {
				p.add(path+".type", "subcommands nest too deep")
			}
			p.options(path, o.Options, depth+1)
			continue
		}
		if o.Required && optional {
			p.add(path+".required", "required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		p.option(path, o)
	}
	if subs > 0 && subs < len(options) {
		p.add(at, "sub-commands and options cannot stand side by side")
	}
}

func (p *problems) option(at string, o CommandOption) {
	if o.Autocomplete {
		if o.Type != optString && o.Type != optInteger && o.Type != optNumber {
			p.add(at+".autocomplete", fmt.Sprintf("options of type %d do not complete", o.Type))
		}
		if len(o.Choices) > 0 {
			p.add(at+".autocomplete", "choices and autocomplete exclude each other")
		}
	}
	if len(o.Options) > 0 {
		p.add(at+".options", "only subcommands have options")
	}
	if o.MinLength != nil && o.MaxLength != nil && *o.MinLength > *o.MaxLength {
		p.add(at+".min_length", "more than max_length")
	}
	if o.MinValue != nil && o.MaxValue != nil && *o.MinValue > *o.MaxValue {
		p.add(at+".min_value", "more than max_value")
	}
	p.choices(at+".choices", o.Choices, o.Type)
	names := map[string]bool{}
	for i, c := range o.Choices {
		if names[c.Name] {
			p.add(fmt.Sprintf("%s.choices[%d].name", at, i), "option choice name already exists")
		}
		names[c.Name] = true
	}
}

// choices checks choices for an option of the type, fixed or completed.
func (p *problems) choices(at string, choices []Choice, kind int) {
	if len(choices) > maxChoices {
		p.add(at, fmt.Sprintf("must be %d or fewer in length, is %d", maxChoices, len(choices)))
	}
	for i, c := range choices {
		path := fmt.Sprintf("%s[%d]", at, i)
		p.required(path+".name", c.Name)
		p.limit(path+".name", c.Name, maxChoice)
		p.locales(path+".name_localizations", c.NameLocalizations)
		switch v := c.Value.(type) {
		case string:
			if kind != optString {
				p.add(path+".value", fmt.Sprintf("a string is no value of an option of type %d", kind))
			}
			if v == "" {
				p.add(path+".value", "this field is required")
			}
			p.limit(path+".value", v, maxChoice)
		case float64:
			if kind == optString || kind == optInteger && v != float64(int64(v)) {
				p.add(path+".value", fmt.Sprintf("%v is no value of an option of type %d", v, kind))
			}
		default:
			p.add(path+".value", "this field is required")
		}
	}
}

// choicesRules checks completions against the option that they complete.
func (s *Server) choicesRules(c *call, data any) problems {
	raw, err := json.Marshal(data)
	if err != nil {
		return problems{{"data", err.Error()}}
	}
	var d struct{ Choices []Choice }
	if err := json.Unmarshal(raw, &d); err != nil {
		return problems{{"data", err.Error()}}
	}
	s.mu.Lock()
	it := s.interactions[c.PathValue("id")]
	s.mu.Unlock()
	if it == nil || it.kind != kindAutocomplete {
		return nil // the callback is refused for that later
	}
	var p problems
	p.choices("data.choices", d.Choices, it.focused)
	return p
}

// longest returns the length of a text in the language in which it is longest.
// That length counts towards a command's size.
func longest(text string, localised map[string]string) int {
	n := characters(text)
	for _, other := range localised {
		n = max(n, characters(other))
	}
	return n
}

func optionsText(options []CommandOption) int {
	n := 0
	for _, o := range options {
		n += longest(o.Name, o.NameLocalizations) + longest(o.Description, o.DescriptionLocalizations) + optionsText(o.Options)
		for _, c := range o.Choices {
			n += longest(c.Name, c.NameLocalizations)
			if v, ok := c.Value.(string); ok {
				n += characters(v)
			}
		}
	}
	return n
}
