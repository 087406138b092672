package view

import (
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/index/rank"
)

// The fields of a document. Each indexed field's terms begin with its layer's scope.
const (
	FieldText    = "text"    // the terms of a passage's statements
	FieldSpeaker = "speaker" // the words of the names of who speaks in it for certain
	FieldName    = "name"    // the names in full, once a statement
	FieldKind    = "kind"    // the kinds of its statements, anyKind and denialKind
	FieldDate    = "date"    // the day, month and year of publication
	FieldSource  = "source"  // the source that the article is from
	FieldCopied  = "copied"  // the layers that hold a copy of the passage, which their guilds see in its place
	FieldStored  = "stored"  // the passage, or an article's citation, in bytes
)

// anyKind is the kind that every passage has, and denialKind that of those in
// which somebody denies something.
const (
	AnyKind    = "any"
	DenialKind = "denial"
)

// fieldOptions are the mapping: one row a field, and nothing that is not in it.
// There are neither term vectors nor doc values, and only names are counted:
// passages are found by which terms they hold, and ranked by their text.
var fieldOptions = map[string]bleveindex.FieldIndexingOptions{
	FieldText:    bleveindex.IndexField | bleveindex.SkipFreqNorm,
	FieldSpeaker: bleveindex.IndexField | bleveindex.SkipFreqNorm,
	FieldName:    bleveindex.IndexField,
	FieldKind:    bleveindex.IndexField | bleveindex.SkipFreqNorm,
	FieldDate:    bleveindex.IndexField | bleveindex.SkipFreqNorm,
	FieldSource:  bleveindex.IndexField | bleveindex.SkipFreqNorm,
	FieldCopied:  bleveindex.IndexField | bleveindex.SkipFreqNorm,
	FieldStored:  bleveindex.StoreField,
}

// Layout is raised whenever the documents of some article, or the position, may
// look different.
const Layout = 10

// newMapping is the mapping in Bleve's own terms. Nothing is dynamic.
func newMapping() mapping.IndexMapping {
	passage := bleve.NewDocumentStaticMapping()
	for name, options := range fieldOptions {
		field := bleve.NewTextFieldMapping()
		field.Analyzer = keyword.Name // documents bring terms of their own, see document.go
		field.Index = options.IsIndexed()
		field.Store = options.IsStored()
		field.SkipFreqNorm = options.SkipFreqNorm()
		field.DocValues, field.IncludeTermVectors, field.IncludeInAll = false, false, false
		passage.AddFieldMappingsAt(name, field)
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = passage
	m.DefaultAnalyzer = keyword.Name
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// NewField is a field of the mapping with a value; without an analyzer the
// value is its only term.
func NewField(name string, value []byte, a analysis.Analyzer) document.Field {
	return &field{TextField: document.NewTextFieldCustom(name, nil, value, fieldOptions[name], a)}
}

// field is a text field that is analyzed once, by whoever does it first.
type field struct {
	*document.TextField
	analyzed bool
}

// Analyze implements Bleve's index.Field.
func (f *field) Analyze() {
	if !f.analyzed {
		f.TextField.Analyze()
		f.analyzed = true
	}
}

// TextAnalyzer gives the terms of English text in a scope:
// possessives, accents and case folded, stop words left out, Snowball.
type TextAnalyzer struct {
	Scope   string
	Stemmer *rank.Stemmer
}

// Analyze implements Bleve's analysis.Analyzer.
func (a *TextAnalyzer) Analyze(text []byte) analysis.TokenStream {
	tokens := make([]analysis.Token, 0, len(text)/8+1)
	a.Stemmer.EachTerm(string(text), func(term string, position, start, end int) {
		tokens = append(tokens, analysis.Token{Term: []byte(a.Scope + term), Start: start, End: end, Position: position + 1})
	})
	stream := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		stream[i] = &tokens[i]
	}
	return stream
}

// names gives one token for every name in a list parted by NUL.
type NamesAnalyzer struct{ Scope string }

// Analyze implements Bleve's analysis.Analyzer.
func (a NamesAnalyzer) Analyze(list []byte) analysis.TokenStream {
	var stream analysis.TokenStream
	start := 0
	for i := 0; i <= len(list); i++ {
		if i < len(list) && list[i] != 0 {
			continue
		}
		stream = append(stream, &analysis.Token{
			Term: []byte(a.Scope + string(list[start:i])), Start: start, End: i, Position: len(stream) + 1,
		})
		start = i + 1
	}
	return stream
}
