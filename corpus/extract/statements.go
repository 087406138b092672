package extract

import (
	"encoding/base32"
	"encoding/binary"
	"math/bits"

	"verbatim/corpus"
)

// joinStatements makes statements of sentences: each as many as it takes for
// every quotation that opens in it to close.
func (d *document) joinStatements() {
	d.statements = make([]statement, 0, len(d.sentences))
	q := int32(0)
	for i := int32(0); i < int32(len(d.sentences)); {
		first := d.sentences[i]
		s := statement{tokenRange: first.tokenRange, paragraph: first.paragraph, sentences: tokenRange{i, i + 1}}
		s.quotations = tokenRange{q, q}
		for {
			for q < int32(len(d.quotations)) && d.quotations[q].from < s.to {
				d.quotations[q].statement = int32(len(d.statements))
				q++
			}
			if s.sentences.to >= int32(len(d.sentences)) || q == s.quotations.from || d.quotations[q-1].to <= s.to {
				break
			}
			s.to = d.sentences[s.sentences.to].to
			s.sentences.to++
		}
		s.quotations.to = q
		s.start, s.end = d.tokens[s.from].start, d.tokens[s.to-1].end
		for ; i < s.sentences.to; i++ {
			d.sentences[i].statement = int32(len(d.statements))
		}
		d.statements = append(d.statements, s)
	}
}

// identifier gives out the ids of one article's statements: hashes of the
// article's id, the statement's words, and how often these stood before. Case,
// white space and the form of quotation marks make no difference.
type identifier struct {
	seed digest // of the article's id
	seen map[digest]uint64
}

// digest is a hash of 128 bits, for telling texts apart; it keeps no secrets.
type digest struct{ a, b uint64 }

func (x digest) add(v uint64) digest {
	return digest{mix(x.a^v, 0x9e3779b97f4a7c15), mix(x.b+v, 0xc2b2ae3d27d4eb4f) ^ x.a}
}

// mix folds the product of two numbers, one of them odd and large.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x2545f4914f6cdd1d, b)
	return hi ^ lo
}

func newIdentifier(article corpus.ArticleID) *identifier {
	x := &identifier{seed: digest{1, 2}, seen: map[digest]uint64{}}
	for i := range len(article) {
		x.seed = x.seed.add(uint64(article[i]))
	}
	return x
}

// all is the ids of a document's statements. The documents of an article come in
// their order.
func (x *identifier) all(d *document) []corpus.StatementID {
	if len(x.seen) == 0 {
		x.seen = make(map[digest]uint64, len(d.statements))
	}
	ids := make([]corpus.StatementID, len(d.statements))
	for i, s := range d.statements {
		ids[i] = x.next(d.tokens[s.from:s.to])
	}
	return ids
}

func (x *identifier) next(tokens []token) corpus.StatementID {
	sum := x.sum(tokens)
	n := x.seen[sum]
	x.seen[sum] = n + 1
	return x.id(sum, n)
}

// sum is the digest of the article and the statement's words.
func (x *identifier) sum(tokens []token) digest {
	sum := x.seed.add(uint64(len(tokens)))
	for i := range tokens {
		h := uint64(tokens[i].hash)
		if tokens[i].is(flagMark) {
			h = 0 // whatever its form
		}
		sum = sum.add(h)
	}
	return sum
}

// id is the id of the words with that digest that stood n times before.
func (x *identifier) id(sum digest, n uint64) corpus.StatementID {
	sum = sum.add(n).add(n)
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], sum.a)
	binary.BigEndian.PutUint64(b[8:], sum.b)
	return corpus.StatementID(idEncoding.EncodeToString(b[:10]))
}

// idEncoding is how ids are written: lower-case letters and digits.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
