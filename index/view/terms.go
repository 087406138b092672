package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
	"verbatim/index/passage"
)

// Terms looks up terms in a snapshot.
type Terms struct {
	*scorch.IndexSnapshot
	Barred *roaring64.Bitmap // documents that the guild does not see; nil if it sees all
}

// Postings returns the documents that hold a term. The caller closes them.
func (t *Terms) Postings(field, term string, frequencies bool) (bleveindex.TermFieldReader, error) {
	//nolint:contextcheck // Bleve uses it only for statistics
	r, err := t.TermFieldReader(context.Background(), []byte(term), field, frequencies, frequencies, false)
	if err != nil {
		return nil, fmt.Errorf("look up %q in %s: %w", term, field, err)
	}
	return r, nil
}

// EachPosting calls visit for each document that holds the term.
func (t *Terms) EachPosting(field, term string, visit func(number, frequency uint64)) (err error) {
	r, err := t.Postings(field, term, field == FieldName)
	if err != nil {
		return err
	}
	defer func() {
		if closing := r.Close(); err == nil {
			err = closing
		}
	}()
	var doc bleveindex.TermFieldDoc
	for {
		found, err := r.Next(doc.Reset())
		if err != nil {
			return fmt.Errorf("read the postings of %q in %s: %w", term, field, err)
		}
		if found == nil {
			return nil
		}
		visit(found.ID.Value(), found.Freq)
	}
}

// EachTerm calls visit for each term of a field that begins with the prefix, until it
// returns false. Terms of removed documents may still be among them.
func (t *Terms) EachTerm(field, prefix string, visit func(term string) bool) error {
	dict, err := t.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return fmt.Errorf("read the terms of %s: %w", field, err)
	}
	for {
		entry, err := dict.Next()
		if err != nil {
			return fmt.Errorf("read the terms of %s: %w", field, err)
		}
		if entry == nil || !visit(entry.Term) {
			return dict.Close()
		}
	}
}

// Count returns how many documents hold a term, without the barred ones.
func (t *Terms) Count(field, term string) (uint64, error) {
	r, err := t.Postings(field, term, false)
	if err != nil {
		return 0, err
	}
	n := r.Count()
	if n > 0 && t.Barred != nil {
		both, err := t.countBarred(r)
		if err != nil {
			return 0, errors.Join(fmt.Errorf("read the postings of %q in %s: %w", term, field, err), r.Close())
		}
		n -= both
	}
	return n, r.Close()
}

// countBarred returns how many of the postings are barred.
func (t *Terms) countBarred(r bleveindex.TermFieldReader) (uint64, error) {
	var doc bleveindex.TermFieldDoc
	id := make(bleveindex.IndexInternalID, 8)
	n := uint64(0)
	for it := t.Barred.Iterator(); it.HasNext(); {
		found, err := r.Advance(bleveindex.NewIndexInternalID(id, it.PeekNext()), doc.Reset())
		if err != nil || found == nil {
			return n, err
		}
		at := found.ID.Value()
		if it.AdvanceIfNeeded(at); it.HasNext() && it.PeekNext() == at {
			n++
			it.Next()
		}
	}
	return n, nil
}

