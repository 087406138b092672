package document

import (
	"context"
	"math/bits"

	"verbatim/corpus/extract/lexicon"
)

// TextKey is a hash of a statement's text, made as its id is: it ignores case,
// white space and the form of quotation marks.
func TextKey(ctx context.Context, text string) (Digest, error) {
	d, err := TokensOf(ctx, text)
	if err != nil {
		return Digest{}, err
	}
	return TokensKey(d), nil
}

// TokensOf cuts a text into tokens and goes no further.
func TokensOf(ctx context.Context, text string) (*Document, error) {
	d := &Document{Text: text, Lex: lexicon.Words()}
	return d, tokenize(ctx, d)
}

// TokensKey is TextKey of a text that was cut into tokens.
func TokensKey(d *Document) Digest {
	sum := Digest{3, 4}.add(uint64(len(d.Tokens)))
	for i, t := range d.Tokens {
		h := uint64(t.Hash)
		if t.Is(FlagPunct) && isQuotationMark(d.Word(int32(i))) {
			h = 0
		}
		sum = sum.add(h)
	}
	return sum
}

// Digest is a hash of 128 bits that tells texts apart. It keeps no secrets.
type Digest struct{ a, b uint64 }

func (x Digest) add(v uint64) Digest {
	return Digest{mix(x.a^v, 0x9e3779b97f4a7c15), mix(x.b+v, 0xc2b2ae3d27d4eb4f) ^ x.a}
}

// mix folds the product of two numbers, one of them odd and large.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x2545f4914f6cdd1d, b)
	return hi ^ lo
}
