package evidence

import (
	"slices"
	"strings"

	"verbatim/corpus"
)

// part is a run of a statement's characters that are marked alike.
type part struct {
	Text string
	mark
}

// mark is what characters of a statement are; several at once.
type mark struct{ Reported, Quoted, Cue, Mention bool }

// Class is the mark as the style has it, "" where there is none.
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

// The kinds of marks.
const (
	markReported = iota
	markQuoted
	markCue
	markMention
	markKinds
)

// edge is where marks of a kind begin (+1) or end (-1).
type edge struct{ at, kind, by int }

// parts are the characters of the i-th statement, marked.
func (m *marker) parts(i int, s corpus.Statement) []part {
	var edges []edge
	add := func(span corpus.Span, kind int) {
		if span.Len() > 0 && span.Overlaps(s.Span) {
			edges = append(edges, edge{max(span.Start, s.Start), kind, 1}, edge{min(span.End, s.End), kind, -1})
		}
	}
	for _, r := range s.Reports {
		if r.Content != nil {
			add(*r.Content, markReported)
		}
		for _, q := range r.Quotes {
			add(q, markReported)
			add(q, markQuoted)
		}
		if r.Cue != nil {
			add(r.Cue.Span, markCue)
		}
		if at, ok := r.ShownMention(m.Article.Text); ok {
			add(at, markMention)
		}
	}
	for _, at := range m.elsewhere[i] {
		add(at, markMention)
	}
	slices.SortFunc(edges, func(a, b edge) int { return a.at - b.at })
	return cut(m.Article.Text, s.Span, edges)
}

// cut is the text of a span between edges, which are in order.
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
