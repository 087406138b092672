package admin

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus"
)

// names holds the names of a guild's sources in lower case.
type names map[string]bool

func namesOf(sources []corpus.SourceState, except corpus.SourceID) names {
	taken := names{}
	for _, s := range sources {
		if s.RemovedAt.IsZero() && s.ID != except {
			taken[strings.ToLower(s.Name)] = true
		}
	}
	return taken
}

// check validates a name that a person has chosen.
func (n names) check(name string) (string, error) {
	name = tidy(name)
	switch {
	case name == "" || !utf8.ValidString(name):
		return "", fmt.Errorf("%q: %w: type some letters", name, corpus.ErrName)
	case len(name) > corpus.MaxSourceName:
		return "", fmt.Errorf("%q: %w: it is longer than %d bytes", name, corpus.ErrName, corpus.MaxSourceName)
	case n[strings.ToLower(name)]:
		return "", fmt.Errorf("%q: %w: choose one that is free", name, corpus.ErrSourceName)
	}
	return name, nil
}

// unique returns a name based on base. If the name is taken, it appends a
// number.
func (n names) unique(base string) string {
	base = clip(tidy(base), corpus.MaxSourceName)
	if base == "" {
		base = "Source"
	}
	name := base
	for i := 2; n[strings.ToLower(name)]; i++ {
		suffix := fmt.Sprintf(" %d", i)
		name = clip(base, corpus.MaxSourceName-len(suffix)) + suffix
	}
	return name
}

// tidy returns s on one line without invisible characters.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// clip returns at most n bytes of s without splitting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimSpace(s[:n])
}

// nameOf returns a source's default name: its title, or else its site or file.
func nameOf(s corpus.Source, title string) string {
	if title = tidy(title); title != "" {
		return title
	}
	if u, err := url.Parse(s.Location); err == nil && u.Hostname() != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return path.Base(strings.ReplaceAll(s.Location, `\`, "/"))
}
