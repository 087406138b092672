package documents

import (
	"strings"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/index/nearest"
	"verbatim/index/passage"
	"verbatim/index/speakers"
	"verbatim/index/view"
	"verbatim/index/wording"
)

// maker makes the documents of one article's passages.
type maker struct {
	article    corpus.Article
	layer      view.Layer
	dates      []string
	hidden     []corpus.Span // spans of statements that are not shown
	paragraphs []corpus.Span
	reworded   map[corpus.StatementID]corpus.Date
	packer     *passage.Packer
	stems      *wording.Stemmer
	counts     speakers.Tally
	vectors    map[string]nearest.Made
}

// document makes the document of a passage in a layer.
func (m *maker) document(id string, l view.Layer, p passage.Passage, statements []corpus.Statement) *document.Document {
	d := document.NewDocument(id)
	for i := range p.Statements {
		p.Statements[i].Reworded = m.reworded[statements[i].ID]
		p.Statements[i].Paragraph = passage.ParagraphAt(m.paragraphs, statements[i].Start)
	}
	p.Blank(m.hidden)
	m.vectors[id[len(passage.Key{}):]] = nearest.Made{Layer: string(l), Check: CheckOf(l, m.article.Title, &p)}
	said := sayings(statements)
	m.counts.Add(l, occurrences(said.certain), 1)
	text := strings.Join([]string{p.Text, strings.Join(said.alsoKnown, "\n")}, "\n")
	d.AddField(view.NewField(view.FieldText, []byte(text), &view.TextAnalyzer{Scope: l.Scope(), Stemmer: m.stems}))
	if len(said.certain) > 0 {
		d.AddField(view.NewField(view.FieldName, []byte(strings.Join(said.certain, "\x00")), view.NamesAnalyzer{Scope: l.Scope()}))
	}
	addTerms(d, l, view.FieldSpeaker, said.words)
	addTerms(d, l, view.FieldKind, append(said.kinds, view.AnyKind))
	addTerms(d, l, view.FieldDate, m.dates)
	if source := m.article.Source; source != "" {
		addTerms(d, l, view.FieldSource, []string{string(source)})
	}
	d.AddField(view.NewField(view.FieldStored, m.packer.Pack(p.Encode()), nil))
	return d
}

// addTerms adds a field for each term.
func addTerms(d *document.Document, l view.Layer, field string, terms []string) {
	for _, term := range terms {
		d.AddField(view.NewField(field, []byte(l.Scope()+term), nil))
	}
}

// occurrences counts the names of a list.
func occurrences(names []string) map[string]int {
	counts := make(map[string]int)
	for _, name := range names {
		counts[name]++
	}
	return counts
}

// said is the speakers and kinds of a passage's statements.
type said struct {
	certain   []string // names of certain speakers, once for each of their statements
	words     []string // the words of these names
	alsoKnown []string // all names of all speakers
	kinds     []string
}

// sayings collects the speakers and kinds of statements.
func sayings(statements []corpus.Statement) said {
	var out said
	words, kinds, names := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, s := range statements {
		once(kinds, string(s.Kind), &out.kinds)
		counted := make(map[string]bool)
		for _, r := range s.Reports {
			once(kinds, string(r.Kind), &out.kinds)
			if r.Class == corpus.Denies {
				once(kinds, view.DenialKind, &out.kinds)
			}
			if r.Speaker == nil {
				continue
			}
			for _, name := range append([]string{r.Speaker.Name, r.Speaker.Role}, r.Speaker.Aliases...) {
				once(names, name, &out.alsoKnown)
			}
			if !r.Speaker.Certain || r.Speaker.Name == "" {
				continue
			}
			once(counted, r.Speaker.Name, &out.certain)
			for _, name := range append([]string{r.Speaker.Name}, r.Speaker.Aliases...) {
				for _, w := range wording.NameWords(name) {
					once(words, w, &out.words)
				}
			}
		}
	}
	return out
}

// once appends s to the list if it is not empty and has not been seen.
func once(seen map[string]bool, s string, list *[]string) {
	if s != "" && !seen[s] {
		seen[s] = true
		*list = append(*list, s)
	}
}

// dateTerms returns the day, the month and the year of a date, in UTC.
func dateTerms(d corpus.Date) []string {
	t, ok := d.Time()
	if !ok {
		return nil
	}
	return []string{t.Format("2006-01-02"), t.Format("2006-01"), t.Format("2006")}
}
