package revise

import (
	"cmp"
	"context"
	"slices"

	"verbatim/corpus"
	"verbatim/corpus/extract/document"
)

// How alike the words of two statements must be, 0 to 1, for one to be the other
// reworded: when they have the same place in the text, when they are the only ones
// between the same neighbours, and when they are elsewhere.
const (
	likeHere  = 0.5
	likeAlone = 0.3
	likeMoved = 0.7
)

// Compare returns the changes that a publisher made between two versions of an
// article, in the order of the text. A withdrawn statement has the place that it
// had. Statements with one id, or with the same words, are the same. Of the others,
// two that have the same place and share most words count as a reworded one.
// No statement is in two edits. Old and New point into the arguments. The time is
// about linear in the number of statements. An error is the context's.
func Compare(ctx context.Context, old, new []corpus.Statement) ([]corpus.Edit, error) { //nolint:predeclared // the field's own word
	return compare(ctx, old, new, false)
}

// Align is Compare with the unchanged statements among the others: its result has
// every statement of both versions.
func Align(ctx context.Context, old, new []corpus.Statement) ([]corpus.Edit, error) { //nolint:predeclared // the field's own word
	return compare(ctx, old, new, true)
}

func compare(ctx context.Context, old, new []corpus.Statement, unchanged bool) ([]corpus.Edit, error) { //nolint:predeclared // the field's own word
	c := comparison{
		old: comparedSide{statements: old, partner: unpaired(len(old)), words: make([]*bag, len(old))},
		new: comparedSide{statements: new, partner: unpaired(len(new)), words: make([]*bag, len(new))},
	}
	if err := c.pairSame(ctx); err != nil {
		return nil, err
	}
	same := slices.Clone(c.new.partner)
	if err := c.pairBetween(ctx, c.anchors()); err != nil {
		return nil, err
	}
	if err := c.align(ctx, c.old.unpaired(0, len(old)), c.new.unpaired(0, len(new)), likeMoved); err != nil {
		return nil, err
	}
	return c.edits(same, unchanged), ctx.Err()
}

// comparison is the state of comparing two versions.
type comparison struct{ old, new comparedSide }

// comparedSide is one of two versions.
type comparedSide struct {
	statements []corpus.Statement
	partner    []int  // the index of the same or reworded statement in the other, -1 without
	words      []*bag // filled in when needed
}

func unpaired(n int) []int { return slices.Repeat([]int{-1}, n) }

// unpaired returns the statements without a partner from one index up to another.
func (s *comparedSide) unpaired(from, to int) []int {
	var out []int
	for i := from; i < to; i++ {
		if s.partner[i] < 0 {
			out = append(out, i)
		}
	}
	return out
}

// fill makes the bags of some statements.
func (s *comparedSide) fill(ctx context.Context, indices []int) error {
	for _, i := range indices {
		if s.words[i] != nil {
			continue
		}
		b, err := newBag(ctx, s.statements[i].Text)
		if err != nil {
			return err
		}
		s.words[i] = b
	}
	return nil
}

func (c *comparison) pair(o, n int) { c.old.partner[o], c.new.partner[n] = n, o }

// pairSame pairs statements with one id, then those of the same words.
func (c *comparison) pairSame(ctx context.Context) error {
	byID := make(map[corpus.StatementID]int, len(c.old.statements))
	for i := len(c.old.statements) - 1; i >= 0; i-- {
		byID[c.old.statements[i].ID] = i
	}
	for n := range c.new.statements {
		if o, ok := byID[c.new.statements[n].ID]; ok && c.old.partner[o] < 0 {
			c.pair(o, n)
		}
	}
	old, fresh := c.old.unpaired(0, len(c.old.statements)), c.new.unpaired(0, len(c.new.statements))
	if len(old) == 0 || len(fresh) == 0 {
		return nil
	}
	if err := c.old.fill(ctx, old); err != nil {
		return err
	}
	if err := c.new.fill(ctx, fresh); err != nil {
		return err
	}
	byText := make(map[document.Digest][]int)
	for _, o := range old {
		key := c.old.words[o].key
		byText[key] = append(byText[key], o)
	}
	for _, n := range fresh {
		key := c.new.words[n].key
		if same := byText[key]; len(same) > 0 {
			c.pair(same[0], n)
			byText[key] = same[1:]
		}
	}
	return nil
}

