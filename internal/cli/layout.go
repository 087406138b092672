package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// How wide text for people is, in columns.
const (
	usualWidth = 80  // if the width of the terminal is not known
	mostWidth  = 100 // longer lines are hard to read
	leastWidth = 20
)

// style is how text for people looks.
type style struct {
	terminal bool // text may stand out
	columns  int  // how wide the terminal is; 0 if that is not known
}

// style is the one for standard output. COLUMNS beats the terminal's width.
func (p *Program) style() style {
	f, ok := p.Stdout.(*os.File)
	terminal := ok && isatty.IsTerminal(f.Fd())
	s := style{terminal: terminal && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"}
	if n, err := strconv.Atoi(p.Getenv("COLUMNS")); err == nil && n > 0 {
		s.columns = n
	} else if terminal {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil {
			s.columns = n
		}
	}
	return s
}

// width is how many columns text is wrapped to.
func (s style) width() int {
	if s.columns == 0 {
		return usualWidth
	}
	return min(max(s.columns, leastWidth), mostWidth)
}

func (s style) bold(text string) string { return s.escape("1", text) }
func (s style) dim(text string) string  { return s.escape("2", text) }

func (s style) escape(code, text string) string {
	if !s.terminal || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// printable is s as it may be sent to a terminal: what steers one, or turns the
// reading order around, is shown as a replacement character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// say prints a message of one line. It is wrapped only if the width of the
// terminal is known: programs read it line by line.
func (p *Program) say(format string, args ...any) error {
	out := page{style: p.style()}
	out.message("", fmt.Sprintf(format, args...))
	return out.print(p.Stdout)
}

// page is text for people, line by line.
type page struct {
	style
	strings.Builder
}

func (p *page) print(to io.Writer) error {
	_, err := io.WriteString(to, p.String())
	return err
}

// write wraps text into lines that begin with prefix, each decorated. An empty
// line of the text stays one.
func (p *page) write(prefix, text string, decorate func(string) string) {
	room := p.width() - utf8.RuneCountInString(prefix)
	for _, l := range wrap(printable(text), room) {
		if decorate != nil {
			l = decorate(l)
		}
		p.line(prefix + l)
	}
}

// item wraps text into lines of which the first begins with mark, and the
// others are indented as far.
func (p *page) item(mark, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(mark))
	for _, l := range wrap(printable(text), p.width()-len(indent)) {
		p.line(mark + l)
		mark = indent
	}
}

// message is an item that is wrapped only if the width of the terminal is known.
func (p *page) message(mark, text string) {
	if p.columns == 0 {
		p.line(mark + printable(text))
		return
	}
	p.item(mark, text)
}

// line ends a line, without the spaces at its end.
func (p *page) line(text string) {
	p.WriteString(strings.TrimRight(text, " "))
	p.WriteByte('\n')
}

// quotation sets the words off.
func (p *page) quotation(indent string, words []string) {
	for i, w := range words {
		if i > 0 {
			p.line(indent + "│ […]")
		}
		p.write(indent+"│ ", w, p.bold)
	}
}

// wrap breaks text into lines of at most room characters, between words; a
// longer word has a line of its own.
func wrap(text string, room int) []string {
	var out []string
	for paragraph := range strings.Lines(strings.TrimSpace(text)) {
		var l strings.Builder
		used := 0
		for _, word := range strings.Fields(paragraph) {
			n := utf8.RuneCountInString(word)
			if used > 0 && used+1+n > room {
				out = append(out, l.String())
				l.Reset()
				used = 0
			}
			if used > 0 {
				l.WriteByte(' ')
				used++
			}
			l.WriteString(word)
			used += n
		}
		out = append(out, l.String())
	}
	return out
}

// table is rows of cells for people, under a row of headings.
type table struct {
	style
	rows [][]string
}

// table begins one with its headings.
func (p *Program) table(headings ...string) *table {
	return &table{p.style(), [][]string{headings}}
}

// row adds a row of as many cells as there are headings, each of one line.
func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// leastRoom is the narrowest that the last column of a table may be.
const leastRoom = 16

// print prints the rows below each other. If they do not fit the terminal, the
// last column is wrapped; if there is no room for that, each cell has lines of
// its own, under the first one of its row.
func (t *table) print(to io.Writer) error {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 4, 2, ' ', 0)
	for _, cells := range t.rows {
		_, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) // a buffer takes all
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if t.columns == 0 || longest(out.String()) <= t.columns {
		_, err := to.Write(out.Bytes())
		return err
	}
	narrow := page{style: t.style}
	if marks := t.marks(); utf8.RuneCountInString(marks[0])+leastRoom <= t.columns {
		for i, cells := range t.rows {
			narrow.cells(marks[i], cells[len(cells)-1], t.columns)
		}
	} else {
		t.list(&narrow)
	}
	return narrow.print(to)
}

// cells adds a row of which the cells but for the last are in mark.
func (p *page) cells(mark, last string, columns int) {
	room := columns - utf8.RuneCountInString(mark)
	for _, l := range wrap(last, room) {
		p.line(mark + l)
		mark = strings.Repeat(" ", columns-room)
	}
}

// marks are the rows without their last cells, each as wide as the widest.
func (t *table) marks() []string {
	marks := make([]string, len(t.rows))
	for column := range len(t.rows[0]) - 1 {
		widest := 0
		for _, cells := range t.rows {
			widest = max(widest, utf8.RuneCountInString(cells[column]))
		}
		for i, cells := range t.rows {
			marks[i] += cells[column] + strings.Repeat(" ", widest+2-utf8.RuneCountInString(cells[column]))
		}
	}
	return marks
}

// list adds the rows one below the other, each cell after its heading.
func (t *table) list(p *page) {
	for _, cells := range t.rows[1:] {
		p.item("", cells[0])
		for i, cell := range cells[1:] {
			p.item("  ", strings.ToLower(t.rows[0][i+1])+": "+cell)
		}
	}
}

// longest is how long the longest line of text is, in characters.
func longest(text string) int {
	most := 0
	for l := range strings.Lines(text) {
		most = max(most, utf8.RuneCountInString(strings.TrimRight(l, " \n")))
	}
	return most
}

// cell returns s as one cell of a table.
func cell(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }
