package bot

import (
	"errors"
	"strconv"
	"strings"

	"verbatim/bot/markdown"
)

// CustomID is what a component or a modal is named by: the command that it
// belongs to, with its subcommands, and arguments, of which the first says what
// it does. It is at most maxCustomID bytes of ASCII.
type CustomID struct {
	path []string
	Args []string
}

var errCustomID = errors.New("no custom id of ours")

// NewCustomID names a component of the command ("corpus", "corpus.add.text").
// An argument that cannot stand in one is a mistake of the program, and leads
// to a button that leads nowhere.
func NewCustomID(path string, args ...string) string {
	return strings.Join(append([]string{path}, args...), "/")
}

// ParseCustomID reads what newCustomID made.
func ParseCustomID(s string) (CustomID, error) {
	if s == "" || len(s) > markdown.MaxCustomID {
		return CustomID{}, errCustomID
	}
	parts := strings.Split(s, "/")
	path := strings.Split(parts[0], ".")
	for _, name := range path {
		if name == "" {
			return CustomID{}, errCustomID
		}
	}
	return CustomID{path: path, Args: parts[1:]}, nil
}

// Arg is an argument, "" where there are not so many.
func (c CustomID) Arg(i int) string {
	if i >= len(c.Args) {
		return ""
	}
	return c.Args[i]
}

// Page is an argument that is a page's number, from 0. What is none is the
// first.
func (c CustomID) Page(i int) int {
	n, err := strconv.Atoi(c.Arg(i))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
