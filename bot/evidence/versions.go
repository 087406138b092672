package evidence

import (
	"context"
	"strings"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// versionsPage is a version beside the one before it.
type versionsPage struct {
	frame
	Citation citation
	Old, New versionShown
	Titles   *compared // where the title differs
	Rows     []compared
	Edits    int // rows that differ
	pager
}

// compared is a statement in both versions.
type compared struct {
	Kind     string // as corpus.EditKind
	Edit     string // in words
	Old, New *changed
	TooLong  bool
}

// changed is the words of one version: those that both have at their ends, and
// those between them.
type changed struct{ Before, Differs, After string }

// newVersions is the page of that number of two versions.
func newVersions(ctx context.Context, f frame, x corpus.Compared, number int) (versionsPage, error) {
	words := f.Words
	p := versionsPage{frame: f, Citation: cite(words, x.Article)}
	both := versions(words, []corpus.Version{x.Old, x.New})
	p.Old, p.New = both[1], both[0]
	if was, is := corpus.Line(x.Old.Article.Title), corpus.Line(x.New.Article.Title); was != is {
		c := differing(was, is)
		p.Titles = &c
	}
	c := cutter{wanted: -1}
	for _, e := range x.Rows {
		if e.Kind != corpus.Unchanged {
			p.Edits++
		}
		c.add(sizeOf(e.Old) + sizeOf(e.New))
	}
	var shown corpus.Span
	p.pager, shown = c.choose(number, "")
	for _, e := range x.Rows[shown.Start:shown.End] {
		if err := ctx.Err(); err != nil {
			return versionsPage{}, err
		}
		p.Rows = append(p.Rows, compare(words, e))
	}
	return p, nil
}

func sizeOf(s *corpus.Statement) int {
	if s == nil {
		return 0
	}
	return s.Len()
}

// compare is an edit as it is shown.
func compare(words locale.Plain, e corpus.Edit) compared {
	c := compared{Kind: string(e.Kind)}
	if e.Kind != corpus.Unchanged {
		c.Edit = words.Edit(e.Kind)
	}
	if sizeOf(e.Old) > maxStatement || sizeOf(e.New) > maxStatement {
		c.TooLong = true
		return c
	}
	if e.Kind == corpus.Reworded {
		d := differing(corpus.Clean(e.Old.Text), corpus.Clean(e.New.Text))
		c.Old, c.New = d.Old, d.New
		return c
	}
	if e.Old != nil {
		c.Old = &changed{Before: corpus.Clean(e.Old.Text)}
	}
	if e.New != nil {
		c.New = &changed{Before: corpus.Clean(e.New.Text)}
	}
	return c
}

// spaced are the words of a text, each with the space before it.
func spaced(text string) []string {
	words := strings.Split(text, " ")
	for i := range words[1:] {
		words[i+1] = " " + words[i+1]
	}
	return words
}

// differing are two texts, cut at the spaces where they begin and cease to differ.
func differing(was, is string) compared {
	a, b := spaced(was), spaced(is)
	first := 0
	for first < min(len(a), len(b)) && a[first] == b[first] {
		first++
	}
	last := 0
	for last < min(len(a), len(b))-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	side := func(words []string) *changed {
		return &changed{
			Before:  strings.Join(words[:first], ""),
			Differs: strings.Join(words[first:len(words)-last], ""),
			After:   strings.Join(words[len(words)-last:], ""),
		}
	}
	return compared{Old: side(a), New: side(b)}
}