// anchors returns the longest run of pairs that are in the same order in both
// versions, as indices of the new one.
func (c *comparison) anchors() []int {
	var tails []int // by length, the new index of the run's last that is earliest in the old
	before := make([]int, len(c.new.statements))
	for n, o := range c.new.partner {
		if o < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(tails, o, func(t, o int) int { return cmp.Compare(c.new.partner[t], o) })
		before[n] = -1
		if at > 0 {
			before[n] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, n)
		}
		tails[at] = n
	}
	if len(tails) == 0 {
		return nil
	}
	run := make([]int, len(tails))
	for i, n := len(run)-1, tails[len(tails)-1]; i >= 0; i, n = i-1, before[n] {
		run[i] = n
	}
	return run
}

// pairBetween pairs reworded statements between the same anchors.
func (c *comparison) pairBetween(ctx context.Context, anchors []int) error {
	o, n := 0, 0
	for i := 0; i <= len(anchors); i++ {
		toOld, toNew := len(c.old.statements), len(c.new.statements)
		if i < len(anchors) {
			toNew = anchors[i]
			toOld = c.new.partner[toNew]
		}
		here, there := c.old.unpaired(o, toOld), c.new.unpaired(n, toNew)
		least := likeHere
		if len(here) == 1 && len(there) == 1 {
			least = likeAlone
		}
		if err := c.align(ctx, here, there, least); err != nil {
			return err
		}
		o, n = toOld+1, toNew+1
	}
	return nil
}

// edits returns the differences once partners are found, and also the unchanged
// statements if unchanged is set. The argument same holds the statements of the new
// version that have a partner with the same words.
func (c *comparison) edits(same []int, unchanged bool) []corpus.Edit {
	type placed struct {
		corpus.Edit
		at, after, old int // where the new index lies in the old version, or after it
	}
	var all []placed
	for n := range c.new.statements {
		o := c.new.partner[n]
		switch {
		case o < 0:
			all = append(all, placed{corpus.Edit{Kind: corpus.Added, New: &c.new.statements[n]}, n, 0, 0})
		case same[n] < 0:
			all = append(all, placed{corpus.Edit{Kind: corpus.Reworded, Old: &c.old.statements[o], New: &c.new.statements[n]}, n, 0, 0})
		case unchanged:
			all = append(all, placed{corpus.Edit{Kind: corpus.Unchanged, Old: &c.old.statements[o], New: &c.new.statements[n]}, n, 0, 0})
		}
	}
	at := -1
	for o, n := range c.old.partner {
		if n >= 0 {
			at = n
			continue
		}
		all = append(all, placed{corpus.Edit{Kind: corpus.Withdrawn, Old: &c.old.statements[o]}, at, 1, o})
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.after, b.after), cmp.Compare(a.old, b.old))
	})
	edits := make([]corpus.Edit, len(all))
	for i := range all {
		edits[i] = all[i].Edit
	}
	return edits
}

// Changes returns the changes between two versions of an article, as Compare does,
// from their outlines.
func Changes(ctx context.Context, old, new corpus.Article) ([]corpus.Edit, error) { //nolint:predeclared // the field's own word
	was, err := document.Outline(ctx, old)
	if err != nil {
		return nil, err
	}
	is, err := document.Outline(ctx, new)
	if err != nil {
		return nil, err
	}
	return Compare(ctx, was, is)
}

// align pairs statements of two lists in order, so that the likeness of all pairs
// together is greatest. No pair is less alike than least. It only looks near the
// diagonal.
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
