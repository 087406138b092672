package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"unicode/utf8"
)

// maxLine is the longest line that is read, in bytes: an article's largest
// text with every byte escaped would be longer, but no real one is.
const maxLine = 64 << 20

// line is one line of a file, numbered from 1.
type line struct {
	number int
	text   []byte
}

// errorf says what is wrong with the line.
func (l line) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d %w", l.number, fmt.Errorf(format, args...))
}

// lines are the lines of r. Empty ones at the end are left out; before that an
// empty line is an error, and so is one that is not UTF-8. An error ends them.
func lines(r io.Reader) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 0, 64<<10), maxLine)
		empty := 0 // number of the first of the empty lines just before, or 0
		n := 0
		for in.Scan() {
			n++
			l := line{number: n, text: bytes.TrimSpace(in.Bytes())}
			if n == 1 {
				l.text = bytes.TrimPrefix(l.text, []byte("\ufeff"))
			}
			var err error
			switch {
			case len(l.text) == 0:
				if empty == 0 {
					empty = n
				}
				continue
			case empty != 0:
				err = line{number: empty}.errorf("is empty")
			case !utf8.Valid(l.text):
				err = l.errorf("is not valid UTF-8")
			}
			l.text = bytes.Clone(l.text) // the scanner reuses its own
			if !yield(l, err) || err != nil {
				return
			}
		}
		if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(line{}, line{number: n + 1}.errorf("is longer than %d bytes", maxLine))
		} else if err != nil {
			yield(line{}, err)
		}
	}
}

// decode reads the line's JSON object into v, and says in plain words what is
// wrong with it.
func (l line) decode(v any) error {
	err := json.Unmarshal(l.text, v)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return l.errorf("is a JSON %s, not an object", wrong.Value)
		}
		return l.errorf("has a %s for %q, not a %s", wrong.Value, wrong.Field, wrong.Type)
	}
	if err != nil {
		return l.errorf("is no JSON object: %w", err)
	}
	return nil
}

// readFile runs do with the named file, or with standard input where name is
// "-". Its errors name the file.
func (p *program) readFile(name string, do func(io.Reader) error) (err error) {
	if name == "-" {
		if err := do(p.stdin); err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := do(f); err != nil {
		if wrong, ok := errors.AsType[*os.PathError](err); ok && wrong.Path == name {
			return wrong // reading the file failed, and it says so itself
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// printJSON prints v as one line.
func (p *program) printJSON(v any) error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := p.stdout.Write(out.Bytes())
	return err
}
