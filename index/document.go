package index

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/corpus/extract"
	"verbatim/corpus/revise"
)

// keyOf is the article's key.
func keyOf(guild corpus.GuildID, id corpus.ArticleID) articleKey {
	sum := sha256.Sum256([]byte(string(guild) + "\x00" + string(id)))
	return articleKey(sum[:len(articleKey{})])
}

// passageID is the document id of the article's n-th passage. The article's own
// document, with its citation, has the key alone.
func passageID(key articleKey, n int) string {
	return string(binary.AppendUvarint(key[:], uint64(n)))
}

// made is the documents of one article, with what speakers are counted by.
type made struct {
	documents  []*document.Document
	statements int
	counts     tally // statements by the name of a speaker who is certain
	failed     error // why there are none
}

// analyze takes the terms out of the documents' fields. Bleve would do so in
// goroutines of its own, where what one article breaks would end the process.
func (m *made) analyze() {
	for _, d := range m.documents {
		for _, f := range d.Fields {
			if f.Options().IsIndexed() {
				f.Analyze()
			}
		}
	}
}

// makeDocuments takes a changed article apart into its documents, with copies for
// those guilds alone that are held. It depends on nothing but the change, and may
// run for several at once. An error is the context's.
func makeDocuments(ctx context.Context, c corpus.Change, held func(corpus.GuildID) bool, stems *stemmer, packer *packer) (made, error) {
	a := c.Article
	out := made{counts: newTally()}
	plain, err := extract.Statements(ctx, a)
	if err != nil {
		return made{}, err
	}
	statements, err := ofGuild(a.Guild, c).apply(ctx, a, plain)
	if err != nil || len(statements) == 0 {
		return out, err
	}
	out.statements = len(statements)
	key := keyOf(a.Guild, a.ID)
	paragraphs, err := extract.Paragraphs(ctx, a.Text)
	if err != nil {
		return made{}, err
	}
	reworded, err := rewordings(ctx, c, plain)
	if err != nil {
		return made{}, err
	}
	m := maker{
		article: a, layer: layerOf(a.Guild, a.Origin), dates: dateTerms(a.Published), packer: packer, stems: stems,
		hidden: revise.Hidden(plain, statements), reworded: reworded, counts: out.counts, paragraphs: paragraphs,
	}
	head := document.NewDocument(string(key[:]))
	head.AddField(newField(fieldStored, packer.pack(encodeCitation(a, corpus.DateOf(c.PageChanged))), nil))
	out.documents = append(out.documents, head)
	copies, err := m.newCopies(ctx, c, held, statements)
	if err != nil {
		return made{}, err
	}
	rest := statements
	for i, p := range cutPassages(a, key, statements, paragraphs) {
		if err := ctx.Err(); err != nil {
			return made{}, err
		}
		own := rest[:len(p.statements)]
		rest = rest[len(own):]
		d := m.document(passageID(key, i), m.layer, p, own)
		for _, one := range copies {
			if copied := one.passage(key, i, own); copied != nil {
				d.AddField(newField(fieldCopied, []byte(one.layer.scope()), nil))
				out.documents = append(out.documents, copied)
			}
		}
		out.documents = append(out.documents, d)
	}
	return out, nil
}

// maker makes the documents of one article's passages.
type maker struct {
	article    corpus.Article
	layer      layer
	dates      []string
	hidden     []corpus.Span // statements that are not shown
	paragraphs []corpus.Span
	reworded   map[corpus.StatementID]corpus.Date
	packer     *packer
	stems      *stemmer
	counts     tally
}

