package evidence

import (
	"cmp"
	"slices"
	"strings"

	"verbatim/corpus"
)

// marker marks an article's statements.
type marker struct {
	article    corpus.Article
	statements []corpus.Statement
	hidden     []corpus.Span
	speakers   []speakerShown
	colours    map[string]int    // of speakers who are certain, by name
	elsewhere  map[int][]mention // by statement, the mentions in it of other statements' reports
}

// mention is the article's word for a speaker.
type mention struct{ corpus.Span }

func newMarker(x corpus.Annotated) *marker {
	m := &marker{
		article: x.Article, statements: x.Statements, hidden: x.Hidden,
		colours: map[string]int{}, elsewhere: map[int][]mention{},
	}
	for i, s := range m.statements {
		counted := map[string]bool{}
		for _, r := range s.Reports {
			if name := nameOf(r); name != "" && !counted[name] {
				counted[name] = true
				m.count(name, corpus.Line(r.Speaker.Role))
			}
			if at, ok := m.mentionOf(r); ok && !s.Contains(at.Span) {
				if in := m.statementAt(at.Start); in >= 0 && in != i {
					m.elsewhere[in] = append(m.elsewhere[in], at)
				}
			}
		}
	}
	return m
}

// nameOf is who says a report for certain, "" where nobody does.
func nameOf(r corpus.Report) string {
	if r.Speaker == nil || !r.Speaker.Certain {
		return ""
	}
	return corpus.Line(r.Speaker.Name)
}

func (m *marker) count(name, role string) {
	i := slices.IndexFunc(m.speakers, func(s speakerShown) bool { return s.Name == name })
	if i < 0 {
		i = len(m.speakers)
		m.speakers = append(m.speakers, speakerShown{Colour: i%palette + 1, Name: name})
		m.colours[name] = m.speakers[i].Colour
	}
	m.speakers[i].Statements++
	m.speakers[i].Role = cmp.Or(m.speakers[i].Role, role)
}

// mentionOf is the mention that a report's attribution rests on; ok is false
// where it may not be shown, since it would name somebody who is not certain.
func (m *marker) mentionOf(r corpus.Report) (mention, bool) {
	if r.Speaker == nil || r.Speaker.Mention.Len() <= 0 || r.Speaker.Mention.End > len(m.article.Text) {
		return mention{}, false
	}
	at := mention{r.Speaker.Mention}
	return at, r.Speaker.Certain || corpus.OwnWord(at.In(m.article.Text)) != ""
}

// statementAt is the statement in which an offset lies, -1 where it lies in none.
func (m *marker) statementAt(offset int) int {
	i, _ := slices.BinarySearchFunc(m.statements, offset, func(s corpus.Statement, at int) int { return cmp.Compare(s.End, at+1) })
	if i < len(m.statements) && m.statements[i].Start <= offset {
		return i
	}
	return -1
}

// rows are the article's parts in order, without what fill adds.
func (m *marker) rows() []row {
	var out []row
	at, hidden, begins := 0, m.hidden, true
	between := func(to int) {
		gap := m.article.Text[at:to]
		for line := range strings.Lines(gap) {
			begins = begins || strings.HasSuffix(line, "\n")
			if text := corpus.Line(line); text != "" {
				out = append(out, row{Kind: "heading", Begins: true, Parts: []part{{Text: text}}, size: len(line)})
				begins = true
			}
		}
	}
	hide := func(before int) {
		for len(hidden) > 0 && hidden[0].Start < before {
			between(max(at, hidden[0].Start))
			out = append(out, row{Kind: "hidden", Begins: begins})
			at, begins, hidden = max(at, hidden[0].End), false, hidden[1:]
		}
	}
	for i, s := range m.statements {
		hide(s.Start)
		between(max(at, s.Start))
		out = append(out, row{Kind: "statement", Begins: begins, ID: string(s.ID), at: i, size: s.Len()})
		at, begins = s.End, false
	}
	hide(len(m.article.Text))
	between(len(m.article.Text))
	return out
}

// fill adds what is known of a row's statement.
func (m *marker) fill(r *row) {
	if r.Kind != "statement" {
		return
	}
	i, s := r.at, m.statements[r.at]
	r.None = s.Corrected && len(s.Reports) == 0
	if s.Len() > maxStatement {
		r.TooLong = true
	} else {
		r.Parts = m.parts(i)
	}
	for _, report := range s.Reports {
		n := m.note(i, report)
		r.Notes, r.Colour = append(r.Notes, n), cmp.Or(r.Colour, n.Colour)
	}
}

// note is what is known of a report of the i-th statement.
func (m *marker) note(i int, r corpus.Report) note {
	n := note{Kind: r.Kind, Continues: string(r.Continues), Corrected: r.Corrected}
	if r.Cue != nil {
		n.Cue = corpus.Line(r.Cue.Text)
	}
	if n.Name = nameOf(r); n.Name != "" {
		n.Colour, n.Role = m.colours[n.Name], corpus.Line(r.Speaker.Role)
		if !r.Corrected { // of others it would name whoever is not certain
			n.Why = r.Evidence
		}
	}
	if at, ok := m.mentionOf(r); ok {
		n.Mention = corpus.Line(at.In(m.article.Text))
		if in := m.statementAt(at.Start); in >= 0 && in != i {
			n.MentionAt = string(m.statements[in].ID)
		}
	}
	return n
}