// CountIn returns how many passages in the scopes hold a term.
func (t *Terms) CountIn(term string, scopes []string) (uint64, error) {
	total := uint64(0)
	for _, scope := range scopes {
		n, err := t.Count(FieldText, scope+term)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Passages returns how many passages there are in the scopes.
func (t *Terms) Passages(scopes []string) (uint64, error) {
	total := uint64(0)
	for _, scope := range scopes {
		n, err := t.Count(FieldKind, scope+AnyKind)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Holds reports whether a document holds a term.
func (t *Terms) Holds(number uint64, field, term string) (holds bool, err error) {
	r, err := t.Postings(field, term, false)
	if err != nil {
		return false, err
	}
	defer func() {
		if closing := r.Close(); err == nil {
			err = closing
		}
	}()
	if r.Count() == 0 {
		return false, nil
	}
	found, err := r.Advance(bleveindex.NewIndexInternalID(nil, number), nil)
	return found != nil && found.ID.Value() == number, err
}

// Any returns the documents with at least one of the terms, without the barred ones.
func (t *Terms) Any(field string, terms, scopes []string) (*roaring64.Bitmap, error) {
	found := roaring64.New()
	for _, scope := range scopes {
		for _, term := range terms {
			if err := t.EachPosting(field, scope+term, func(number, _ uint64) { found.Add(number) }); err != nil {
				return nil, err
			}
		}
	}
	if t.Barred != nil {
		found.AndNot(t.Barred)
	}
	return found, nil
}

// All returns the documents with all of the terms, without the barred ones.
func (t *Terms) All(field string, terms, scopes []string) (*roaring64.Bitmap, error) {
	var found *roaring64.Bitmap
	for _, term := range terms {
		with, err := t.Any(field, []string{term}, scopes)
		if err != nil {
			return nil, err
		}
		if found == nil {
			found = with
		} else {
			found.And(with)
		}
	}
	return found, nil
}

// maxNeighbours is the most terms that are looked at for one spelling.
const maxNeighbours = 200

// Neighbours adds to near the terms of a scope that are at most so many edits from the term and
// begin with as many of its bytes.
func (t *Terms) Neighbours(scope, term string, edits, prefix int, near map[string]struct{}) error {
	dict, err := t.FieldDictFuzzy(FieldText, scope+term, edits, scope+term[:prefix])
	if err != nil {
		return fmt.Errorf("look for the spelling of %q: %w", term, err)
	}
	for range maxNeighbours {
		entry, err := dict.Next()
		if err != nil {
			return fmt.Errorf("look for the spelling of %q: %w", term, err)
		}
		if entry == nil {
			break
		}
		near[entry.Term[len(scope):]] = struct{}{}
	}
	return dict.Close()
}

// HasID reports whether the document with that number has that id.
func (t *Terms) HasID(id string, number uint64) (has bool) {
	if len(id) < len(passage.Key{}) {
		return false
	}
	err := t.EachPosting("_id", id, func(n, _ uint64) { has = has || n == number })
	return has && err == nil
}

// DocumentID returns the id of the document with that number. The error is
// passage.ErrDamaged if it cannot be read.
func (t *Terms) DocumentID(number uint64) (id string, err error) {
	defer func() {
		if r := recover(); r != nil {
			id, err = "", fmt.Errorf("%w: the id of document %d: %v", passage.ErrDamaged, number, r)
		}
	}()
	id, err = t.ExternalID(bleveindex.NewIndexInternalID(nil, number))
	if err != nil {
		return "", fmt.Errorf("%w: read the id of document %d: %w", passage.ErrDamaged, number, err)
	}
	return id, nil
}

// Guilds returns the guilds that have a layer among the terms of a field: of their own, or
// of copies if the field is FieldCopied.
func (t *Terms) Guilds(field string) ([]corpus.GuildID, error) {
	var found []corpus.GuildID
	var broken error
	err := t.EachTerm(field, "", func(term string) bool {
		l, _, _ := CutScope(term)
		guild, _, copies := strings.Cut(string(l), "/")
		if copies != (field == FieldCopied) || l == SharedLayer || l == builtinLayer || slices.Contains(found, corpus.GuildID(guild)) {
			return true
		}
		var n uint64
		if n, broken = t.Count(field, term); n > 0 {
			found = append(found, corpus.GuildID(guild))
		}
		return broken == nil
	})
	return found, cmp.Or(err, broken)
}

// Narrow bars the documents that a query does not see, and returns the scopes of the layers
// that it sees and that hold anything.
func (t *Terms) Narrow(q corpus.Query) ([]string, error) {
	barred := roaring64.New()
	var scopes []string
	for _, l := range LayersOf(q) {
		if l.OfCopies() {
			if err := t.EachPosting(FieldCopied, l.Scope(), func(number, _ uint64) { barred.Add(number) }); err != nil {
				return nil, err
			}
		}
		n, err := t.Count(FieldKind, l.Scope()+AnyKind)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			scopes = append(scopes, l.Scope())
		}
	}
	if !barred.IsEmpty() {
		t.Barred = barred
	}
	return scopes, nil
}
