package passage

import "verbatim/corpus"

// A stored kind is one byte, together with these marks.
const (
	markKind      byte = 0x0f
	markCorrected byte = 0x10 // a moderator has corrected it
	markReworded  byte = 0x20 // a date follows
	markParagraph byte = 0x40 // the difference of the paragraph's number follows
)

// marked adds a mark to a stored kind, if it is set.
func marked(kind, mark byte, set bool) byte {
	if set {
		kind |= mark
	}
	return kind
}

// Kinds are the kinds of statements. Their place is the code that they are stored as.
var Kinds = [...]corpus.Kind{corpus.Narrated, corpus.Direct, corpus.Indirect, corpus.Mixed}

// kindCode returns the code of a kind, that of narrated statements if it has none.
func kindCode(k corpus.Kind) byte {
	for code, kind := range Kinds {
		if kind == k {
			return byte(code)
		}
	}
	return 0
}

// kindOf returns the kind of a code.
func kindOf(code byte) corpus.Kind {
	if int(code) < len(Kinds) {
		return Kinds[code]
	}
	return corpus.Narrated
}
