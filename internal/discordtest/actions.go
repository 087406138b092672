package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Types runs a slash command as the user would type it:
//
//	/ask question: Who said so? speaker: A Minister private: true
//
// A subcommand is a word after the command. A value ends where " name:" of
// another option of the command begins, and is converted to its option's type.
// The test ends if the command is not registered for the user, if an option is
// unknown, or if a required option is missing.
func (u *User) Types(line string) *Interaction {
	u.srv.t.Helper()
	it, err := u.types(line)
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s types %q: %v", u.person.name, line, err)
	}
	return it
}

func (u *User) types(line string) (*Interaction, error) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	u.srv.mu.Lock()
	command := u.srv.find(u, name, ChatInput)
	u.srv.mu.Unlock()
	if command == nil {
		return nil, fmt.Errorf("no command %q that %s can run here", name, u.person.name)
	}
	options, err := typed(command.Options, rest)
	if err != nil {
		return nil, err
	}
	return u.runs(name, options)
}

// typed parses the options after a command's name.
func typed(known []CommandOption, rest string) (Options, error) {
	rest = strings.TrimSpace(rest)
	if len(known) > 0 && known[0].Type <= optGroup {
		name, more, _ := strings.Cut(rest, " ")
		sub := option(known, name)
		if sub == nil {
			return nil, fmt.Errorf("no subcommand %q", name)
		}
		options, err := typed(sub.Options, more)
		return Options{name: options}, err
	}
	options := Options{}
	for rest != "" {
		name, more, found := strings.Cut(rest, ":")
		o := option(known, name)
		if !found || o == nil {
			return nil, fmt.Errorf("%q does not begin with an option of the command", rest)
		}
		value := more
		rest = ""
		for i := 0; i < len(more); i++ {
			if more[i] != ' ' {
				continue
			}
			next, _, found := strings.Cut(more[i+1:], ":")
			if found && option(known, next) != nil {
				value, rest = more[:i], more[i+1:]
				break
			}
		}
		read, err := o.read(strings.TrimSpace(value))
		if err != nil {
			return nil, err
		}
		options[name] = read
	}
	return options, nil
}

// cutWords splits a command's name from its subcommands.
func cutWords(s string) (first string, rest []string) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return "", nil
	}
	return words[0], words[1:]
}

// read converts a typed value to the option's type.
func (o *CommandOption) read(value string) (any, error) {
	var v any = value
	var err error
	switch o.Type {
	case optInteger:
		v, err = strconv.Atoi(value)
	case optNumber:
		v, err = strconv.ParseFloat(value, 64)
	case optBoolean:
		v, err = strconv.ParseBool(value)
	}
	if err != nil {
		return nil, fmt.Errorf("option %s: %w", o.Name, err)
	}
	if len(o.Choices) == 0 {
		return v, nil
	}
	for _, c := range o.Choices { // people select a choice by its name
		if c.Name == value || fmt.Sprint(c.Value) == value {
			return c.Value, nil
		}
	}
	return nil, fmt.Errorf("option %s: %q is none of its choices", o.Name, value)
}

// Runs runs a slash command. The test ends if the user could not run it in
// Discord.
func (u *User) Runs(command string, options Options) *Interaction {
	u.srv.t.Helper()
	it, err := u.runs(command, options)
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s runs /%s: %v", u.person.name, command, err)
	}
	return it
}

func (u *User) runs(name string, options Options) (*Interaction, error) {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	command := s.find(u, name, ChatInput)
	if command == nil {
		return nil, fmt.Errorf("no command %q that %s can run here", name, u.person.name)
	}
	f := filling{u: u, resolved: map[string]any{}}
	data := map[string]any{"id": command.ID, "name": command.Name, "type": ChatInput}
	filled, err := f.fill(command.Options, options)
	if err != nil {
		return nil, err
	}
	data["options"] = filled
	if len(f.resolved) > 0 {
		data["resolved"] = f.resolved
	}
	if command.GuildID != "" {
		data["guild_id"] = command.GuildID
	}
	it := s.newInteraction(u, kindCommand)
	it.command = command
	it.send(data)
	return it, nil
}

// Completes asks for completions of the text that the user has typed into an
// option, and waits for them. others are the values of other options. The
// command may be a subcommand, such as "watch add".
func (u *User) Completes(command, name, prefix string, others ...Options) []Choice {
	u.srv.t.Helper()
	it, err := u.AsksToComplete(command, name, prefix, others...)
	if err == nil {
		err = it.await(u.srv.t.Context(), func() bool { return it.settled })
	}
	if err != nil {
		u.srv.t.Fatalf("discordtest: %s completes %s of /%s: %v", u.person.name, name, command, err)
	}
	u.srv.mu.Lock()
	defer u.srv.mu.Unlock()
	return slices.Clone(it.choices)
}

// AsksToComplete asks for completions as [User.Completes] does, without waiting
// for them. It returns an error if the user's client would not ask.
func (u *User) AsksToComplete(name, focused, prefix string, others ...Options) (*Interaction, error) {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	name, subs := cutWords(name)
	command := s.find(u, name, ChatInput)
	if command == nil {
		return nil, fmt.Errorf("no command %q that %s can run here", name, u.person.name)
	}
	known := command.Options
	for _, sub := range subs {
		o := option(known, sub)
		if o == nil || o.Type > optGroup {
			return nil, fmt.Errorf("no subcommand %q", sub)
		}
		known = o.Options
	}
	o := option(known, focused)
	if o == nil || !o.Autocomplete {
		return nil, fmt.Errorf("option %q does not complete", focused)
	}
	options := Options{focused: prefix}
	for _, more := range others {
		maps.Copy(options, more)
	}
	for _, sub := range slices.Backward(subs) {
		options = Options{sub: options}
	}
	f := filling{u: u, resolved: map[string]any{}, focused: focused}
	filled, err := f.fill(command.Options, options)
	if err != nil {
		return nil, err
	}
	it := s.newInteraction(u, kindAutocomplete)
	it.command, it.focused = command, o.Type
	it.send(map[string]any{"id": command.ID, "name": command.Name, "type": ChatInput, "options": filled})
	return it, nil
}
