package revise

import (
	"cmp"
	"context"
	"slices"

	"verbatim/corpus/extract/document"
	"verbatim/corpus/extract/lexicon"
)

// alignReach bounds how far from its place a statement is looked for, in statements.
const alignReach = 40

// align pairs statements of two lists in order, so that the likeness of all
// pairs together is greatest; no pair is less alike than least. It looks along
// the diagonal alone.
func (c *comparison) align(ctx context.Context, old, new []int, least float64) error { //nolint:predeclared // as in Compare
	if len(old) == 0 || len(new) == 0 {
		return nil
	}
	like := func(i, j int) float64 { return c.old.words[old[i]].like(c.new.words[new[j]], least) }
	pair := func(i, j int) { c.pair(old[i], new[j]) }
	if len(old) <= len(new) {
		return alignBand(ctx, len(old), len(new), like, pair)
	}
	return alignBand(ctx, len(new), len(old), func(i, j int) float64 { return like(j, i) }, func(i, j int) { pair(j, i) })
}

// band is the columns that row i is compared with, half-open.
func band(rows, columns, i int) (lo, hi int) {
	wide := (columns + rows - 1) / rows
	at := int(int64(i) * int64(columns) / int64(rows))
	return max(0, at-alignReach), min(columns, at+wide+alignReach)
}

// step is how the best alignment comes to a cell.
type step byte

const (
	skipRow step = iota
	skipColumn
	take
)

// alignBand finds the best alignment of rows, of which there are at most as many
// as columns, and calls pair for each of its pairs. A likeness of 0 is no pair.
func alignBand(ctx context.Context, rows, columns int, like func(i, j int) float64, pair func(i, j int)) error {
	bounds := func(i int) (lo, hi int) { return band(rows, columns, i) }
	steps := make([][]step, rows)
	best := make([]float64, columns+1) // of the rows so far and the columns before
	reached := 0
	for i := range rows {
		lo, hi := bounds(i)
		for ; reached < hi; reached++ {
			best[reached+1] = best[reached]
		}
		steps[i] = make([]step, hi-lo)
		diagonal := best[lo]
		for j := lo; j < hi; j++ {
			if err := document.Ended(ctx, j-lo); err != nil {
				return err
			}
			above, how := best[j+1], skipRow
			if best[j] > best[j+1] {
				best[j+1], how = best[j], skipColumn
			}
			if l := like(i, j); l > 0 && diagonal+l > best[j+1] {
				best[j+1], how = diagonal+l, take
			}
			steps[i][j-lo], diagonal = how, above
		}
	}
	for i, j := rows-1, columns-1; i >= 0 && j >= 0; {
		lo, hi := bounds(i)
		switch {
		case j >= hi:
			j = hi - 1
		case j < lo || steps[i][j-lo] == skipRow:
			i--
		case steps[i][j-lo] == skipColumn:
			j--
		default:
			pair(i, j)
			i, j = i-1, j-1
		}
	}
	return nil
}

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

// What the words of a bag count: those that any sentence may hold count less.
const (
	weightFunction = 1
	weightContent  = 4
)

func newBag(ctx context.Context, text string) (*bag, error) {
	const function = lexicon.AttrDeterminer | lexicon.AttrPreposition | lexicon.AttrConjunction | lexicon.AttrSubordinator | lexicon.AttrSubject | lexicon.AttrObject | lexicon.AttrPossessive | lexicon.AttrAuxiliary | lexicon.AttrModal
	d, err := document.TokensOf(ctx, text)
	if err != nil {
		return nil, err
	}
	b := &bag{key: d.TextKey(), words: make([]weighted, 0, len(d.Tokens))}
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

// like is how alike two bags are: the part of their words that they share; 0
// where it is less than least.
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
