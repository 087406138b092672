package index

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/blevesearch/bleve/v2/document"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// keyOf is the article's key.
func keyOf(guild corpus.GuildID, id corpus.ArticleID) articleKey {
	sum := sha256.Sum256([]byte(scope(guild) + string(id)))
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
	names      map[string]int // statements by the name of a speaker who is certain
}

// makeDocuments takes an article apart into its documents. It depends on
// nothing but the article, and may run for several at once.
func makeDocuments(a corpus.Article, stems *stemmer, packer *packer) made {
	statements := extract.Statements(a)
	out := made{statements: len(statements), names: make(map[string]int)}
	if len(statements) == 0 {
		return out
	}
	key := keyOf(a.Guild, a.ID)
	m := maker{article: a, scope: scope(a.Guild), dates: dateTerms(a.Published), packer: packer}
	m.analyzer = &textAnalyzer{scope: m.scope, stemmer: stems}
	head := document.NewDocument(string(key[:]))
	head.AddField(newField(fieldStored, packer.pack(encodeCitation(a)), nil))
	out.documents = append(out.documents, head)
	rest := statements
	for i, p := range cutPassages(a, key, statements, extract.Paragraphs(a.Text)) {
		own := rest[:len(p.statements)]
		rest = rest[len(own):]
		out.documents = append(out.documents, m.document(passageID(key, i), p, own, out.names))
	}
	return out
}

// maker makes the documents of one article's passages.
type maker struct {
	article  corpus.Article
	scope    string
	dates    []string
	analyzer *textAnalyzer
	packer   *packer
}

func (m *maker) document(id string, p passage, statements []corpus.Statement, names map[string]int) *document.Document {
	d := document.NewDocument(id)
	said := sayings(statements)
	for _, name := range said.certain {
		names[name]++
	}
	text := strings.Join([]string{p.text, strings.Join(said.alsoKnown, "\n")}, "\n")
	d.AddField(newField(fieldText, []byte(text), m.analyzer))
	if len(said.certain) > 0 {
		d.AddField(newField(fieldName, []byte(strings.Join(said.certain, "\x00")), namesAnalyzer{m.scope}))
	}
	m.add(d, fieldSpeaker, said.words)
	m.add(d, fieldKind, append(said.kinds, anyKind))
	m.add(d, fieldDate, m.dates)
	m.add(d, fieldOrigin, []string{string(m.article.Origin)})
	d.AddField(newField(fieldStored, m.packer.pack(p.encode()), nil))
	return d
}

func (m *maker) add(d *document.Document, field string, terms []string) {
	for _, term := range terms {
		d.AddField(newField(field, []byte(m.scope+term), nil))
	}
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

// encodeCitation is what an answer shows of its article, in bytes.
func encodeCitation(a corpus.Article) []byte {
	b := appendString(nil, string(a.ID))
	for _, s := range []string{a.Title, a.Publisher, a.URL, string(a.Published), string(a.Origin)} {
		b = appendString(b, s)
	}
	return b
}

// decodeCitation reads what encodeCitation wrote.
func decodeCitation(b string) (corpus.Citation, error) {
	r := reader{rest: b}
	c := corpus.Citation{
		Article: corpus.ArticleID(r.string()), Title: r.string(), Publisher: r.string(), URL: r.string(),
		Published: corpus.Date(r.string()), Origin: corpus.Origin(r.string()),
	}
	if r.failed {
		return c, errPassage
	}
	return c, nil
}