// document is the document of a passage in a layer.
func (m *maker) document(id string, l layer, p passage, statements []corpus.Statement) *document.Document {
	d := document.NewDocument(id)
	for i := range p.statements {
		p.statements[i].reworded = m.reworded[statements[i].ID]
		p.statements[i].paragraph = paragraphAt(m.paragraphs, statements[i].Start)
	}
	p.blank(m.hidden)
	said := sayings(statements)
	m.counts.add(l, occurrences(said.certain), 1)
	text := strings.Join([]string{p.text, strings.Join(said.alsoKnown, "\n")}, "\n")
	d.AddField(newField(fieldText, []byte(text), &textAnalyzer{scope: l.scope(), stemmer: m.stems}))
	if len(said.certain) > 0 {
		d.AddField(newField(fieldName, []byte(strings.Join(said.certain, "\x00")), namesAnalyzer{l.scope()}))
	}
	addTerms(d, l, fieldSpeaker, said.words)
	addTerms(d, l, fieldKind, append(said.kinds, anyKind))
	addTerms(d, l, fieldDate, m.dates)
	if source := m.article.Source; source != "" {
		addTerms(d, l, fieldSource, []string{string(source)})
	}
	d.AddField(newField(fieldStored, m.packer.pack(p.encode()), nil))
	return d
}

func addTerms(d *document.Document, l layer, field string, terms []string) {
	for _, term := range terms {
		d.AddField(newField(field, []byte(l.scope()+term), nil))
	}
}

// occurrences is how often each name is in a list.
func occurrences(names []string) map[string]int {
	counts := make(map[string]int)
	for _, name := range names {
		counts[name]++
	}
	return counts
}

// said is who says what how in a passage.
type said struct {
	certain   []string // names, once for every statement of theirs
	words     []string // of those names
	alsoKnown []string // every name of every speaker
	kinds     []string
}

func sayings(statements []corpus.Statement) said {
	var out said
	words, kinds, names := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, s := range statements {
		once(kinds, string(s.Kind), &out.kinds)
		counted := make(map[string]bool)
		for _, r := range s.Reports {
			once(kinds, string(r.Kind), &out.kinds)
			if r.Class == corpus.Denies {
				once(kinds, denialKind, &out.kinds)
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
				for _, w := range nameWords(name) {
					once(words, w, &out.words)
				}
			}
		}
	}
	return out
}

// once appends s to list where it has not been seen and is not empty.
func once(seen map[string]bool, s string, list *[]string) {
	if s != "" && !seen[s] {
		seen[s] = true
		*list = append(*list, s)
	}
}

// nameWords is the words of a name as they are compared: normalised, whole.
func nameWords(name string) []string {
	var words []string
	eachWord(name, func(start, end int) {
		if w := normalise(nil, name[start:end]); len(w) > 0 {
			words = append(words, string(w))
		}
	})
	return words
}

// dateTerms is the day, the month and the year of a date, in UTC.
func dateTerms(d corpus.Date) []string {
	t, ok := d.Time()
	if !ok {
		return nil
	}
	return []string{t.Format("2006-01-02"), t.Format("2006-01"), t.Format("2006")}
}

// citation is what an answer shows of its article.
type citation struct {
	corpus.Citation
	guild corpus.GuildID
}

// encodeCitation is an article's citation in bytes; changed is since when its page
// shows something else.
func encodeCitation(a corpus.Article, changed corpus.Date) []byte {
	b := appendString(nil, string(a.ID))
	for _, s := range []string{a.Title, a.Publisher, a.URL, string(a.Published), string(a.Origin), string(a.Guild), string(changed)} {
		b = appendString(b, s)
	}
	return b
}

// decodeCitation reads what encodeCitation wrote.
func decodeCitation(b string) (citation, error) {
	r := reader{rest: b}
	c := citation{Citation: corpus.Citation{
		Article: corpus.ArticleID(r.string()), Title: r.string(), Publisher: r.string(), URL: r.string(),
		Published: corpus.Date(r.string()), Origin: corpus.Origin(r.string()),
	}, guild: corpus.GuildID(r.string())}
	c.PageChanged = corpus.Date(r.string())
	if r.failed {
		return c, errPassage
	}
	return c, nil
}
