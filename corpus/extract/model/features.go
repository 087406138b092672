package model

import "verbatim/corpus/extract/internal/linear"

// Features collects the features of one decision.
type Features struct{ List []linear.Feature }

// Reset drops the features of the decision before.
func (f *Features) Reset() {
	if f.List == nil {
		f.List = make([]linear.Feature, 0, 64) // more than any decision has
	}
	f.List = f.List[:0]
}

// Add adds the feature that a template has for a value.
func (f *Features) Add(template Template, value uint64) {
	f.List = append(f.List, linear.Hash(uint32(template), value))
}

// Pair adds the feature that a template has for two values, the second of at most
// 12 bits.
func (f *Features) Pair(template Template, a, small uint64) {
	f.Add(template, a<<12^small)
}

// Bucket is n on a scale that grows coarser: 0 to 4 as they are, 11 at most.
func Bucket(n int32) uint64 {
	switch {
	case n < 0:
		return 15
	case n <= 4:
		return uint64(n)
	case n <= 6:
		return 5
	case n <= 9:
		return 6
	case n <= 13:
		return 7
	case n <= 19:
		return 8
	case n <= 29:
		return 9
	case n <= 49:
		return 10
	}
	return 11
}

// Flag is 1 if b holds, else 0.
func Flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
