package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus/extract/lexicon"
)

// scan is the state of reading one word.
type scan struct {
	hash                     uint32
	letters, capitals        int
	digits, points           int
	apostrophe, apostropheAt int    // the offset after the last apostrophe, and its own
	hashBefore               uint32 // the hash before the last apostrophe
	hashBeforeLast           uint32 // the hash before the last small letter of ASCII
	hashBeforeN              uint32 // the hash before the last letter n that an apostrophe follows
	lastN                    int
}

// wordToken reads the word at an offset and appends its token, or two tokens if the
// word ends in a clitic. It returns the word's end.
func wordToken(d *Document, at, end int, space bool) int {
	text := d.Text
	start := at
	s := scan{hash: lexicon.HashOffset, lastN: -1}
loop:
	for at < end {
		c := text[at]
		switch charClasses[c] {
		case classLower:
			at = s.lower(text, at, end)
		case classUpper:
			s.letters++
			s.capitals++
			s.hash = (s.hash ^ uint32(c|0x20)) * lexicon.HashPrime
			at++
		case classDigit:
			s.digits++
			s.hash = (s.hash ^ uint32(c)) * lexicon.HashPrime
			at++
		case classHigh:
			next := s.high(text, at, end)
			if next == at {
				break loop
			}
			at = next
		default:
			next := s.inner(text, start, at, end)
			if next == at {
				break loop
			}
			at = next
		}
	}
	d.appendWord(start, at, end, &s, space)
	return int(d.Tokens[len(d.Tokens)-1].End)
}

// lower reads the small letters of ASCII from the place on.
func (s *scan) lower(text string, at, end int) int {
	from, hash, before := at, s.hash, s.hash
	for at < end && charClasses[text[at]] == classLower {
		before = hash
		hash = (hash ^ uint32(text[at])) * lexicon.HashPrime
		at++
	}
	s.letters += at - from
	s.hash, s.hashBeforeLast = hash, before
	return at
}

// high reads a multi-byte character inside a word.
func (s *scan) high(text string, at, end int) int {
	if n := apostrophe(text, at, end); n > 0 {
		return s.clitic(text, at, n, end)
	}
	r, n := utf8.DecodeRuneInString(text[at:end])
	if r == '\u00ad' {
		return at + n // a soft hyphen is no part of the word
	}
	if !IsWordRune(r) {
		return at
	}
	s.letters++
	low := r
	if unicode.IsUpper(r) {
		s.capitals++
		low = unicode.ToLower(r)
	}
	var b [utf8.UTFMax]byte
	for _, c := range b[:utf8.EncodeRune(b[:], low)] {
		s.hash = (s.hash ^ uint32(c)) * lexicon.HashPrime
	}
	return at + n
}

// clitic reads an apostrophe of n bytes inside a word. It ends the word when no
// letter follows.
func (s *scan) clitic(text string, at, n, end int) int {
	if s.letters == 0 || wordAt(text, at+n, end) == 0 || isDigitAt(text, at+n, end) {
		return at
	}
	s.hashBefore, s.apostropheAt, s.apostrophe = s.hash, at, at+n
	if text[at-1] == 'n' {
		s.hashBeforeN, s.lastN = s.hashBeforeLast, at-1
	}
	s.hash = (s.hash ^ '\'') * lexicon.HashPrime
	return at + n
}

// inner reads a punctuation mark inside a word.
func (s *scan) inner(text string, start, at, end int) int {
	c := text[at]
	switch c {
	case '\'':
		return s.clitic(text, at, 1, end)
	case '-', '/', '@', '_':
		if wordAt(text, at+1, end) == 0 || c == '/' && s.digits == 0 {
			return at
		}
	case '&':
		if s.capitals == 0 || wordAt(text, at+1, end) == 0 {
			return at
		}
	case '.', ',', ':':
		if !s.pointInside(text, start, at, end) {
			return at
		}
		s.points++
	default:
		return at
	}
	s.hash = (s.hash ^ uint32(c)) * lexicon.HashPrime
	return at + 1
}

// pointInside reports whether a point, comma or colon is between digits, or a point
// is between the letters of an abbreviation or of a web address.
func (s *scan) pointInside(text string, start, at, end int) bool {
	if isDigitAt(text, at+1, end) && isDigitAt(text, at-1, end) {
		return true
	}
	if text[at] != '.' || wordAt(text, at+1, end) == 0 {
		return false
	}
	if isDigitAt(text, at+1, end) {
		return s.points > 0 || s.letters == 0
	}
	single := at-start == 1 || at >= 2 && text[at-2] == '.'
	lower := charClasses[text[at+1]] == classLower && charClasses[text[at-1]] == classLower && s.capitals == 0
	return single || lower && at-start > 2
}

