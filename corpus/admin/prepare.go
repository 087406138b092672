package admin

import (
	"context"
	"errors"
	"io"

	"verbatim/corpus"
	"verbatim/corpus/jsonl"
	"verbatim/corpus/revise"
)

// lineResult is the result of extracting an article of an import, which takes
// too long inside a transaction.
type lineResult struct {
	cut   bool   // part of the text was taken down
	text  string // the remaining text, if cut
	tally corpus.Tally
}

// prepareLines extracts the articles of a file before the transaction.
func (i *importer) prepareLines(ctx context.Context, file io.ReadSeeker) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	i.prepared = map[int]lineResult{}
	lines := i.reader // a copy, which reads the header again
	for l, err := range jsonl.Lines(file) {
		if i.refused.skip[l.Number] {
			continue
		}
		if err != nil {
			return err // the file has changed since the check
		}
		v, err := lines.read(l)
		if err != nil {
			return err
		}
		if article, ok := v.(articleLine); ok {
			w, err := i.prepareLine(ctx, article)
			if err != nil {
				return l.Errorf("cannot be taken in: %w", err)
			}
			if w != (lineResult{}) {
				i.prepared[l.Number] = w
			}
		}
	}
	return nil
}

func (i *importer) prepareLine(ctx context.Context, l articleLine) (w lineResult, err error) {
	a := l.article(i.guild)
	if w.text, w.cut, err = revise.Redact(ctx, a, i.taken); err != nil {
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
	old, stands, err := i.d.store.Article(ctx, i.guild, l.ID)
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
