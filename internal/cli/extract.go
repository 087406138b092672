package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"verbatim/bot/locale"
	"verbatim/config"
	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// extracted holds a text's statements, as they are printed.
type extracted struct {
	ID         corpus.ArticleID   `json:"id"`
	Statements []corpus.Statement `json:"statements"`
	Error      string             `json:"error,omitempty"` // why the line could not be read
}

// extract prints the statements of each file.
func (p *Program) extract(ctx context.Context, cfg *config.Config) error {
	c := cfg.Extract
	var words locale.Plain
	if c.Explain {
		words = locale.English()
	}
	var all []extracted
	var partly []error
	for _, name := range c.Files {
		isLines := c.Lines || strings.HasSuffix(name, ".jsonl")
		format := c.Format
		if format == "" && isLines {
			format = config.JSONL
		}
		err := p.readFile(name, func(r io.Reader) error {
			emit := func(e extracted, text string) error {
				switch format {
				case config.JSON:
					all = append(all, e)
					return nil
				case config.JSONL:
					return p.printJSON(e)
				default:
					return p.showStatements(words, e, text, len(c.Files) > 1 || isLines)
				}
			}
			if isLines {
				return extractLines(ctx, r, c.Explain, emit)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			a := corpus.Article{ID: corpus.ArticleID(filepath.Base(name)), Text: string(text)}
			e, err := statementsOf(ctx, a, c.Explain)
			if err != nil {
				return err
			}
			return emit(e, a.Text)
		})
		if _, ok := errors.AsType[*partlyError](err); ok {
			partly = append(partly, err)
		} else if err != nil {
			return err
		}
	}
	if c.Format == config.JSON {
		if err := p.printJSON(all); err != nil {
			return err
		}
	}
	return errors.Join(partly...)
}

// extractLines extracts from each {"id","text"} of r, in order. If a line
// cannot be read, its result holds an error. At the end a partlyError says how
// many there are.
func extractLines(ctx context.Context, r io.Reader, explain bool, emit func(extracted, string) error) error {
	type done struct {
		extracted
		text string
	}
	work := func(ctx context.Context, l batchLine) (done, error) {
		a, err := textOf(l)
		if err != nil {
			return done{extracted{ID: a.ID, Statements: []corpus.Statement{}, Error: err.Error()}, ""}, nil //nolint:nilerr // the line says so in its place
		}
		e, err := statementsOf(ctx, a, explain)
		return done{e, a.Text}, err
	}
	var told tally
	err := inOrder(ctx, batchLines(r), work, func(d done) error {
		told.add(d.Error)
		return emit(d.extracted, d.text)
	})
	if err != nil {
		return err
	}
	return told.err("read")
}

// textOf returns the text of a line, and its id if that can be read.
func textOf(l batchLine) (a corpus.Article, err error) {
	if l.fault != nil {
		return a, l.fault
	}
	var in struct {
		ID       *corpus.ArticleID `json:"id"`
		Text     *string           `json:"text"`
		Language string            `json:"language"`
	}
	err = l.Decode(&in)
	if in.ID != nil {
		a.ID = *in.ID
	}
	if err != nil {
		return a, err
	}
	if in.ID == nil || in.Text == nil {
		return a, l.Errorf(`has no "id" or no "text"`)
	}
	a.Text, a.Language = *in.Text, in.Language
	return a, nil
}

// statementsOf returns the article's statements, with empty lists in place of
// nil.
func statementsOf(ctx context.Context, a corpus.Article, explain bool) (extracted, error) {
	list := extract.Statements
	if explain {
		list = extract.Explain
	}
	out := extracted{ID: a.ID, Statements: []corpus.Statement{}}
	statements, err := list(ctx, a)
	if err != nil {
		return extracted{}, err
	}
	for _, s := range statements {
		if s.Reports == nil {
			s.Reports = []corpus.Report{}
		}
		for i := range s.Reports {
			if s.Reports[i].Quotes == nil {
				s.Reports[i].Quotes = []corpus.Span{}
			}
		}
		out.Statements = append(out.Statements, s)
	}
	return out, nil
}

// showStatements prints a text's statements for people.
func (p *Program) showStatements(words locale.Plain, e extracted, text string, titled bool) error {
	out := page{style: p.style()}
	if titled {
		out.line("== " + cell(string(e.ID)))
		out.line("")
	}
	switch {
	case e.Error != "":
		out.message("", e.Error)
	case len(e.Statements) == 0:
		out.line("There is no statement in it.")
	}
	numbers := map[corpus.StatementID]int{}
	for i, s := range e.Statements {
		numbers[s.ID] = i + 1
		if i > 0 {
			out.line("")
		}
		out.statement(words, i+1, s, text, numbers)
	}
	if titled {
		out.line("")
	}
	_, err := io.WriteString(p.Stdout, out.String())
	return err
}

func (p *page) statement(words locale.Plain, number int, s corpus.Statement, text string, numbers map[corpus.StatementID]int) {
	const indent = "     "
	p.line(fmt.Sprintf("%3d. %s", number, p.dim(string(s.Kind))))
	p.write(indent, s.Text, nil)
	for _, r := range s.Reports {
		t := telling{statement: s.Span, text: s.Text, quotes: r.Quotes, content: r.Content}
		goesOn := ""
		if n := numbers[r.Continues]; n > 0 {
			goesOn = fmt.Sprintf("statement %d", n)
		}
		p.line("")
		p.write(indent+"  ", fmt.Sprintf("%s (%s, %s)", heading(r.Byline(text), goesOn), r.Kind, r.Class), nil)
		p.quotation(indent+"  ", t.reported())
		for _, e := range r.Evidence {
			p.write(indent+"    ", words.Reason(e), p.dim)
		}
	}
}
