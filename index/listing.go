package index

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/rank"
	"verbatim/index/view"
)

// answerListing returns everything that is attributed to the query's speaker for certain, by
// date. It reads only as many passages as it takes to fill the answers.
func answerListing(ctx context.Context, s *searchRun) (*collector, error) {
	g := newCollector(s)
	d := &days{snapshot: s.snapshot, scopes: s.scopes, oldest: s.query.Order == corpus.Oldest}
	_, err := d.each(s.filter.allowed, func(passages *roaring64.Bitmap) (bool, error) {
		if err := listPassages(ctx, s, g, passages); err != nil {
			return false, err
		}
		return !g.full(), nil
	})
	return g, err
}

// listPassages adds the statements of the passages, in order, until there are enough answers.
func listPassages(ctx context.Context, s *searchRun, g *collector, passages *roaring64.Bitmap) error {
	sorted, err := sortPassages(s, passages)
	if err != nil {
		return err
	}
	for i, one := range sorted {
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p, err := s.snapshot.Passage(one.number)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return err
		}
		for i := range p.Statements {
			r := &rank.Scored{Passage: p, Statement: i}
			if !p.Statements[i].HasReports() || !s.question.Permitted(r.Text()) {
				continue
			}
			if err := g.add(r, func() float64 { return 1 }); err != nil {
				return err
			}
		}
		if g.full() {
			return nil
		}
	}
	return nil
}

// datedPassage is a passage with its date.
type datedPassage struct {
	number    uint64
	article   passage.Key
	n         uint64 // the passage's number in the article
	published time.Time
	known     bool // its date is known
}

// sortPassages returns the passages in the order of the query. Those of one date are sorted by
// the keys of their articles.
func sortPassages(s *searchRun, passages *roaring64.Bitmap) ([]datedPassage, error) {
	sorted := make([]datedPassage, 0, passages.GetCardinality())
	for it := passages.Iterator(); it.HasNext(); {
		one := datedPassage{number: it.Next()}
		var ok bool
		if one.article, one.n, ok = placeOf(s, one.number); !ok {
			continue
		}
		c, err := s.citationOf(one.article)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		one.published, one.known = c.Published.Time()
		sorted = append(sorted, one)
	}
	slices.SortFunc(sorted, func(a, b datedPassage) int {
		return cmp.Or(compareDates(s.query.Order, a.published, b.published, a.known, b.known),
			bytes.Compare(a.article[:], b.article[:]), cmp.Compare(a.n, b.n))
	})
	return sorted, nil
}

// placeOf returns the article and the number of the passage in a document. If the id cannot be
// read, it notes the damage and the flag is false.
func placeOf(s *searchRun, number uint64) (key passage.Key, n uint64, ok bool) {
	id, err := s.snapshot.DocumentID(number)
	if err == nil && len(id) >= len(key) {
		copy(key[:], id)
		if _, known := s.cited[key]; known || s.snapshot.HasID(id, number) {
			n, _, _ = view.CutID(id)
			return key, n, true
		}
	}
	s.snapshot.NoteDamage(number, fmt.Errorf("%w: the id of document %d", passage.ErrDamaged, number))
	return key, 0, false
}

// days divides passages by their date of publication.
type days struct {
	snapshot *view.Snapshot
	scopes   []string
	oldest   bool // the oldest first
}

// fewPassages is the number of passages that are sorted without dividing them further.
const fewPassages = 64

// each calls visit with sets of passages in the order of their dates, until it returns false: a
// few passages, or those of one day. The last set has no date. It returns whether visit always
// returned true.
func (d *days) each(passages *roaring64.Bitmap, visit func(*roaring64.Bitmap) (bool, error)) (bool, error) {
	if passages.GetCardinality() <= fewPassages {
		return visit(passages)
	}
	years, err := d.years()
	if err != nil {
		return false, err
	}
	undated := passages.Clone()
	for _, year := range years {
		if more, err := d.within(year, passages, undated, visit); err != nil || !more {
			return more, err
		}
	}
	return visit(undated)
}

// years returns the years of publication, in order.
func (d *days) years() ([]string, error) {
	var years []string
	for _, scope := range d.scopes {
		err := d.snapshot.EachTerm(view.FieldDate, scope, func(term string) bool {
			if year := strings.TrimPrefix(term, scope); len(year) == len("2006") {
				years = append(years, year)
			}
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(years)
	years = slices.Compact(years)
	if !d.oldest {
		slices.Reverse(years)
	}
	return years, nil
}

// within visits the passages of a year, a month or a day, and removes them from those without a
// date.
func (d *days) within(time string, passages, undated *roaring64.Bitmap, visit func(*roaring64.Bitmap) (bool, error)) (bool, error) {
	from, err := d.snapshot.Any(view.FieldDate, []string{time}, d.scopes)
	if err != nil {
		return false, err
	}
	from.And(passages)
	undated.AndNot(from)
	switch n := from.GetCardinality(); {
	case n == 0:
		return true, nil
	case n <= fewPassages || len(time) == len("2006-01-02"):
		return visit(from)
	}
	parts := 31
	if len(time) == len("2006") {
		parts = 12
	}
	for i := range parts {
		part := i + 1
		if !d.oldest {
			part = parts - i
		}
		if more, err := d.within(fmt.Sprintf("%s-%02d", time, part), from, undated, visit); err != nil || !more {
			return more, err
		}
	}
	return true, nil
}
