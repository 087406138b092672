package playground

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// problem is a reason for which Discord would refuse a request.
type problem struct{ at, why string }

func (p *problem) Error() string {
	return "Discord would refuse this (Invalid Form Body): " + p.at + ": " + p.why
}

func invalid(at, why string) error { return &problem{at, why} }

// within returns a problem unless s has least to most characters.
func within(at, s string, least, most int) error {
	if n := utf8.RuneCountInString(s); n < least || n > most {
		return invalid(at, fmt.Sprintf("%d characters, must be %d to %d", n, least, most))
	}
	return nil
}

// counted returns a problem if n is more than most.
func counted(at string, n, most int) error {
	if n > most {
		return invalid(at, fmt.Sprintf("%d of them, at most %d", n, most))
	}
	return nil
}

// first returns the first problem, or nil if all are nil.
func first(problems ...error) error {
	i := slices.IndexFunc(problems, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return problems[i]
}

func link(at, s string) error {
	if s == "" || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "attachment://") {
		return nil
	}
	return invalid(at, fmt.Sprintf("%q is not a web address", s))
}
