package revise

import (
	"context"

	"verbatim/corpus/extract/document"
)

// alignReach bounds the distance of two aligned statements, in statements.
const alignReach = 40

// band is the half-open range of columns that row i is compared with.
func band(rows, columns, i int) (lo, hi int) {
	wide := (columns + rows - 1) / rows
	at := int(int64(i) * int64(columns) / int64(rows))
	return max(0, at-alignReach), min(columns, at+wide+alignReach)
}

// step is the last step of the best alignment up to a cell.
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

// The weights of a bag's words. Function words weigh less.
const (
	weightFunction = 1
	weightContent  = 4
)
