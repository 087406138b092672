package bot

import (
	"errors"
	"strconv"
	"strings"

	"verbatim/bot/markdown"
)

// CustomID names a component or a modal. It holds the command that it belongs to, with
// its subcommands, and arguments, of which the first is usually an action. Encoded, it
// has at most markdown.MaxCustomID bytes of ASCII.
type CustomID struct {
	path []string
	Args []string
}

var errCustomID = errors.New("no custom id of ours")

// NewCustomID encodes the custom_id of a component of a command ("corpus",
// "corpus.add.text"). An argument must not hold a slash.
func NewCustomID(path string, args ...string) string {
	return strings.Join(append([]string{path}, args...), "/")
}

// ParseCustomID decodes what NewCustomID made.
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

// Arg returns argument i, or "" if there are fewer.
func (c CustomID) Arg(i int) string {
	if i >= len(c.Args) {
		return ""
	}
	return c.Args[i]
}

// Page returns argument i as the number of a page, from 0. If it is not a number, Page
// returns 0.
func (c CustomID) Page(i int) int {
	n, err := strconv.Atoi(c.Arg(i))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
