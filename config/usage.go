package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"
)

// UsageError is a fault in the command line, a variable or the settings file.
type UsageError struct {
	Err     error
	Command string // what was being given, "" for the program itself
}

func (e *UsageError) Error() string {
	return fmt.Sprintf("%v: see %q", e.Err, strings.TrimSpace("verbatim "+e.Command)+" --help")
}

// Unwrap returns the error without the advice.
func (e *UsageError) Unwrap() error { return e.Err }

// usage explains in its own words why kong refused the arguments. It uses kong's text
// only if it finds no reason in args.
func usage(err error, app *kong.Node, args []string, getenv func(string) string) error {
	read := walk(app, args)
	u := &UsageError{Err: err, Command: path(read.command)}
	if value, ok := errors.AsType[*valueError](err); ok {
		u.Err = errors.New(value.about(read.holder(value.flag, getenv)))
	} else if read.fault != nil {
		u.Err = read.fault
	}
	return u
}

// walked is the part of a command line before its first fault.
type walked struct {
	command *kong.Node
	given   []*kong.Flag
	fault   error // what is wrong with it, apart from the values of flags
}

// walk follows a command line.
func walk(app *kong.Node, args []string) walked {
	w := walked{command: app}
	used := 0 // of the command's arguments
	for len(args) > 0 && w.fault == nil {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "--":
			for _, rest := range args {
				w.word(rest, &used)
			}
			args = nil
		case strings.HasPrefix(arg, "--"):
			args = w.flag(arg, args)
		case strings.HasPrefix(arg, "-") && arg != "-":
			w.short(arg)
		default:
			w.word(arg, &used)
		}
	}
	if w.fault == nil {
		w.fault = w.missing(used)
	}
	return w
}

// flag reads a flag and its value, and returns the rest of the arguments.
func (w *walked) flag(arg string, args []string) []string {
	name, _, hasValue := strings.Cut(arg[2:], "=")
	flag := find(w.command, func(f *kong.Flag) bool { return f.Name == name })
	if flag == nil {
		w.fault = w.unknownFlag(arg)
		return nil
	}
	w.given = append(w.given, flag)
	if !hasValue && !flag.IsBool() && len(args) > 0 {
		return args[1:]
	}
	return args
}

// short reads flags of one letter each. All of them are switches.
func (w *walked) short(arg string) {
	for _, letter := range arg[1:] {
		flag := find(w.command, func(f *kong.Flag) bool { return f.Short == letter })
		if flag == nil {
			w.fault = w.unknownFlag(arg)
			return
		}
		w.given = append(w.given, flag)
	}
}

// word reads a command's name or an argument.
func (w *walked) word(arg string, used *int) {
	c := w.command
	if n := len(c.Positional); n > 0 {
		*used++
		if *used > n && !c.Positional[n-1].IsCumulative() {
			w.fault = fmt.Errorf("%s does not take %q as well", title(c), arg)
		}
		return
	}
	for _, child := range c.Children {
		if child.Name == arg {
			w.command = child
			return
		}
	}
	if len(c.Children) == 0 {
		w.fault = fmt.Errorf("%s does not take %q", title(c), arg)
		return
	}
	w.fault = fmt.Errorf("there is no command %q%s", strings.TrimSpace(path(c)+" "+arg), didYouMean(near(arg, names(commands(c), path))))
}

// missing returns an error for missing arguments and for flags that exclude each
// other.
func (w *walked) missing(used int) error {
	c := w.command
	if len(c.Children) > 0 {
		return fmt.Errorf("%s needs a command: %s", title(c), either(names(c.Children, func(n *kong.Node) string { return n.Name })))
	}
	var lacks []string
	for _, p := range c.Positional[min(used, len(c.Positional)):] {
		if p.Required {
			lacks = append(lacks, "<"+p.Name+">")
		}
	}
	if len(lacks) > 0 {
		return fmt.Errorf("%s needs %s", title(c), strings.Join(lacks, " and "))
	}
	for i, a := range w.given {
		for _, b := range w.given[:i] {
			if a != b && slices.ContainsFunc(a.Xor, func(group string) bool { return slices.Contains(b.Xor, group) }) {
				return fmt.Errorf("--%s and --%s cannot be given together", b.Name, a.Name)
			}
		}
	}
	return nil
}

