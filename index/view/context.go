package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"verbatim/corpus"
	"verbatim/index/passage"
)

// ContextOf returns the paragraph around a statement, as the query's guild sees it. The error is corpus.ErrNoArticle or
// corpus.ErrNoStatement if they see none.
func ContextOf(ctx context.Context, s *Snapshot, q corpus.ContextQuery) (corpus.Context, error) {
	a, err := readArticle(ctx, s, corpus.Query{Guild: q.Guild, NoBuiltin: q.NoBuiltin, NoShared: q.NoShared}, q.Article)
	if err != nil {
		return corpus.Context{}, err
	}
	return a.context(q.Statement)
}

// seen is an article as a guild sees it.
type seen struct {
	snapshot *Snapshot
	citation passage.Citation
	passages []*passage.Passage // in order
	all      []place            // its statements, in order
}

// place is a statement in its passage.
type place struct {
	*passage.Passage
	*passage.Statement
	n int // the statement's number in the passage
}

// whole returns the statement's span in the article.
func (p place) whole() corpus.Span {
	return corpus.Span{Start: p.Base + p.Span.Start, End: p.Base + p.Span.End}
}

// words returns the statement's text.
func (p place) words() string { return p.Span.In(p.Text) }

// readArticle reads an article as the query's guild sees it.
func readArticle(ctx context.Context, s *Snapshot, q corpus.Query, ref corpus.ArticleRef) (*seen, error) {
	missing := fmt.Errorf("%w: %q", corpus.ErrNoArticle, ref.Article)
	if ref.Guild != q.Guild && ref.Guild != corpus.Shared {
		return nil, missing
	}
	if _, err := s.Narrow(q); err != nil {
		return nil, err
	}
	key := passage.KeyOf(ref.Guild, ref.Article)
	documents, err := s.Documents(key)
	if err != nil {
		return nil, err
	}
	if len(documents) == 0 {
		return nil, missing
	}
	a := &seen{snapshot: s}
	if a.citation, err = s.Citation(key); passage.IsDamaged(err) {
		return nil, fmt.Errorf("%w (%w)", missing, err)
	} else if err != nil {
		return nil, err
	}
	own := LayerOf(ref.Guild, a.citation.Origin)
	if !slices.Contains(LayersOf(q), own) {
		return nil, missing
	}
	for _, d := range Visible(s, documents, q, own) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p, err := s.Passage(d.Number)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		a.passages = append(a.passages, p)
		for i := range p.Statements {
			a.all = append(a.all, place{p, &p.Statements[i], i})
		}
	}
	return a, nil
}

// Visible returns, in order, those of an article's documents that are passages which the query sees. The article is in the layer own.
// The snapshot must be narrowed to the query.
func Visible(s *Snapshot, documents []ArticleDocument, q corpus.Query, own Layer) []ArticleDocument {
	seen := slices.DeleteFunc(documents, func(d ArticleDocument) bool {
		_, l, ok := CutID(d.ID)
		barred := s.Barred != nil && s.Barred.Contains(d.Number)
		return !ok || barred || l != "" && (q.Guild == corpus.Shared || l != own.Copies(q.Guild))
	})
	slices.SortFunc(seen, func(a, b ArticleDocument) int {
		x, _, _ := CutID(a.ID)
		y, _, _ := CutID(b.ID)
		return cmp.Compare(x, y)
	})
	return seen
}

// context returns the paragraph of the statement with that id.
func (a *seen) context(id corpus.StatementID) (corpus.Context, error) {
	at := slices.IndexFunc(a.all, func(p place) bool { return p.StatementID(p.n, a.citation.Article) == id })
	missing := fmt.Errorf("%w: %q of article %q", corpus.ErrNoStatement, id, a.citation.Article)
	if at < 0 {
		return corpus.Context{}, missing
	}
	p := a.all[at]
	reports, err := a.snapshot.Reports(p.Passage, p.n)
	if err != nil {
		return corpus.Context{}, fmt.Errorf("%w (%w)", missing, err)
	}
	c := corpus.Context{Citation: a.citation.Citation, Guild: a.citation.Guild, Reworded: p.Reworded, Statement: corpus.Statement{
		ID: id, Span: p.whole(), Text: strings.Clone(p.words()), Kind: p.Kind, Corrected: p.Corrected, Reports: []corpus.Report{},
	}}
	c.Citation.Statement = id
	for _, r := range reports {
		c.Statement.Reports = append(c.Statement.Reports, r.Report)
	}
	first, last := a.paragraph(at)
	c.ParagraphSpan = corpus.Span{Start: a.all[first].whole().Start, End: a.all[last].whole().End}
	c.Paragraph = a.text(c.ParagraphSpan)
	if first > 0 {
		c.Before = strings.Clone(a.all[first-1].words())
	}
	if last+1 < len(a.all) {
		c.After = strings.Clone(a.all[last+1].words())
	}
	return c, nil
}

// paragraph returns the first and the last statement of the paragraph that a statement
// begins in, at most corpus.MaxParagraph bytes around it.
func (a *seen) paragraph(at int) (first, last int) {
	belongs := func(i, start, end int) bool {
		return i >= 0 && i < len(a.all) && a.all[i].Paragraph == a.all[at].Paragraph &&
			a.all[end].whole().End-a.all[start].whole().Start <= corpus.MaxParagraph
	}
	first, last = at, at
	for before, after := true, true; before || after; {
		if before = before && belongs(first-1, max(first-1, 0), last); before {
			first--
		}
		if after = after && belongs(last+1, first, min(last+1, len(a.all)-1)); after {
			last++
		}
	}
	return first, last
}

// text returns the article's text under a span of neighbouring statements. Between two
// passages, where the text is white space or hidden, it has spaces.
func (a *seen) text(span corpus.Span) string {
	var b strings.Builder
	for _, p := range a.passages {
		from, to := max(span.Start, p.Base), min(span.End, p.Base+len(p.Text))
		if from >= to {
			continue
		}
		b.WriteString(strings.Repeat(" ", from-span.Start-b.Len()))
		b.WriteString(p.Text[from-p.Base : to-p.Base])
	}
	return b.String()
}
