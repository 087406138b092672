package document

import "verbatim/corpus/extract/lexicon"

// Key is the word of token i as a feature: its hash, or what it is where its
// very form would only be learnt by heart.
func (d *Document) Key(i int32) uint64 {
	switch c := d.At(i); c {
	case lexicon.NoWord, lexicon.Name, lexicon.Number, lexicon.OpenMark, lexicon.CloseMark:
		return uint64(c)
	}
	return uint64(d.Tokens[i].Hash)
}

// Class2 and class3 are the word classes of tokens from i on, as one value.
func (d *Document) Class2(i int32) uint64 { return uint64(d.At(i))<<6 | uint64(d.At(i+1)) }

func (d *Document) Class3(i int32) uint64 { return d.Class2(i)<<6 | uint64(d.At(i+2)) }

// Stem is the lemma of token i as a feature.
func (d *Document) Stem(i int32) uint64 {
	if w := d.Tokens[i].Word; w != 0 {
		return uint64(d.Lex.Entries[w].Stem)
	}
	return uint64(d.Tokens[i].Hash)
}