// unknownFlag says that the command has no such flag, and which commands have it.
func (w *walked) unknownFlag(arg string) error {
	name, _, _ := strings.Cut(arg, "=")
	hint := didYouMean(near(name, names(flags(w.command), func(f *kong.Flag) string { return "--" + f.Name })))
	if hint == "" {
		hint = elsewhere(w.command, name)
	}
	if hint == "" && len(w.command.Positional) > 0 {
		hint = fmt.Sprintf(" (write \"--\" before the arguments if %q is one)", arg)
	}
	return fmt.Errorf("%s has no flag %s%s", title(w.command), name, hint)
}

// elsewhere names the commands that have a flag, if there are any.
func elsewhere(command *kong.Node, flag string) string {
	app := command
	for app.Parent != nil {
		app = app.Parent
	}
	var have []string
	for _, c := range commands(app) {
		if slices.ContainsFunc(c.Flags, func(f *kong.Flag) bool { return "--"+f.Name == flag }) {
			have = append(have, fmt.Sprintf("%q", path(c)))
		}
	}
	if len(have) == 0 {
		return ""
	}
	return fmt.Sprintf(" (it goes after %s)", either(have))
}

// holder names the origin of a flag's value: the command line, a variable or the
// settings file.
func (w *walked) holder(flag string, getenv func(string) string) string {
	if slices.ContainsFunc(w.given, func(f *kong.Flag) bool { return f.Name == flag }) {
		return "--" + flag
	}
	if name := variable(flag); getenv(name) != "" {
		return name
	}
	return fmt.Sprintf("the setting %q", flag)
}

// flags returns the flags of a command, including those of every command.
func flags(command *kong.Node) []*kong.Flag {
	var all []*kong.Flag
	for _, group := range command.AllFlags(true) {
		all = append(all, group...)
	}
	return all
}

func find(command *kong.Node, is func(*kong.Flag) bool) *kong.Flag {
	all := flags(command)
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i]
	}
	return nil
}

// title returns the name of a command for a sentence.
func title(command *kong.Node) string {
	if name := path(command); name != "" {
		return name
	}
	return "verbatim"
}

// path returns the full name of a command, such as "corpus add".
func path(node *kong.Node) string {
	var names []string
	for ; node != nil && node.Type == kong.CommandNode; node = node.Parent {
		names = append(names, node.Name)
	}
	slices.Reverse(names)
	return strings.Join(names, " ")
}

// commands returns the commands of a command.
func commands(command *kong.Node) []*kong.Node {
	var all []*kong.Node
	for _, child := range command.Children {
		all = append(append(all, child), commands(child)...)
	}
	return all
}

// names returns the names of the nodes.
func names[T any](things []T, name func(T) string) []string {
	var all []string
	for _, thing := range things {
		all = append(all, name(thing))
	}
	return all
}

// didYouMean suggests the names, if there are any.
func didYouMean(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", either(names))
}

// near returns the names whose last word is most similar to given.
func near(given string, names []string) []string {
	var found []string
	least := min(2, utf8.RuneCountInString(strings.TrimLeft(given, "-"))/2) // how many slips of the keyboard there may be
	for _, name := range names {
		word := name[strings.LastIndex(name, " ")+1:]
		switch d := slips(given, word); {
		case d < least:
			least, found = d, []string{name}
		case d == least:
			found = append(found, name)
		}
	}
	return found
}

// slips returns the number of typing errors between a and b: a letter that is missing,
// added or wrong, or two letters that are exchanged.
func slips(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			wrong := 1
			if s[i] == t[j] {
				wrong = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+wrong)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
