package extract

// key is the word of token i as a feature: its hash, or what it is where its
// very form would only be learnt by heart.
func (d *document) key(i int32) uint64 {
	switch c := d.at(i); c {
	case noWord, name, number, openMark, closeMark:
		return uint64(c)
	}
	return uint64(d.tokens[i].hash)
}

// class2 and class3 are the word classes of tokens from i on, as one value.
func (d *document) class2(i int32) uint64 { return uint64(d.at(i))<<6 | uint64(d.at(i+1)) }

func (d *document) class3(i int32) uint64 { return d.class2(i)<<6 | uint64(d.at(i+2)) }

// stem is the lemma of token i as a feature.
func (d *document) stem(i int32) uint64 {
	if w := d.tokens[i].word; w != 0 {
		return uint64(d.lex.entries[w].stem)
	}
	return uint64(d.tokens[i].hash)
}
