package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"verbatim/corpus/jsonl"
)

// readFile runs do with the named file, or with standard input if name is "-".
// Its errors name the file.
func (p *Program) readFile(name string, do func(io.Reader) error) (err error) {
	if name == "-" {
		if err := do(p.Stdin); err != nil {
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
			return wrong // reading the file failed; the error names it
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// printJSON prints v as one line.
func (p *Program) printJSON(v any) error {
	var out bytes.Buffer
	if err := jsonl.NewEncoder(&out).Encode(v); err != nil {
		return err
	}
	_, err := p.Stdout.Write(out.Bytes())
	return err
}
