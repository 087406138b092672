package index

import (
	"context"
	"strings"

	"verbatim/corpus/reader"
	"verbatim/index/documents"
	"verbatim/index/nearest"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// nearStatement is a statement whose vector is near the question's.
type nearStatement struct {
	number     uint64 // of its passage's document
	statement  int
	similarity float32
}

// maxListed is the most documents that a filter lets through whose vectors are all compared. Beyond, those of all documents are
// searched first, and filtered then.
const maxListed = 4000

// enoughVectors is the part of the index's statements that must have vectors before any is used. With fewer, statements that have one would
// be taken for better answers than those that have none yet, and the answer to a question would change while they are made.
const enoughVectors = 0.9

// mostHaveVectors reports whether so many statements of the index have vectors that these are used.
func (s *searchRun) mostHaveVectors() bool {
	if s.current.vectors == nil {
		return false
	}
	n, _ := s.current.vectors.store.Size()
	return float64(n) >= float64(enoughVectors*float64(s.current.view.Position.Statements))
}

// nearest returns the at most n statements nearest to the question by their vectors, the nearest first, among those that the query
// sees. It returns none if there are no vectors yet, or if they cannot be read.
func (s *searchRun) nearest(ctx context.Context, n int) ([]nearStatement, error) {
	store := s.current.vectors
	if store == nil || s.reader == nil || s.question.Plain == "" {
		return nil, nil
	}
	asked, err := s.reader.Vectors(ctx, vectorHead, []string{s.question.Plain})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		store.log.Error("a question has no vector", "error", err)
		return nil, nil
	}
	near := nearRun{searchRun: s, numbers: make(map[string]uint64), checks: make(map[uint64]uint64)}
	hits, err := near.hits(store.store, asked[0], n)
	if err != nil {
		store.log.Error("the vectors of statements cannot be searched", "error", err)
		return nil, nil
	}
	if near.failed != nil {
		return nil, near.failed
	}
	var found []nearStatement
	for _, h := range hits {
		number := near.numbers[string(h.Article[:])+h.Rest]
		check, err := near.check(number, h.Rest)
		if passage.IsDamaged(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if check != h.Check {
			store.suspect(h.Article, "")
			continue
		}
		found = append(found, nearStatement{number, h.Statement, h.Similarity})
	}
	return found, nil
}

// nearRun finds the documents of vectors in the run's snapshot.
type nearRun struct {
	*searchRun
	numbers map[string]uint64 // of documents, by their ids
	checks  map[uint64]uint64 // by the document's number
	failed  error             // why the snapshot could not be read
}

// hits returns the nearest statements of the layers that the query sees, of documents that pass its filter.
func (r *nearRun) hits(store *nearest.Store, asked reader.Vector, n int) ([]nearest.Hit, error) {
	layers := make([]string, len(r.scopes))
	for i, scope := range r.scopes {
		layers[i] = strings.TrimSuffix(scope, "\x00")
	}
	allowed := r.filter.allowed
	if allowed == nil || allowed.GetCardinality() > maxListed {
		return store.Nearest(layers, asked, n, r.accept)
	}
	var listed []nearest.ID
	for it := allowed.Iterator(); it.HasNext(); {
		number := it.Next()
		if !r.filter.passes(number) {
			continue
		}
		id, err := r.snapshot.DocumentID(number)
		if err != nil || !r.snapshot.HasID(id, number) {
			continue // it is damaged
		}
		r.numbers[id] = number
		key := passage.Key([]byte(id))
		listed = append(listed, nearest.ID{Article: key, Rest: id[len(key):]})
	}
	return store.NearestOf(listed, layers, asked, n)
}

// accept reports whether the snapshot has the document, and its filter lets it through.
func (r *nearRun) accept(id nearest.ID) bool {
	name := string(id.Article[:]) + id.Rest
	there := false
	err := r.snapshot.EachPosting("_id", name, func(number, _ uint64) { r.numbers[name], there = number, true })
	if err != nil {
		r.failed = err
	}
	return err == nil && there && r.filter.passes(r.numbers[name])
}

// check returns the check of a passage, as the snapshot has it.
func (r *nearRun) check(number uint64, rest string) (uint64, error) {
	if known, there := r.checks[number]; there {
		return known, nil
	}
	p, err := r.passage(number)
	if err != nil {
		return 0, err
	}
	c, err := r.citationOf(p.Article)
	if err != nil {
		return 0, err
	}
	_, l, ok := view.CutID(string(p.Article[:]) + rest)
	if ok && l == "" {
		l = view.LayerOf(c.Guild, c.Origin)
	}
	r.checks[number] = documents.CheckOf(l, c.Title, p)
	return r.checks[number], nil
}
