package cli

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"verbatim/corpus/jsonl"
)

// batchLine is a line of a file of which every line is worked on by itself.
type batchLine struct {
	jsonl.Line
	fault error // what keeps it from being read
}

// batchLines are the lines of r. An error is one of reading r, and ends them.
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

// add counts a line, and what is wrong with it, or "".
func (t *tally) add(fault string) {
	t.lines++
	if fault != "" {
		t.failed++
		if t.first == "" {
			t.first = fault
		}
	}
}

// err says how many lines were not done; nil where all were.
func (t *tally) err(done string) error {
	if t.failed == 0 {
		return nil
	}
	return &partlyError{fmt.Errorf("%d of %s not %s, and each says why in its place; the first: %s", t.failed, are(t.lines, "line"), done, t.first)}
}
