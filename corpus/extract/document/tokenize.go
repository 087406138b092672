package document

import (
	"context"
	"unicode"
	"unicode/utf8"

	"verbatim/corpus/extract/lexicon"
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
func tokenize(ctx context.Context, d *Document) error {
	few := (len(d.Text)-d.From)/5 + 16 // tokens, as a rule
	d.Tokens, d.Classes = make([]Token, 0, few), make([]lexicon.WordClass, 0, few)
	for i, span := range splitParagraphs(d.Text, d.From) {
		if err := Ended(ctx, i); err != nil {
			return err
		}
		from := int32(len(d.Tokens))
		if err := tokenizeSpan(ctx, d, span.Start, span.End); err != nil {
			return err
		}
		p := Paragraph{TokenRange: TokenRange{from, int32(len(d.Tokens))}, Start: int32(span.Start), End: int32(span.End)}
		if p.Empty() {
			continue
		}
		d.Paragraphs = append(d.Paragraphs, p)
	}
	for i := range d.Paragraphs {
		d.Paragraphs[i].heading = isHeading(d, i)
	}
	return nil
}

func tokenizeSpan(ctx context.Context, d *Document, at, end int) error {
	text := d.Text
	space := true
	for steps := 1; at < end; steps++ {
		if err := Ended(ctx, steps); err != nil {
			return err
		}
		switch charClasses[text[at]] {
		case classSpace:
			at++
			space = true
			continue
		case classLower, classUpper, classDigit:
			at = wordToken(d, at, end, space)
		case classOther:
			at = punctToken(d, at, end, space)
		default:
			r, n := utf8.DecodeRuneInString(text[at:end])
			switch {
			case IsSpaceRune(r):
				at += n
				space = true
				continue
			case IsWordRune(r):
				at = wordToken(d, at, end, space)
			default:
				at = punctToken(d, at, end, space)
			}
		}
		space = false
	}
	return nil
}

// IsWordRune reports whether a character is part of words: a letter, a digit or a
// combining mark.
func IsWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// IsSpaceRune also counts invisible characters as space. Without that, a statement
// could consist of them only.
func IsSpaceRune(r rune) bool {
	switch r {
	case '\u200b', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// apostrophe is the length of an apostrophe at the offset, or 0.
func apostrophe(text string, at, end int) int {
	if at < end && text[at] == '\'' {
		return 1
	}
	if at+3 <= end && text[at] == 0xe2 && text[at+1] == 0x80 && text[at+2] == 0x99 {
		return 3
	}
	return 0
}

// wordAt is the length of a letter or digit at the offset, or 0.
func wordAt(text string, at, end int) int {
	if at >= end {
		return 0
	}
	switch charClasses[text[at]] {
	case classLower, classUpper, classDigit:
		return 1
	case classHigh:
		if r, n := utf8.DecodeRuneInString(text[at:end]); IsWordRune(r) {
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
func punctToken(d *Document, at, end int, space bool) int {
	text := d.Text
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
	flags := FlagPunct
	if space {
		flags |= FlagSpace
	}
	slot := d.Lex.Marks[c&0x7f]
	switch {
	case c == '.' && n > 1:
		slot = d.Lex.Slot(hashEllipsis)
	case c >= 0x80 || n > 1:
		h := lexicon.HashWord(text[at : at+min(n, 4)])
		slot = d.Lex.Slot(h)
		slot.Hash = h
	}
	if slot.Class == lexicon.NoWord {
		slot.Class = lexicon.OtherMark
	}
	if c >= 0x80 || c == '"' || c == '\'' || c == '`' {
		d.marks = append(d.marks, int32(len(d.Tokens)))
	}
	d.Tokens = append(d.Tokens, Token{int32(at), int32(at + n), slot.Hash, slot.Word, flags})
	d.Classes = append(d.Classes, slot.Class)
	return at + n
}

// hashEllipsis is the hash of "…", which also represents points in a row.
var hashEllipsis = lexicon.HashWord("…")
