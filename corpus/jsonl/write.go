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

// Escaper returns a writer that passes JSON on to w and escapes the characters that
// steer a terminal or change the reading order, such as U+009B and U+202E. The JSON
// still means the same. A write must not end in the middle of a character.
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

// steers reports whether a character may not reach a terminal although JSON does not
// require an escape for it. Characters below U+0020 are left alone: JSON escapes
// them in strings, and outside of strings they only separate values and lines.
func steers(r rune) bool {
	return r > 0x20 && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
