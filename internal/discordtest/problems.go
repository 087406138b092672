package discordtest

import (
	"regexp"
	"strings"
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
