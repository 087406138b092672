package evidence

import (
	"context"
	"strings"

	"verbatim/bot/locale"
	"verbatim/corpus"
)

// versionsPage shows a version beside the version before.
type versionsPage struct {
	frame
	Citation citation
	Old, New versionShown
	Titles   *compared // nil if the titles are equal
	Rows     []compared
	Edits    int // number of rows that differ
	pager
}

// compared is a statement in both versions.
type compared struct {
	Kind     string // a corpus.EditKind
	Edit     string // in words
	Old, New *changed
	TooLong  bool
}

// changed holds the words of one version: those equal in both at the beginning,
// those that differ, and those equal at the end.
type changed struct{ Before, Differs, After string }

// newVersions returns the page with the given number that compares two
// versions.
func newVersions(ctx context.Context, f frame, x corpus.Compared, number int) (versionsPage, error) {
	words := f.Words
	p := versionsPage{frame: f, Citation: cite(words, x.Article)}
	both := versions(words, []corpus.Version{x.Old, x.New})
	p.Old, p.New = both[1], both[0]
	if was, is := corpus.Line(x.Old.Article.Title), corpus.Line(x.New.Article.Title); was != is {
		c := diff(was, is)
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

// compare returns the row for an edit.
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
		d := diff(corpus.Clean(e.Old.Text), corpus.Clean(e.New.Text))
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

// splitWords splits a text into words, each with the space before it.
func splitWords(text string) []string {
	words := strings.Split(text, " ")
	for i := range words[1:] {
		words[i+1] = " " + words[i+1]
	}
	return words
}

// diff compares two texts. It cuts both at the spaces before the first and
// after the last word that differs.
func diff(was, is string) compared {
	a, b := splitWords(was), splitWords(is)
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
