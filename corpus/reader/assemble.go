package reader

// ids returns the numbers of the pieces of text.
func (t *Tokenizer) ids(text string) []int32 {
	pieces := t.Pieces(text)
	// Room for what callers append.
	out := make([]int32, len(pieces), len(pieces)+64)
	for i, p := range pieces {
		out[i] = p.ID
	}
	return out
}

// single returns the sequence of one text, cut to length pieces.
func (t *Tokenizer) single(text string, length int) sequence {
	pieces := t.Pieces(text)
	return t.around(pieces[:min(len(pieces), length-2)])
}

// around returns pieces with the special ones.
func (t *Tokenizer) around(pieces []Piece) sequence {
	ids := make([]int32, 0, len(pieces)+2)
	ids = append(ids, t.classify)
	for _, p := range pieces {
		ids = append(ids, p.ID)
	}
	ids = append(ids, t.separator)
	return sequence{ids, len(ids)}
}

// pair returns the sequence of two texts, cut to length pieces.
func (t *Tokenizer) pair(first, second []int32, length int) sequence {
	a, b := share(len(first), len(second), length-3)
	ids := make([]int32, 0, a+b+3)
	ids = append(append(append(ids, t.classify), first[:a]...), t.separator)
	ids = append(append(ids, second[:b]...), t.separator)
	return sequence{ids, a + 2}
}

// share cuts the longer of two lengths, and then both, until together they fit into room: the rule "longest first" of the tokenizer with
// which the networks were trained.
func share(a, b, room int) (int, int) {
	if a+b <= room {
		return a, b
	}
	short := min(a, b)
	long := max(short, room-short)
	if short+long > room {
		short = room / 2
		long = short + room%2
	}
	if a > b {
		return long, short
	}
	return short, long
}
