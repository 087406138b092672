package evidence

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"

	"verbatim/corpus"
)

const (
	// maxStatement is the length of the longest statement that is shown, in
	// bytes. A statement is never shown in part.
	maxStatement = 2 << 20
	// palette is the number of colours for speakers. With more speakers, the
	// colours repeat.
	palette = 8
)

// maxReports bounds the reports of a statement that are shown, since each takes
// several lines.
const maxReports = 300

// speakerShown is a speaker who is certain, with a colour.
type speakerShown struct {
	Colour     int // from 1
	Name, Role string
	Statements int
}

// row is a part of an article, in order.
type row struct {
	item
	TooLong bool
	Colour  int // of the first report's speaker; 0 if no speaker is certain
	None    bool
	Notes   []note
}

// note describes one report.
type note struct {
	Colour     int
	Name, Role string // "" if the speaker is not certain
	Kind       corpus.Kind
	Cue        string // "" if the report continues another
	Continues  string // the statement that it continues
	Mention    string // the article's word for the speaker, as far as it may be shown
	MentionAt  string // the other statement that holds the mention; "" if this one does, or none does
	Corrected  bool
	Why        []corpus.Evidence
}

// marker marks the statements of a part of an article.
type marker struct {
	corpus.Annotated
	colours   map[string]int        // of the listed speakers, by name
	from      int                   // the first statement of the part
	shown     []corpus.Statement    // the statements of the part, with evidence
	elsewhere map[int][]corpus.Span // by statement of the part: the words in it that mention the speakers of other statements
}

// newMarker returns a marker for the statements in [from, to).
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

// colour returns a speaker's colour. For speakers that are not listed, it
// depends on the name.
func (m *marker) colour(name string) int {
	if c, ok := m.colours[name]; ok {
		return c
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return int(h.Sum32()%palette) + 1
}

// statementAt returns the statement that contains an offset, or -1.
func (m *marker) statementAt(offset int) int {
	i, _ := slices.BinarySearchFunc(m.Places, offset, func(s corpus.Place, at int) int { return cmp.Compare(s.End, at+1) })
	if i < len(m.Places) && m.Places[i].Start <= offset {
		return i
	}
	return -1
}

// row returns the row for an item.
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

// note returns the note for a report of statement i.
func (m *marker) note(i int, r corpus.Report) note {
	by := r.Byline(m.Article.Text)
	n := note{
		Kind: r.Kind, Continues: string(r.Continues), Corrected: by.Corrected,
		Name: corpus.Line(by.Speaker), Role: corpus.Line(by.Role), Cue: corpus.Line(by.Cue),
	}
	if n.Name != "" {
		n.Colour = m.colour(n.Name)
		if !r.Corrected { // other evidence would reveal a speaker who is not certain
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

// parts returns the characters of statement i, marked.
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

// speakersShown returns the speakers with their colours.
func speakersShown(all []corpus.Speaking) []speakerShown {
	out := make([]speakerShown, len(all))
	for i, s := range all {
		out[i] = speakerShown{Colour: i%palette + 1, Name: s.Name, Role: s.Role, Statements: s.Statements}
	}
	return out
}
