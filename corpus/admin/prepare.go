package admin

import (
	"context"
	"errors"
	"io"

	"verbatim/corpus"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/revise"
	"verbatim/corpus/store"
)

// lineResult is the result of extracting an article of an import, which takes
// too long inside a transaction.
type lineResult struct {
	cut   bool   // part of the text was taken down
	text  string // the remaining text, if cut
	tally corpus.Tally
}

// preparer extracts the articles of a file before the transaction.
type preparer struct {
	reader
	store *store.Store
	taken map[string]bool
	skip  map[int]bool // line numbers that are left out
}

// lines returns the results for the articles of a file, by line number.
func (p *preparer) lines(ctx context.Context, file io.ReadSeeker) (map[int]lineResult, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	prepared := map[int]lineResult{}
	for l, err := range jsonl.Lines(file) {
		if p.skip[l.Number] {
			continue
		}
		if err != nil {
			return nil, err // the file has changed since the check
		}
		v, err := p.read(l)
		if err != nil {
			return nil, err
		}
		if article, ok := v.(articleLine); ok {
			w, err := p.line(ctx, article)
			if err != nil {
				return nil, l.Errorf("cannot be taken in: %w", err)
			}
			if w != (lineResult{}) {
				prepared[l.Number] = w
			}
		}
	}
	return prepared, nil
}

func (p *preparer) line(ctx context.Context, l articleLine) (w lineResult, err error) {
	a := l.article(p.guild)
	if w.text, w.cut, err = revise.Redact(ctx, a, p.taken); err != nil {
		return w, err
	}
	if w.cut {
		a.Text = w.text
	} else {
		w.text = ""
	}
	if l.Type == typeVersion {
		return w, nil
	}
	old, stands, err := p.store.Article(ctx, p.guild, l.ID)
	if errors.Is(err, corpus.ErrDamaged) {
		err = nil // a damaged article is replaced
	}
	switch {
	case err != nil:
		return w, err
	case !stands:
		w.tally.Added, err = revise.Count(ctx, a.Text)
	case old.Text != a.Text:
		var edits []corpus.Edit
		edits, err = revise.Changes(ctx, old, a)
		w.tally = corpus.TallyOf(edits)
	}
	return w, err
}
