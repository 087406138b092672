package jsonl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// Encoder writes values as JSON, a line each, which a terminal can show: see
// Escaper.
type Encoder struct{ json *json.Encoder }

// NewEncoder makes an Encoder that writes each line to w in one piece.
func NewEncoder(w io.Writer) *Encoder {
	e := json.NewEncoder(Escaper(w))
	e.SetEscapeHTML(false)
	return &Encoder{e}
}

// Encode writes a value.
func (e *Encoder) Encode(v any) error { return e.json.Encode(v) }

// Escaper writes JSON to w, with escapes in the place of the characters in its
// strings that steer a terminal or turn the reading order around, such as U+009B
// and U+202E. It means the same to whoever reads the JSON. No character may be
// divided between two writes.
func Escaper(w io.Writer) io.Writer { return escaper{w} }

type escaper struct{ to io.Writer }

// Write writes all of text or says why it could not.
func (e escaper) Write(text []byte) (int, error) {
	if _, err := e.to.Write(escaped(text)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// escaped is JSON with its steering characters escaped: text itself if it has none.
func escaped(text []byte) []byte {
	if bytes.IndexFunc(text, steers) < 0 {
		return text
	}
	var out bytes.Buffer
	for len(text) > 0 {
		i := bytes.IndexFunc(text, steers)
		if i < 0 {
			break
		}
		r, size := utf8.DecodeRune(text[i:])
		out.Write(text[:i])
		fmt.Fprintf(&out, `\u%04x`, r) // none is beyond U+FFFF
		text = text[i+size:]
	}
	out.Write(text)
	return out.Bytes()
}

// steers reports whether a character is one that JSON may hold as it is, and a
// terminal may not. JSON itself escapes those below U+0020 in its strings; where
// they are outside of strings they divide lines.
func steers(r rune) bool {
	return r > 0x20 && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
