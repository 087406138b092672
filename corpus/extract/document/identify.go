package document

import (
	"context"
	"encoding/base32"
	"encoding/binary"

	"verbatim/corpus"
	"verbatim/corpus/extract/lexicon"
)

// ID is the id of the statement with a text, if the statement is the first in its
// article with these words and every quotation mark in it opens and closes in it.
// For other statements the result is another id, so a caller that stores no ids
// must compare.
func ID(article corpus.ArticleID, text string) corpus.StatementID {
	ctx := context.Background() // never ends
	d := &Document{Text: text, Lex: lexicon.Words()}
	_ = tokenize(ctx, d)
	_ = markQuotations(ctx, d)
	x := NewIdentifier(article)
	return x.id(x.sum(d.Tokens), 0)
}

// Identifier gives out the ids of one article's statements. An id is a hash of the
// article's id, the statement's words, and the number of earlier statements with
// the same words. Case, white space and the form of quotation marks make no
// difference.
type Identifier struct {
	seed Digest // of the article's id
	seen map[Digest]uint64
}

// NewIdentifier makes the Identifier of an article, for one pass over its text.
func NewIdentifier(article corpus.ArticleID) *Identifier {
	x := &Identifier{seed: Digest{1, 2}, seen: map[Digest]uint64{}}
	for i := range len(article) {
		x.seed = x.seed.add(uint64(article[i]))
	}
	return x
}

// All returns the ids of a document's statements. Call it for the documents of an
// article in their order.
func (x *Identifier) All(d *Document) []corpus.StatementID {
	if len(x.seen) == 0 {
		x.seen = make(map[Digest]uint64, len(d.Statements))
	}
	ids := make([]corpus.StatementID, len(d.Statements))
	for i, s := range d.Statements {
		ids[i] = x.next(d.Tokens[s.From:s.To])
	}
	return ids
}

func (x *Identifier) next(tokens []Token) corpus.StatementID {
	sum := x.sum(tokens)
	n := x.seen[sum]
	x.seen[sum] = n + 1
	return x.id(sum, n)
}

// sum is the digest of the article and the statement's words.
func (x *Identifier) sum(tokens []Token) Digest {
	sum := x.seed.add(uint64(len(tokens)))
	for i := range tokens {
		h := uint64(tokens[i].Hash)
		if tokens[i].Is(FlagMark) {
			h = 0 // the form of a mark does not count
		}
		sum = sum.add(h)
	}
	return sum
}

// id is the id of the words with that digest after n statements with the same
// words.
func (x *Identifier) id(sum Digest, n uint64) corpus.StatementID {
	sum = sum.add(n).add(n)
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], sum.a)
	binary.BigEndian.PutUint64(b[8:], sum.b)
	return corpus.StatementID(idEncoding.EncodeToString(b[:10]))
}

// idEncoding writes ids in lower-case letters and digits.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
