package reader

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// maxWord is the number of characters, after normalising, from which on a word becomes one unknown piece.
const maxWord = 100

// Piece is a word or a part of a word that the network knows.
type Piece struct {
	ID int32
	// Start and End bound the piece in the text, in bytes. Characters that normalising removes at its edges are outside.
	Start, End int
}

// Tokenizer cuts text into pieces as the WordPiece tokenizer of uncased BERT does: accents and control characters are removed,
// letters become lower-case, punctuation marks and Chinese characters are words of their own, and each word is cut into the longest
// pieces of the vocabulary. The names of special pieces have no special meaning in a text. It is safe for concurrent use.
type Tokenizer struct {
	first, later                 map[string]int32
	longest                      int
	unknown, classify, separator int32
	removed, spaces              ranges
	isolated, punctuation        ranges
	mapped                       map[rune]string
	ascii                        [utf8.RuneSelf]class
}

// class is what normalising does to a character.
type class uint8

const (
	classLetter class = iota
	classRemoved
	classSpace
	classPunctuation
)

// ranges are first and last characters of runs, sorted.
type ranges []rune

func (r ranges) has(c rune) bool {
	i := sort.Search(len(r)/2, func(i int) bool { return r[2*i+1] >= c })
	return i < len(r)/2 && r[2*i] <= c
}

// tokenizer reads the vocabulary and the tables of characters.
func (f *file) tokenizer() *Tokenizer {
	c := f.header.Characters
	t := &Tokenizer{
		first:       make(map[string]int32, f.header.Shape.Words),
		later:       make(map[string]int32),
		removed:     f.pairs(c.Removed, "removed characters"),
		spaces:      f.pairs(c.Spaces, "spaces"),
		isolated:    f.pairs(c.Isolated, "isolated characters"),
		punctuation: f.pairs(c.Punctuation, "punctuation"),
		mapped:      make(map[rune]string),
	}
	for line := range strings.SplitSeq(string(f.bytes(c.Mapped, -1, "mapped characters")), "\n") {
		from, to, ok := strings.Cut(line, "\t")
		r, size := utf8.DecodeRuneInString(from)
		f.check(ok && size == len(from) && utf8.ValidString(to), "mapped characters")
		t.mapped[r] = to
	}
	t.read(f)
	for i := range t.ascii {
		t.ascii[i] = t.lookUp(rune(i))
	}
	return t
}

// read reads the vocabulary: one piece a line, its number is its line. Pieces inside a word begin with "##".
func (t *Tokenizer) read(f *file) {
	b := f.bytes(f.header.Vocabulary, -1, "vocabulary")
	f.check(bytes.Count(b, []byte("\n"))+1 == f.header.Shape.Words, "vocabulary: size")
	if f.err != nil {
		return
	}
	id := int32(0)
	for piece := range strings.SplitSeq(string(b), "\n") {
		if rest, ok := strings.CutPrefix(piece, "##"); ok && rest != "" {
			t.later[rest] = id
		} else {
			t.first[piece] = id
		}
		t.longest = max(t.longest, len(piece))
		id++
	}
	for name, to := range map[string]*int32{"[UNK]": &t.unknown, "[CLS]": &t.classify, "[SEP]": &t.separator} {
		id, ok := t.first[name]
		f.check(ok, "vocabulary: no "+name)
		*to = id
	}
}

func (t *Tokenizer) class(r rune) class {
	if r < utf8.RuneSelf {
		return t.ascii[r]
	}
	return t.lookUp(r)
}

func (t *Tokenizer) lookUp(r rune) class {
	switch {
	case t.removed.has(r):
		return classRemoved
	case t.spaces.has(r):
		return classSpace
	case t.punctuation.has(r):
		return classPunctuation
	}
	return classLetter
}

// word is a word while it is read: its normalised text, and for each character of that its end there and its place in the text.
type word struct {
	text  []byte
	chars []char
}

type char struct {
	end        int // in word.text
	from, upTo int // in the text
}

// Pieces returns the pieces of text, without the special pieces at its ends. Bytes that are not UTF-8 are ignored.
func (t *Tokenizer) Pieces(text string) []Piece {
	out := make([]Piece, 0, len(text)/4+4)
	var w word
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		switch t.class(r) {
		case classRemoved:
		case classSpace:
			out = t.flush(out, &w)
		case classPunctuation:
			out = t.flush(out, &w)
			w.add(r, at, at+size)
			out = t.flush(out, &w)
		default:
			out = t.letter(out, &w, r, at, at+size)
		}
		at += size
	}
	return t.flush(out, &w)
}

func (w *word) add(r rune, from, upTo int) {
	w.text = utf8.AppendRune(w.text, r)
	w.chars = append(w.chars, char{len(w.text), from, upTo})
}

// letter adds the normalised form of r to the word. That form can contain punctuation and spaces.
func (t *Tokenizer) letter(out []Piece, w *word, r rune, from, upTo int) []Piece {
	alone := r >= utf8.RuneSelf && t.isolated.has(r)
	if alone {
		out = t.flush(out, w)
	}
	if form, ok := t.mapped[r]; ok {
		for _, c := range form {
			switch t.class(c) {
			case classSpace:
				out = t.flush(out, w)
			case classPunctuation:
				out = t.flush(out, w)
				w.add(c, from, upTo)
				out = t.flush(out, w)
			default:
				w.add(c, from, upTo)
			}
		}
	} else if r >= hangulFirst && r <= hangulLast {
		w.addHangul(r, from, upTo)
	} else {
		w.add(r, from, upTo)
	}
	if alone {
		out = t.flush(out, w)
	}
	return out
}

// Hangul syllables consist of a leading consonant, a vowel and perhaps a trailing consonant; Unicode orders them by rule.
const (
	hangulFirst, hangulLast = 0xac00, 0xd7a3
	leading, vowel, trail   = 0x1100, 0x1161, 0x11a7
	vowels, trails          = 21, 28
)

func (w *word) addHangul(r rune, from, upTo int) {
	i := r - hangulFirst
	w.add(leading+i/(vowels*trails), from, upTo)
	w.add(vowel+i/trails%vowels, from, upTo)
	if i%trails != 0 {
		w.add(trail+i%trails, from, upTo)
	}
}

// flush appends the pieces of w to out, and empties w.
func (t *Tokenizer) flush(out []Piece, w *word) []Piece {
	defer func() { w.text, w.chars = w.text[:0], w.chars[:0] }()
	if len(w.chars) == 0 {
		return out
	}
	whole := Piece{t.unknown, w.chars[0].from, w.chars[len(w.chars)-1].upTo}
	if len(w.chars) > maxWord {
		return append(out, whole)
	}
	kept := len(out)
	known, start := t.first, 0
	for i := 0; i < len(w.chars); {
		id, j := t.match(known, w, start, i)
		if j < 0 {
			return append(out[:kept], whole)
		}
		out = append(out, Piece{id, w.chars[i].from, w.chars[j].upTo})
		known, start, i = t.later, w.chars[j].end, j+1
	}
	return out
}

// match finds the longest piece in known that begins at character i, and returns it with its last character, or -1 if no piece fits.
func (t *Tokenizer) match(known map[string]int32, w *word, start, i int) (id int32, last int) {
	for j := len(w.chars) - 1; j >= i; j-- {
		if w.chars[j].end-start > t.longest {
			continue
		}
		if id, ok := known[string(w.text[start:w.chars[j].end])]; ok {
			return id, j
		}
	}
	return 0, -1
}
