package model

// HashSet is a set of hashes. It has room for the number it was made for.
type HashSet struct {
	slots []uint32
	mask  uint32
}

// NewHashSet makes an empty set with room for n hashes.
func NewHashSet(n int) HashSet {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return HashSet{make([]uint32, size), uint32(size - 1)}
}

// Add puts a hash into the set. The lowest bit of a hash does not count.
func (s HashSet) Add(h uint32) {
	h |= 1
	for at := h * 0x9e3779b1 & s.mask; ; at = (at + 1) & s.mask {
		if s.slots[at] == h {
			return
		}
		if s.slots[at] == 0 {
			s.slots[at] = h
			return
		}
	}
}

// Has reports whether a hash is in the set.
func (s HashSet) Has(h uint32) bool {
	h |= 1
	for at := h * 0x9e3779b1 & s.mask; s.slots[at] != 0; at = (at + 1) & s.mask {
		if s.slots[at] == h {
			return true
		}
	}
	return false
}