func (d *Document) appendWord(start, at, end int, s *scan, space bool) {
	text := d.Text
	flags := TokenFlags(0)
	switch charClasses[text[start]] {
	case classUpper:
		flags |= FlagCapital
	case classHigh:
		if r, _ := utf8.DecodeRuneInString(text[start:end]); unicode.IsUpper(r) {
			flags |= FlagCapital
		}
	}
	if space {
		flags |= FlagSpace
	}
	if s.digits > 0 {
		flags |= FlagDigit
	}
	if s.capitals == s.letters && s.letters > 1 {
		flags |= FlagAllCaps
	}
	t := Token{Start: int32(start), End: int32(at), Hash: s.hash, Flags: flags}
	if at < end && text[at] == '.' && abbreviated(d, &t, s) {
		return
	}
	cut, hash := s.cliticCut(text, start, at)
	if cut == 0 {
		push(d, t)
		return
	}
	t.End, t.Hash = int32(cut), hash
	push(d, t)
	tail := lexicon.HashOffset
	for i := cut; i < at; {
		if n := apostrophe(text, i, at); n > 0 {
			tail = (tail ^ '\'') * lexicon.HashPrime
			i += n
			continue
		}
		tail = (tail ^ uint32(text[i]|0x20)) * lexicon.HashPrime
		i++
	}
	push(d, Token{Start: int32(cut), End: int32(at), Hash: tail})
}

// push appends a word and looks it up.
func push(d *Document, t Token) {
	slot := d.Lex.Slot(t.Hash)
	t.Word = slot.Word
	d.Tokens = append(d.Tokens, t)
	d.Classes = append(d.Classes, classify(d, &t, slot.Class))
}

// abbreviated appends the word with the full stop after it when they are a known
// abbreviation, an initial, or letters with points between them.
func abbreviated(d *Document, t *Token, s *scan) bool {
	hash := (t.Hash ^ '.') * lexicon.HashPrime
	word := d.Lex.Find(hash)
	known := word != 0 && d.Lex.Entries[word].Attrs&lexicon.AttrAbbreviation != 0
	initial := s.letters == 1 && s.capitals == 1 && s.digits == 0 && t.End-t.Start <= 2
	if known && t.Flags&FlagCapital == 0 && d.Lex.Entries[word].Attrs&lexicon.AttrSmall == 0 {
		known = false // "gen." and "ill." are abbreviations with a capital only
	}
	if known && d.Lex.Names[word] == "no." && !isDigitAt(d.Text, int(t.End)+2, len(d.Text)) {
		known = false // No. It is not.
	}
	if !known && !initial && !isParty(d, *t) && (s.points == 0 || s.letters == 0 || s.points > 5 || s.letters > s.points*2) {
		return false
	}
	t.Hash, t.End = hash, t.End+1
	t.Flags |= flagStop
	push(d, *t)
	return true
}

// isParty reports whether a word is a party's letter and an abbreviated state,
// before its full stop: "R-Fla" in "Jim Lake (R-Fla.)".
func isParty(d *Document, t Token) bool {
	w := d.Text[t.Start:t.End]
	if len(w) < 3 || len(w) > 8 || w[1] != '-' {
		return false
	}
	word := d.Lex.Find(lexicon.HashWord(strings.ToLower(w[2:]) + "."))
	return word != 0 && d.Lex.Entries[word].Attrs&lexicon.AttrAbbreviation != 0
}

// cliticCut is the offset of the word's clitic and the hash of the text before it,
// or 0 if the word has no clitic.
func (s *scan) cliticCut(text string, start, at int) (int, uint32) {
	if s.apostrophe == 0 {
		return 0, 0
	}
	tail := text[s.apostrophe:at]
	switch {
	case len(tail) == 1 && strings.ContainsAny(tail, "sSmMdD"),
		len(tail) == 2 && (strings.EqualFold(tail, "re") || strings.EqualFold(tail, "ve") || strings.EqualFold(tail, "ll")):
		return s.apostropheAt, s.hashBefore
	case (tail == "t" || tail == "T") && s.lastN == s.apostropheAt-1 && s.lastN > start:
		return s.lastN, s.hashBeforeN
	}
	return 0, 0
}
