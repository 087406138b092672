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

// Fault is what is wrong with one line. The lines behind it can be read all the
// same.
type Fault struct {
	Line int // from 1
	err  error
}

func (f *Fault) Error() string { return fmt.Sprintf("line %d %v", f.Line, f.err) }

func (f *Fault) Unwrap() error { return f.err }

// Errorf says what is wrong with the line, as a *Fault.
func (l Line) Errorf(format string, args ...any) error {
	return &Fault{Line: l.Number, err: fmt.Errorf(format, args...)}
}

// Lines are the lines of r. Empty ones at the end are left out; before that an
// empty line is a *Fault, and so is one that is not UTF-8, or longer than
// MaxLine, of which no more than that is held in memory. Other lines follow a
// fault. Any other error is one of reading, and ends them.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		empty := 0 // number of the first of the empty lines just before, or 0
		for n := 1; ; n++ {
			text, long, err := readLine(in)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line{}, err)
				return
			}
			ended := err != nil
			if n == 1 {
				text = bytes.TrimPrefix(text, []byte("\ufeff"))
			}
			l := Line{Number: n, Text: bytes.TrimSpace(text)}
			switch {
			case len(l.Text) == 0 && !long:
				if empty == 0 {
					empty = n
				}
			default:
				if empty != 0 && !yield(Line{Number: empty}, Line{Number: empty}.Errorf("is empty")) {
					return
				}
				empty = 0
				if !yield(l, l.fault(long)) {
					return
				}
			}
			if ended {
				return
			}
		}
	}
}

// fault is what keeps the line from being read as JSON.
func (l Line) fault(long bool) error {
	switch {
	case long:
		return l.Errorf("is longer than %d bytes", MaxLine)
	case !utf8.Valid(l.Text):
		return l.Errorf("is not valid UTF-8")
	}
	return nil
}

// readLine reads a line, the last one with io.EOF. One that is too long is read
// over.
func readLine(in *bufio.Reader) (text []byte, long bool, err error) {
	for {
		piece, err := in.ReadSlice('\n')
		if !long {
			text = append(text, piece...)
		}
		if len(text) > MaxLine {
			text, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, long, err
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
		return l.Errorf("has a %s for %q, not a %s", wrong.Value, wrong.Field, wrong.Type.Kind())
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
