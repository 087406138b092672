package view

import (
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/index/wording"
)

// The fields of a document. The terms of an indexed field begin with the layer's scope.
const (
	FieldText    = "text"    // the terms of a passage's statements
	FieldSpeaker = "speaker" // the words of the names of certain speakers
	FieldName    = "name"    // the names of certain speakers, once a statement
	FieldKind    = "kind"    // the kinds of its statements, AnyKind and DenialKind
	FieldDate    = "date"    // the day, month and year of publication
	FieldSource  = "source"  // the article's source
	FieldCopied  = "copied"  // the layers that hold a copy of the passage
	FieldStored  = "stored"  // the passage or the citation, in bytes
)

// Every passage has AnyKind. Those that hold a denial have DenialKind as well.
const (
	AnyKind    = "any"
	DenialKind = "denial"
)

// fieldOptions is the mapping, with one row for each field. There are neither term vectors nor
// doc values. Only names have frequencies: passages are found by the terms that they hold, and
// ranked by their text.
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

// Layout is the version of documents and positions. Raise it if those of any article may look
// different.
const Layout = 11

// newMapping returns the mapping in Bleve's terms. Nothing in it is dynamic.
func newMapping() mapping.IndexMapping {
	static := bleve.NewDocumentStaticMapping()
	for name, options := range fieldOptions {
		field := bleve.NewTextFieldMapping()
		field.Analyzer = keyword.Name // the documents bring their own terms
		field.Index = options.IsIndexed()
		field.Store = options.IsStored()
		field.SkipFreqNorm = options.SkipFreqNorm()
		field.DocValues, field.IncludeTermVectors, field.IncludeInAll = false, false, false
		static.AddFieldMappingsAt(name, field)
	}
	m := bleve.NewIndexMapping()
	m.DefaultMapping = static
	m.DefaultAnalyzer = keyword.Name
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// NewField makes a field of the mapping with a value. If it has no analyzer, the value is its
// only term.
func NewField(name string, value []byte, a analysis.Analyzer) document.Field {
	return &field{TextField: document.NewTextFieldCustom(name, nil, value, fieldOptions[name], a)}
}

// field is a text field that is analyzed only once.
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

// TextAnalyzer gives the terms of English text in a scope, as wording.Stemmer reads them: folded, without
// stop words, stemmed, with those of joined words and numbers besides.
type TextAnalyzer struct {
	Scope   string
	Stemmer *wording.Stemmer
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

// NamesAnalyzer gives one term for each name of a list that NUL separates.
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
