package evidence

import (
	"strings"

	"verbatim/corpus"
)

// part is a run of a statement's characters with the same mark.
type part struct {
	Text string
	mark
}

// mark says what characters of a statement are; several can be true.
type mark struct{ Reported, Quoted, Cue, Mention bool }

// Class returns the mark's CSS classes.
func (m mark) Class() string {
	var out []string
	for _, k := range []struct {
		is   bool
		name string
	}{{m.Reported, "reported"}, {m.Quoted, "quoted"}, {m.Cue, "cue"}, {m.Mention, "mention"}} {
		if k.is {
			out = append(out, k.name)
		}
	}
	return strings.Join(out, " ")
}

// Kinds of marks.
const (
	markReported = iota
	markQuoted
	markCue
	markMention
	markKinds
)

// edge is where marks of a kind begin (+1) or end (-1).
type edge struct{ at, kind, by int }

// cut cuts the text of a span at edges, which are in order.
func cut(text string, span corpus.Span, edges []edge) []part {
	var out []part
	var open [markKinds]int
	at := span.Start
	upTo := func(end int) {
		if shown := corpus.Clean(text[at:end]); shown != "" {
			out = append(out, part{shown, mark{open[markReported] > 0, open[markQuoted] > 0, open[markCue] > 0, open[markMention] > 0}})
		}
		at = end
	}
	for _, e := range edges {
		if e.at > at {
			upTo(e.at)
		}
		open[e.kind] += e.by
	}
	upTo(span.End)
	return out
}
