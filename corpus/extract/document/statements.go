package document

import (
	"encoding/base32"
	"encoding/binary"
	"math/bits"

	"verbatim/corpus"
)

// joinStatements makes statements of sentences: each as many as it takes for
// every quotation that opens in it to close.
func (d *Document) joinStatements() {
	d.Statements = make([]Statement, 0, len(d.Sentences))
	q := int32(0)
	for i := int32(0); i < int32(len(d.Sentences)); {
		first := d.Sentences[i]
		s := Statement{TokenRange: first.TokenRange, Paragraph: first.Paragraph, Sentences: TokenRange{i, i + 1}}
		s.Quotations = TokenRange{q, q}
		for {
			for q < int32(len(d.Quotations)) && d.Quotations[q].From < s.To {
				d.Quotations[q].statement = int32(len(d.Statements))
				q++
			}
			if s.Sentences.To >= int32(len(d.Sentences)) || q == s.Quotations.From || d.Quotations[q-1].To <= s.To {
				break
			}
			s.To = d.Sentences[s.Sentences.To].To
			s.Sentences.To++
		}
		s.Quotations.To = q
		s.Start, s.End = d.Tokens[s.From].Start, d.Tokens[s.To-1].End
		for ; i < s.Sentences.To; i++ {
			d.Sentences[i].Statement = int32(len(d.Statements))
		}
		d.Statements = append(d.Statements, s)
	}
}

// Identifier gives out the ids of one article's statements: hashes of the
// article's id, the statement's words, and how often these stood before. Case,
// white space and the form of quotation marks make no difference.
type Identifier struct {
	seed Digest // of the article's id
	seen map[Digest]uint64
}

// Digest is a hash of 128 bits, for telling texts apart; it keeps no secrets.
type Digest struct{ a, b uint64 }

func (x Digest) add(v uint64) Digest {
	return Digest{mix(x.a^v, 0x9e3779b97f4a7c15), mix(x.b+v, 0xc2b2ae3d27d4eb4f) ^ x.a}
}

// mix folds the product of two numbers, one of them odd and large.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x2545f4914f6cdd1d, b)
	return hi ^ lo
}

func NewIdentifier(article corpus.ArticleID) *Identifier {
	x := &Identifier{seed: Digest{1, 2}, seen: map[Digest]uint64{}}
	for i := range len(article) {
		x.seed = x.seed.add(uint64(article[i]))
	}
	return x
}

// All is the ids of a document's statements. The documents of an article come in
// their order.
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

func (x *Identifier) next(tokens []token) corpus.StatementID {
	sum := x.sum(tokens)
	n := x.seen[sum]
	x.seen[sum] = n + 1
	return x.id(sum, n)
}

// sum is the digest of the article and the statement's words.
func (x *Identifier) sum(tokens []token) Digest {
	sum := x.seed.add(uint64(len(tokens)))
	for i := range tokens {
		h := uint64(tokens[i].Hash)
		if tokens[i].Is(FlagMark) {
			h = 0 // whatever its form
		}
		sum = sum.add(h)
	}
	return sum
}

// id is the id of the words with that digest that stood n times before.
func (x *Identifier) id(sum Digest, n uint64) corpus.StatementID {
	sum = sum.add(n).add(n)
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], sum.a)
	binary.BigEndian.PutUint64(b[8:], sum.b)
	return corpus.StatementID(idEncoding.EncodeToString(b[:10]))
}

// idEncoding is how ids are written: lower-case letters and digits.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
