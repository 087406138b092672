package revise

import (
	"cmp"
	"context"
	"slices"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// bag is the words of a statement, without their order.
type bag struct {
	key   document.Digest
	words []weighted // sorted
	total int
}

type weighted struct {
	hash   uint32
	weight int
}

func newBag(ctx context.Context, text string) (*bag, error) {
	const function = lexicon.AttrDeterminer | lexicon.AttrPreposition | lexicon.AttrConjunction | lexicon.AttrSubordinator | lexicon.AttrSubject | lexicon.AttrObject | lexicon.AttrPossessive | lexicon.AttrAuxiliary | lexicon.AttrModal
	d, err := document.TokensOf(ctx, text)
	if err != nil {
		return nil, err
	}
	b := &bag{key: document.TokensKey(d), words: make([]weighted, 0, len(d.Tokens))}
	for i, t := range d.Tokens {
		if t.Is(document.FlagPunct) {
			continue
		}
		w := weighted{t.Hash, weightContent}
		if d.Attrs(int32(i))&function != 0 {
			w.weight = weightFunction
		}
		b.words = append(b.words, w)
		b.total += w.weight
	}
	slices.SortFunc(b.words, func(x, y weighted) int { return cmp.Compare(x.hash, y.hash) })
	return b, nil
}

// like is the likeness of two bags: the part of their words that they share, or 0
// if that is less than least.
func (b *bag) like(o *bag, least float64) float64 {
	all := float64(b.total + o.total)
	if all == 0 || 2*float64(min(b.total, o.total)) < least*all {
		return 0
	}
	shared := 0
	for i, j := 0, 0; i < len(b.words) && j < len(o.words); {
		switch x, y := b.words[i], o.words[j]; {
		case x.hash < y.hash:
			i++
		case x.hash > y.hash:
			j++
		default:
			shared += x.weight
			i, j = i+1, j+1
		}
	}
	if l := 2 * float64(shared) / all; l >= least {
		return l
	}
	return 0
}
