package discordtest

import (
	"fmt"
	"slices"
)

// filling turns Options into the options that the bot receives.
type filling struct {
	u        *User
	focused  string         // the option that is being completed
	resolved map[string]any // the objects whose ids occur in the options
}

func (f filling) fill(known []CommandOption, options Options) ([]any, error) {
	for name := range options {
		if option(known, name) == nil {
			return nil, fmt.Errorf("no option %q", name)
		}
	}
	if len(known) > 0 && known[0].Type <= optGroup && len(options) != 1 {
		return nil, fmt.Errorf("%d subcommands, want one", len(options))
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

// value checks a value as Discord's client does. If it is an id, value resolves
// it.
func (f filling) value(o *CommandOption, value any) (any, error) {
	wrong := fmt.Errorf("a %T is no value of type %d", value, o.Type)
	if len(o.Choices) > 0 && !slices.ContainsFunc(o.Choices, func(c Choice) bool { return fmt.Sprint(c.Value) == fmt.Sprint(value) }) {
		return nil, fmt.Errorf("%v is none of its choices", value)
	}
	switch v := value.(type) {
	case string:
		n := characters(v)
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

// resolve checks a value that stands for an object, and stores the object.
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
		if len(v.Content) > maxFile {
			return nil, fmt.Errorf("a file of %d bytes, at most %d", len(v.Content), maxFile)
		}
		id := f.u.srv.newID()
		put("attachments", id, f.u.srv.attached(id, 0, v))
		return id, nil
	}
	return nil, wrong
}

// Options are a command's options by name. A value has the Go type that fits
// the option: string, int, float64, bool, *User, *Channel, *Role or [File]. The
// options of a subcommand are under its name, as nested Options.
type Options map[string]any

func option(known []CommandOption, name string) *CommandOption {
	for i := range known {
		if known[i].Name == name {
			return &known[i]
		}
	}
	return nil
}
