package parse

import (
	"context"
	"fmt"
	"strings"

	"verbatim/corpus"
)

// scanMarkdown returns an error if the library would take too long. Its time
// grows with the square of the marks in a block, with the columns times the
// rows of a table, and with the nesting depth of lists and quotations.
func scanMarkdown(ctx context.Context, source string) error {
	m := markdownScanner{budget: DefaultBudgets()}
	n := 0
	for line := range strings.Lines(source) {
		if n++; n%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := m.line(line); err != nil {
			return err
		}
	}
	return m.endBlock()
}

type markdownScanner struct {
	budget  Budgets
	marks   int // in the current block
	columns int // in the widest line of the block
	rows    int // lines in the block
	work    int // in all blocks
	cells   int // in all blocks
}

func (m *markdownScanner) line(line string) error {
	rest, depth := line, 0
	for {
		after, ok := withoutMarker(rest)
		if !ok {
			break
		}
		rest = after
		depth++
	}
	if depth > 0 { // an item is nested in those with less indent
		depth += (len(line) - len(strings.TrimLeft(line, " \t"))) / 2
	}
	if depth > m.budget.MarkdownDepth {
		return fmt.Errorf("%w: its lists and quotations are nested deeper than %d", corpus.ErrTooCostly, m.budget.MarkdownDepth)
	}
	rest = strings.TrimSpace(rest)
	if depth > 0 || rest == "" || rest[0] == '#' {
		if err := m.endBlock(); err != nil {
			return err
		}
	}
	pipes := 0
	for i := range len(rest) {
		switch rest[i] {
		case '[', '(', '<', '`', '*', '_', '~', '&', '@', ':':
			m.marks++
		case '|':
			pipes++
		}
	}
	m.columns = max(m.columns, pipes)
	m.rows++
	return nil
}

// endBlock takes the block at hand into account.
func (m *markdownScanner) endBlock() error {
	m.work += m.marks * m.marks
	m.cells += m.columns * m.rows
	m.marks, m.columns, m.rows = 0, 0, 0
	if m.work > m.budget.MarkdownWork {
		return fmt.Errorf("%w: a paragraph of it has too many marks of Markdown", corpus.ErrTooCostly)
	}
	if m.cells > m.budget.MarkdownCells {
		return tooMany(m.budget.MarkdownCells, "cells in tables")
	}
	return nil
}

// withoutMarker is a line without the mark of a quotation or of a list's item
// that it begins with.
func withoutMarker(line string) (rest string, ok bool) {
	line = strings.TrimLeft(line, " \t")
	if rest, ok := strings.CutPrefix(line, ">"); ok {
		return rest, true
	}
	digits := strings.TrimLeft(line, "0123456789")
	number := len(line) > len(digits) && len(line)-len(digits) < 10
	if len(digits) < 2 || !isSpace(digits[1]) {
		return "", false
	}
	switch digits[0] {
	case '-', '+', '*':
		return digits[1:], !number
	case '.', ')':
		return digits[1:], number
	}
	return "", false
}
