package extract

import "verbatim/corpus"

// ID is the id that Statements gives to the statement with this text that is the
// first in its article with these words, where its quotation marks open and
// close in it. For others it is another id: whoever does without storing ids
// must compare.
func ID(article corpus.ArticleID, text string) corpus.StatementID {
	d := &document{text: text, lex: words()}
	d.tokenize()
	d.markQuotations()
	x := newIdentifier(article, 0)
	return x.id(x.sum(d.tokens), 0)
}
