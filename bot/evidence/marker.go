package evidence

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"

	"verbatim/corpus"
)

// maxReports is how many reports a statement has at most that is shown: each takes
// some lines.
const maxReports = 300

// marker marks the statements of a part of an article.
type marker struct {
	corpus.Annotated
	colours   map[string]int        // of the speakers that are listed, by name
	from      int                   // the first statement of the part
	shown     []corpus.Statement    // those of the part, explained
	elsewhere map[int][]corpus.Span // by statement of the part, the words in it for the speakers of others
}

// newMarker is for the statements from one place up to another.
func newMarker(ctx context.Context, x corpus.Annotated, from, to int) (*marker, error) {
	m := &marker{Annotated: x, colours: make(map[string]int, len(x.Speakers)), from: from, elsewhere: map[int][]corpus.Span{}}
	for _, s := range speakersShown(x.Speakers) {
		m.colours[s.Name] = s.Colour
	}
	for i, at := range x.Elsewhere {
		if err := ended(ctx, i); err != nil {
			return nil, err
		}
		if in := m.statementAt(at.Start); from <= in && in < to {
			m.elsewhere[in] = append(m.elsewhere[in], at)
		}
	}
	var err error
	m.shown, err = x.Explain(ctx, from, to)
	return m, err
}

// colour is a speaker's. Those who are not listed have one by their name.
func (m *marker) colour(name string) int {
	if c, ok := m.colours[name]; ok {
		return c
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return int(h.Sum32()%palette) + 1
}

// statementAt is the statement in which an offset lies, -1 where it lies in none.
func (m *marker) statementAt(offset int) int {
	i, _ := slices.BinarySearchFunc(m.Places, offset, func(s corpus.Place, at int) int { return cmp.Compare(s.End, at+1) })
	if i < len(m.Places) && m.Places[i].Start <= offset {
		return i
	}
	return -1
}

// row is what is shown of an item.
func (m *marker) row(i item) row {
	r := row{item: i}
	if i.Kind != "statement" {
		return r
	}
	s := m.shown[i.at-m.from]
	r.None = s.Corrected && len(s.Reports) == 0
	if s.Len() > maxStatement || len(s.Reports) > maxReports {
		r.TooLong = true
	} else {
		r.Parts = m.parts(i.at, s)
	}
	for _, report := range s.Reports[:min(len(s.Reports), maxReports)] {
		n := m.note(i.at, report)
		r.Notes, r.Colour = append(r.Notes, n), cmp.Or(r.Colour, n.Colour)
	}
	return r
}

// note is what is known of a report of the i-th statement.
func (m *marker) note(i int, r corpus.Report) note {
	by := r.Byline(m.Article.Text)
	n := note{
		Kind: r.Kind, Continues: string(r.Continues), Corrected: by.Corrected,
		Name: corpus.Line(by.Speaker), Role: corpus.Line(by.Role), Cue: corpus.Line(by.Cue),
	}
	if n.Name != "" {
		n.Colour = m.colour(n.Name)
		if !r.Corrected { // of others it would name whoever is not certain
			n.Why = r.Evidence
		}
	}
	if at, ok := r.ShownMention(m.Article.Text); ok {
		n.Mention = corpus.Line(at.In(m.Article.Text))
		if in := m.statementAt(at.Start); in >= 0 && in != i {
			n.MentionAt = string(m.Places[in].ID)
		}
	}
	return n
}
