package extract

import (
	"context"
	"unicode"
	"unicode/utf8"
)

// charClass is the kind of a byte, for the tokenizer's inner loop.
type charClass uint8

const (
	classOther charClass = iota
	classLower
	classUpper
	classDigit
	classSpace
	classHigh // a byte of a multi-byte character
)

// charClasses is the class of every byte.
var charClasses = func() (c [256]charClass) {
	for b := range c {
		switch {
		case b >= 0x80:
			c[b] = classHigh
		case 'a' <= b && b <= 'z':
			c[b] = classLower
		case 'A' <= b && b <= 'Z':
			c[b] = classUpper
		case '0' <= b && b <= '9':
			c[b] = classDigit
		case b <= ' ' || b == 0x7f:
			c[b] = classSpace
		}
	}
	return c
}()

// tokenize finds the paragraphs and their tokens.
func (d *document) tokenize(ctx context.Context) error {
	few := (len(d.text)-d.from)/5 + 16 // tokens, as a rule
	d.tokens, d.classes = make([]token, 0, few), make([]wordClass, 0, few)
	for i, span := range splitParagraphs(d.text, d.from) {
		if err := ended(ctx, i); err != nil {
			return err
		}
		from := int32(len(d.tokens))
		if err := d.tokenizeSpan(ctx, span.Start, span.End); err != nil {
			return err
		}
		p := paragraph{tokenRange: tokenRange{from, int32(len(d.tokens))}, start: int32(span.Start), end: int32(span.End)}
		if p.empty() {
			continue
		}
		d.paragraphs = append(d.paragraphs, p)
	}
	for i := range d.paragraphs {
		d.paragraphs[i].heading = d.isHeading(i)
	}
	return nil
}

func (d *document) tokenizeSpan(ctx context.Context, at, end int) error {
	text := d.text
	space := true
	for steps := 1; at < end; steps++ {
		if err := ended(ctx, steps); err != nil {
			return err
		}
		switch charClasses[text[at]] {
		case classSpace:
			at++
			space = true
			continue
		case classLower, classUpper, classDigit:
			at = d.wordToken(at, end, space)
		case classOther:
			at = d.punctToken(at, end, space)
		default:
			r, n := utf8.DecodeRuneInString(text[at:end])
			switch {
			case isSpaceRune(r):
				at += n
				space = true
				continue
			case isWordRune(r):
				at = d.wordToken(at, end, space)
			default:
				at = d.punctToken(at, end, space)
			}
		}
		space = false
	}
	return nil
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// isSpaceRune counts invisible characters as space, so that no statement
// consists of them alone.
func isSpaceRune(r rune) bool {
	switch r {
	case '\u200b', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// apostrophe is the length of an apostrophe at the place, or 0.
func apostrophe(text string, at, end int) int {
	if at < end && text[at] == '\'' {
		return 1
	}
	if at+3 <= end && text[at] == 0xe2 && text[at+1] == 0x80 && text[at+2] == 0x99 {
		return 3
	}
	return 0
}

// wordAt is the length of a letter or digit at the place, or 0.
func wordAt(text string, at, end int) int {
	if at >= end {
		return 0
	}
	switch charClasses[text[at]] {
	case classLower, classUpper, classDigit:
		return 1
	case classHigh:
		if r, n := utf8.DecodeRuneInString(text[at:end]); isWordRune(r) {
			return n
		}
	}
	return 0
}

func isDigitAt(text string, at, end int) bool {
	return at < end && charClasses[text[at]] == classDigit
}

// punctToken appends the token of a punctuation mark; runs of points, hyphens
// and of “ and ” are one.
func (d *document) punctToken(at, end int, space bool) int {
	text := d.text
	c := text[at]
	n := 1
	switch {
	case c >= 0x80:
		_, n = utf8.DecodeRuneInString(text[at:end])
	case c == '.' || c == '-':
		for at+n < end && text[at+n] == c {
			n++
		}
	case (c == '\'' || c == '`') && at+1 < end && text[at+1] == c:
		n = 2
	}
	flags := flagPunct
	if space {
		flags |= flagSpace
	}
	slot := d.lex.marks[c&0x7f]
	switch {
	case c == '.' && n > 1:
		slot = d.lex.slot(hashEllipsis)
	case c >= 0x80 || n > 1:
		h := hashWord(text[at : at+min(n, 4)])
		slot = d.lex.slot(h)
		slot.hash = h
	}
	if slot.class == noWord {
		slot.class = otherMark
	}
	if c >= 0x80 || c == '"' || c == '\'' || c == '`' {
		d.marks = append(d.marks, int32(len(d.tokens)))
	}
	d.tokens = append(d.tokens, token{int32(at), int32(at + n), slot.hash, slot.word, flags})
	d.classes = append(d.classes, slot.class)
	return at + n
}

// hashEllipsis is the hash of "…", which points in a row stand for too.
var hashEllipsis = hashWord("…")
