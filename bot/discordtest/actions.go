package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Options are a command's options by name: string, int, float64, bool, *User,
// *Channel, *Role or [File], as the option's type asks for. A subcommand's
// options stand under its name, as another Options.
type Options map[string]any

// Types runs a slash command as the user would type it:
//
//	/ask question: Who said so? speaker: A Minister private: true
//
// A subcommand is a word behind the command. A value ends where " name:" of
// another option of the command begins. The test ends if the command is not
// registered for the user, an option is unknown, or a required one missing;
// a value is read as its option's type.
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

// typed reads the options behind a command's name.
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

func option(known []CommandOption, name string) *CommandOption {
	for i := range known {
		if known[i].Name == name {
			return &known[i]
		}
	}
	return nil
}

// read reads a typed value as the option's type.
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
	for _, c := range o.Choices { // people pick a choice by its name
		if c.Name == value || fmt.Sprint(c.Value) == value {
			return c.Value, nil
		}
	}
	return nil, fmt.Errorf("option %s: %q is none of its choices", o.Name, value)
}

// Runs runs a slash command. The test ends if the user could not run it like
// this in Discord.
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

// Completes asks for completions of what the user has typed of an option,
// with other options filled in as they may be, and waits for them.
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
// for them. Its error says why the user's client would not ask.
func (u *User) AsksToComplete(name, focused, prefix string, others ...Options) (*Interaction, error) {
	s := u.srv
	s.mu.Lock()
	defer s.mu.Unlock()
	command := s.find(u, name, ChatInput)
	if command == nil {
		return nil, fmt.Errorf("no command %q that %s can run here", name, u.person.name)
	}
	o := option(command.Options, focused)
	if o == nil || !o.Autocomplete {
		return nil, fmt.Errorf("option %q does not complete", focused)
	}
	options := Options{focused: prefix}
	for _, more := range others {
		maps.Copy(options, more)
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

// filling turns Options into what the bot receives.
type filling struct {
	u        *User
	focused  string         // the option that is being completed
	resolved map[string]any // what ids in the options stand for
}

func (f filling) fill(known []CommandOption, options Options) ([]any, error) {
	for name := range options {
		if option(known, name) == nil {
			return nil, fmt.Errorf("no option %q", name)
		}
	}
	out := []any{}
	for i := range known {
		o := &known[i]
		value, given := options[o.Name]
		if !given {
			if o.Required && f.focused == "" {
				return nil, fmt.Errorf("option %q is required", o.Name)
			}
			continue
		}
		w := map[string]any{"name": o.Name, "type": o.Type}
		if o.Type <= optGroup {
			inner, ok := value.(Options)
			if !ok {
				return nil, fmt.Errorf("subcommand %q takes Options, not %T", o.Name, value)
			}
			filled, err := f.fill(o.Options, inner)
			if err != nil {
				return nil, err
			}
			w["options"] = filled
			out = append(out, w)
			continue
		}
		if o.Name == f.focused {
			w["focused"], w["value"] = true, value
			out = append(out, w)
			continue
		}
		wired, err := f.value(o, value)
		if err != nil {
			return nil, fmt.Errorf("option %q: %w", o.Name, err)
		}
		w["value"] = wired
		out = append(out, w)
	}
	return out, nil
}

// value checks a value as Discord's client does, and resolves what it names.
func (f filling) value(o *CommandOption, value any) (any, error) {
	wrong := fmt.Errorf("a %T is no value of type %d", value, o.Type)
	if len(o.Choices) > 0 && !slices.ContainsFunc(o.Choices, func(c Choice) bool { return fmt.Sprint(c.Value) == fmt.Sprint(value) }) {
		return nil, fmt.Errorf("%v is none of its choices", value)
	}
	switch v := value.(type) {
	case string:
		n := utf8.RuneCountInString(v)
		if o.Type != optString {
			return nil, wrong
		}
		if n == 0 || n > 6000 || o.MinLength != nil && n < *o.MinLength || o.MaxLength != nil && n > *o.MaxLength {
			return nil, fmt.Errorf("%d characters are not within its limits", n)
		}
		return v, nil
	case bool:
		if o.Type != optBoolean {
			return nil, wrong
		}
		return v, nil
	case int, float64:
		number, whole := 0.0, true
		switch n := v.(type) {
		case int:
			number = float64(n)
		case float64:
			number, whole = n, n == float64(int64(n))
		}
		if o.Type != optNumber && (o.Type != optInteger || !whole) {
			return nil, wrong
		}
		if o.MinValue != nil && number < *o.MinValue || o.MaxValue != nil && number > *o.MaxValue {
			return nil, fmt.Errorf("%v is not within its limits", v)
		}
		return v, nil
	}
	return f.resolve(o, value, wrong)
}

// resolve checks a value that stands for something, and says what.
func (f filling) resolve(o *CommandOption, value any, wrong error) (any, error) {
	put := func(kind, id string, w any) {
		of, ok := f.resolved[kind].(map[string]any)
		if !ok {
			of = map[string]any{}
			f.resolved[kind] = of
		}
		of[id] = w
	}
	switch v := value.(type) {
	case *User:
		if o.Type != optUser && o.Type != optMentionable {
			return nil, wrong
		}
		put("users", v.person.id, v.person.wire())
		member := v.wire()
		delete(member, "user")
		put("members", v.person.id, member)
		return v.person.id, nil
	case *Channel:
		if o.Type != optChannel {
			return nil, wrong
		}
		put("channels", v.id, v.wire())
		return v.id, nil
	case *Role:
		if o.Type != optRole && o.Type != optMentionable {
			return nil, wrong
		}
		put("roles", v.ID, v.wire())
		return v.ID, nil
	case File:
		if o.Type != optAttachment {
			return nil, wrong
		}
		id := f.u.srv.newID()
		put("attachments", id, attachmentWire(id, 0, v))
		return id, nil
	}
	return nil, wrong
}

func attachmentWire(id string, i int, f File) map[string]any {
	return map[string]any{
		"id": id, "filename": f.Name, "size": len(f.Content),
		"url":       fmt.Sprintf("https://cdn.discordapp.com/attachments/%s/%d/%s", id, i, f.Name),
		"proxy_url": fmt.Sprintf("https://media.discordapp.net/attachments/%s/%d/%s", id, i, f.Name),
	}
}
