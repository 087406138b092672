// Package jsonl reads JSON lines such that what is wrong with one is told by
// its number and in plain words.
package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// MaxLine is the longest line that is read, in bytes: an article's largest
// text with every byte escaped would be longer, but no real one is.
const MaxLine = 64 << 20

// What one line may hold: lists and objects one in another, and values.
const (
	MaxDepth  = 64
	MaxValues = 1_000_000
)

// Line is one line of a file.
type Line struct {
	Number int // from 1
	Text   []byte
}

// Errorf says what is wrong with the line.
func (l Line) Errorf(format string, args ...any) error {
	return fmt.Errorf("line %d %w", l.Number, fmt.Errorf(format, args...))
}

// Lines are the lines of r. Empty ones at the end are left out; before that an
// empty line is an error, and so is one that is not UTF-8. An error ends them.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 0, 64<<10), MaxLine)
		empty := 0 // number of the first of the empty lines just before, or 0
		n := 0
		for in.Scan() {
			n++
			l := Line{Number: n, Text: bytes.TrimSpace(in.Bytes())}
			if n == 1 {
				l.Text = bytes.TrimPrefix(l.Text, []byte("\ufeff"))
			}
			var err error
			switch {
			case len(l.Text) == 0:
				if empty == 0 {
					empty = n
				}
				continue
			case empty != 0:
				err = Line{Number: empty}.Errorf("is empty")
			case !utf8.Valid(l.Text):
				err = l.Errorf("is not valid UTF-8")
			}
			l.Text = bytes.Clone(l.Text) // the scanner reuses its own
			if !yield(l, err) || err != nil {
				return
			}
		}
		if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(Line{}, Line{Number: n + 1}.Errorf("is longer than %d bytes", MaxLine))
		} else if err != nil {
			yield(Line{}, err)
		}
	}
}

// Decode reads the line's JSON object into v, and says in plain words what is
// wrong with it.
func (l Line) Decode(v any) error {
	if err := l.count(); err != nil {
		return err
	}
	err := json.Unmarshal(l.Text, v)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return l.Errorf("is a JSON %s, not an object", wrong.Value)
		}
		return l.Errorf("has a %s for %q, not a %s", wrong.Value, wrong.Field, wrong.Type)
	}
	if err != nil {
		return l.Errorf("is no JSON object: %w", err)
	}
	return nil
}

// count refuses a line that would take much memory, before any is taken.
func (l Line) count() error {
	depth, values := 0, 0
	for i := 0; i < len(l.Text); i++ {
		switch l.Text[i] {
		case '[', '{':
			depth++
			values++
		case ']', '}':
			depth--
		case ',':
			values++
		case '"':
			for i++; i < len(l.Text) && l.Text[i] != '"'; i++ {
				if l.Text[i] == '\\' {
					i++
				}
			}
		}
		if depth > MaxDepth {
			return l.Errorf("has lists and objects that are nested deeper than %d", MaxDepth)
		}
		if values > MaxValues {
			return l.Errorf("has more than %d values", MaxValues)
		}
	}
	return nil
}

// HalfCharacter reports whether a string that was decoded from the line holds
// the mark of a character that JSON escapes named by half, and that does not
// stand in the line itself.
func (l Line) HalfCharacter(decoded string) bool {
	const mark = "\ufffd"
	return bytes.Contains([]byte(decoded), []byte(mark)) && !bytes.Contains(l.Text, []byte(mark)) &&
		!bytes.Contains(bytes.ToLower(l.Text), []byte(`\ufffd`))
}
