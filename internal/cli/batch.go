package cli

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"verbatim/corpus/jsonl"
)

// batchLine is a line of a file whose lines are processed independently.
type batchLine struct {
	jsonl.Line
	fault error // why the line cannot be read
}

// batchLines yields the lines of r. An error is an error of reading r, and ends
// the sequence.
func batchLines(r io.Reader) iter.Seq2[batchLine, error] {
	return func(yield func(batchLine, error) bool) {
		for l, err := range jsonl.Lines(r) {
			line := batchLine{Line: l}
			if fault, ok := errors.AsType[*jsonl.Fault](err); ok {
				line.fault, err = fault, nil
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// tally counts the lines of a batch.
type tally struct {
	lines, failed int
	first         string // why the first of them failed
}

// add counts a line with its error, or "".
func (t *tally) add(fault string) {
	t.lines++
	if fault != "" {
		t.failed++
		if t.first == "" {
			t.first = fault
		}
	}
}

// err returns an error that says how many lines failed, or nil if none did.
func (t *tally) err(done string) error {
	if t.failed == 0 {
		return nil
	}
	return &partlyError{fmt.Errorf("%d of %s not %s, and each says why in its place; the first: %s", t.failed, are(t.lines, "line"), done, t.first)}
}
