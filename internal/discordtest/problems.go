package discordtest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// problem is an error in a body. path is its place, such as
// data.embeds[0].title, or "" for the body itself.
type problem struct{ path, reason string }

type problems []problem

func (p *problems) add(path, reason string) { *p = append(*p, problem{path, reason}) }

func (p problems) lines() []string {
	var out []string
	for _, one := range p {
		out = append(out, strings.TrimPrefix(one.path+": "+one.reason, ": "))
	}
	return out
}

var patternStep = regexp.MustCompile(`[^.\[\]]+`)

// wire nests the problems as Discord does: by path, with _errors at the end.
func (p problems) wire() map[string]any {
	root := map[string]any{}
	for _, one := range p {
		at := root
		for _, step := range patternStep.FindAllString(one.path, -1) {
			next, ok := at[step].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[step] = next
			}
			at = next
		}
		list, _ := at["_errors"].([]any)
		at["_errors"] = append(list, map[string]any{"code": "BASE_TYPE_INVALID", "message": one.reason})
	}
	return root
}

// characters counts characters as Discord does.
func characters(s string) int { return utf8.RuneCountInString(s) }

// blank reports whether s is empty after Discord has trimmed it.
func blank(s string) bool { return strings.TrimFunc(s, unicode.IsSpace) == "" }

// limit adds a problem if s is longer than most characters.
func (p *problems) limit(path, s string, most int) {
	if n := characters(s); n > most {
		p.add(path, fmt.Sprintf("must be %d or fewer in length, is %d", most, n))
	}
}

func (p *problems) required(path, s string) {
	if blank(s) {
		p.add(path, "this field is required")
	}
}

// link checks a URL, which may be absent.
func (p *problems) link(path, s string, most int, schemes ...string) {
	if s == "" {
		return
	}
	p.limit(path, s, most)
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		p.add(path, fmt.Sprintf("%q is not a well formed URL", s))
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		p.add(path, fmt.Sprintf("scheme %q must be one of %s", u.Scheme, strings.Join(schemes, ", ")))
	case u.Host == "":
		p.add(path, fmt.Sprintf("%q is not a well formed URL: no host", s))
	case strings.HasPrefix(u.Scheme, "http") && !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":"):
		p.add(path, fmt.Sprintf("%q is not a well formed URL: the host has no domain", s))
	}
}
