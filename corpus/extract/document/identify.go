package document

import (
	"context"

	"verbatim/corpus"
	"verbatim/corpus/extract/lexicon"
)

// ID is the id that Statements gives to the statement with this text that is the
// first in its article with these words, where its quotation marks open and
// close in it. For others it is another id: whoever does without storing ids
// must compare.
func ID(article corpus.ArticleID, text string) corpus.StatementID {
	ctx := context.Background() // which never ends
	d := &Document{Text: text, Lex: lexicon.Words()}
	_ = d.tokenize(ctx)
	_ = d.markQuotations(ctx)
	x := NewIdentifier(article)
	return x.id(x.sum(d.Tokens), 0)
}
