package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
	"verbatim/index/passage"
)

// Snapshot is a view as it stood at one moment.
type Snapshot struct {
	*scorch.IndexSnapshot
	packer  *passage.Packer
	damage  *DamageLog
	turn    int               // of damage, when it was taken
	offsets []uint64          // number of each segment's first document
	Size    uint64            // numbers go up to here, those of removed documents included
	Barred  *roaring64.Bitmap // documents that whoever asks does not see; nil for none
}

func newSnapshot(s *scorch.IndexSnapshot, p *passage.Packer, d *DamageLog) *Snapshot {
	out := &Snapshot{IndexSnapshot: s, packer: p, damage: d, turn: d.now()}
	for _, segment := range s.Segments() {
		out.offsets = append(out.offsets, out.Size)
		out.Size += uint64(segment.FullSize())
	}
	return out
}

// Stored is the stored bytes of the document with that number. The error is
// errPassage where they are damaged, of which note has been taken then.
func (s *Snapshot) Stored(number uint64) (string, error) {
	out, err := s.readStored(number)
	if passage.IsDamaged(err) {
		s.NoteDamage(number, err)
	}
	return out, err
}

func (s *Snapshot) readStored(number uint64) (out string, err error) {
	i := sort.Search(len(s.offsets), func(i int) bool { return s.offsets[i] > number }) - 1
	if i < 0 || number >= s.Size {
		return "", fmt.Errorf("no document has the number %d", number)
	}
	defer func() { // Bleve slices what damaged lengths tell
		if r := recover(); r != nil {
			out, err = "", fmt.Errorf("%w: document %d: %v", passage.ErrDamaged, number, r)
		}
	}()
	unpacking := fmt.Errorf("%w: nothing is stored of it", passage.ErrDamaged)
	visiting := s.Segments()[i].VisitDocument(number-s.offsets[i], func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == FieldStored {
			out, unpacking = s.packer.Unpack(value)
		}
		return field != FieldStored
	})
	if visiting != nil {
		return "", fmt.Errorf("%w: read document %d: %w", passage.ErrDamaged, number, visiting)
	}
	if unpacking != nil {
		return "", fmt.Errorf("read document %d: %w", number, unpacking)
	}
	return out, nil
}

// Passage is the passage in the document of that number. The error is errPassage
// where it is damaged, of which note has been taken then.
func (s *Snapshot) Passage(number uint64) (*passage.Passage, error) {
	stored, err := s.Stored(number)
	if err != nil {
		return nil, err
	}
	p, err := passage.Decode(stored)
	if err != nil {
		err = fmt.Errorf("read document %d: %w", number, err)
		s.NoteDamage(number, err)
		return nil, err
	}
	return &p, nil
}

// Reports is the reports of a passage's statement, with offsets into the article.
// The error is errPassage where they are damaged, of which note has been taken
// then.
func (s *Snapshot) Reports(p *passage.Passage, statement int) ([]passage.Report, error) {
	reports, err := p.Reports(statement)
	if err != nil {
		s.damage.note(p.Article, s.turn, err)
	}
	return reports, err
}

// Postings are the documents that hold a term; the caller closes them.
func (s *Snapshot) Postings(field, term string, frequencies bool) (bleveindex.TermFieldReader, error) {
	//nolint:contextcheck // Bleve uses it for statistics alone
	r, err := s.TermFieldReader(context.Background(), []byte(term), field, frequencies, frequencies, false)
	if err != nil {
		return nil, fmt.Errorf("look up %q in %s: %w", term, field, err)
	}
	return r, nil
}

// EachPosting calls visit for every document that holds the term.
func (s *Snapshot) EachPosting(field, term string, visit func(number, frequency uint64)) (err error) {
	r, err := s.Postings(field, term, field == FieldName)
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

// EachTerm calls visit for every term of a field that begins with prefix until
// it returns false. Terms of removed documents may still be among them.
func (s *Snapshot) EachTerm(field, prefix string, visit func(term string) bool) error {
	dict, err := s.FieldDictPrefix(field, []byte(prefix))
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

// ArticleDocument is a document of an article.
type ArticleDocument struct {
	ID     string
	Number uint64
}

// Documents are the live documents of an article.
func (s *Snapshot) Documents(key passage.Key) ([]ArticleDocument, error) {
	var ids []string
	if err := s.EachTerm("_id", string(key[:]), func(id string) bool {
		ids = append(ids, id)
		return true
	}); err != nil {
		return nil, err
	}
	var live []ArticleDocument
	for _, id := range ids {
		if err := s.EachPosting("_id", id, func(number, _ uint64) {
			live = append(live, ArticleDocument{id, number})
		}); err != nil {
			return nil, err
		}
	}
	return live, nil
}

// Count is how many documents hold a term, those that are barred left out.
func (s *Snapshot) Count(field, term string) (uint64, error) {
	r, err := s.Postings(field, term, false)
	if err != nil {
		return 0, err
	}
	n := r.Count()
	if n > 0 && s.Barred != nil {
		both, err := s.countBarred(r)
		if err != nil {
			return 0, errors.Join(fmt.Errorf("read the postings of %q in %s: %w", term, field, err), r.Close())
		}
		n -= both
	}
	return n, r.Close()
}

// countBarred is how many of the postings are barred.
func (s *Snapshot) countBarred(r bleveindex.TermFieldReader) (uint64, error) {
	var doc bleveindex.TermFieldDoc
	id := make(bleveindex.IndexInternalID, 8)
	n := uint64(0)
	for it := s.Barred.Iterator(); it.HasNext(); {
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

// Passages is how many there are in the corpora.
func (s *Snapshot) Passages(scopes []string) (uint64, error) {
	total := uint64(0)
	for _, scope := range scopes {
		n, err := s.Count(FieldKind, scope+AnyKind)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Guilds are those with a layer of their own among the terms of a field, or with
// one of copies where the field is of these.
func (s *Snapshot) Guilds(field string) ([]corpus.GuildID, error) {
	var found []corpus.GuildID
	var broken error
	err := s.EachTerm(field, "", func(term string) bool {
		l, _, _ := CutScope(term)
		guild, _, copies := strings.Cut(string(l), "/")
		if copies != (field == FieldCopied) || l == SharedLayer || l == builtinLayer || slices.Contains(found, corpus.GuildID(guild)) {
			return true
		}
		var n uint64
		if n, broken = s.Count(field, term); n > 0 {
			found = append(found, corpus.GuildID(guild))
		}
		return broken == nil
	})
	return found, cmp.Or(err, broken)
}

// ArticlesOf adds the keys of a layer's articles to those that are given.
func (s *Snapshot) ArticlesOf(l Layer, keys []passage.Key) ([]passage.Key, error) {
	seen := make(map[passage.Key]bool)
	var broken error
	err := s.EachPosting(FieldKind, l.Scope()+AnyKind, func(number, _ uint64) {
		key, ok := s.articleAt(number)
		if !ok {
			broken = fmt.Errorf("%w: document %d has no id", passage.ErrDamaged, number)
			return
		}
		if !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	})
	return keys, cmp.Or(err, broken)
}

// Citation is the citation of an article. The error is errPassage where it is
// damaged, of which note has been taken then.
func (s *Snapshot) Citation(key passage.Key) (passage.Citation, error) {
	number, found := uint64(0), false
	if err := s.EachPosting("_id", string(key[:]), func(n, _ uint64) { number, found = n, true }); err != nil {
		return passage.Citation{}, err
	}
	if !found {
		err := fmt.Errorf("%w: its article's citation is missing", passage.ErrDamaged)
		s.damage.note(key, s.turn, err)
		return passage.Citation{}, err
	}
	stored, err := s.Stored(number)
	if err != nil {
		return passage.Citation{}, err
	}
	c, err := passage.DecodeCitation(stored)
	if err != nil {
		s.damage.note(key, s.turn, err)
	}
	return c, err
}

// CountIn is how many passages of the corpora hold a term.
func (s *Snapshot) CountIn(term string, scopes []string) (uint64, error) {
	total := uint64(0)
	for _, scope := range scopes {
		n, err := s.Count(FieldText, scope+term)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Holds reports whether a document holds a term.
func (s *Snapshot) Holds(number uint64, field, term string) (holds bool, err error) {
	r, err := s.Postings(field, term, false)
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

// Any is the documents with one of the terms, those that are barred left out.
func (s *Snapshot) Any(field string, terms, scopes []string) (*roaring64.Bitmap, error) {
	found := roaring64.New()
	for _, scope := range scopes {
		for _, term := range terms {
			if err := s.EachPosting(field, scope+term, func(number, _ uint64) { found.Add(number) }); err != nil {
				return nil, err
			}
		}
	}
	if s.Barred != nil {
		found.AndNot(s.Barred)
	}
	return found, nil
}

// All is the documents with every one of the terms.
func (s *Snapshot) All(field string, terms, scopes []string) (*roaring64.Bitmap, error) {
	var found *roaring64.Bitmap
	for _, term := range terms {
		with, err := s.Any(field, []string{term}, scopes)
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

// Narrow narrows the snapshot to what a query sees. It returns the scopes of the
// layers that hold anything.
func (s *Snapshot) Narrow(q corpus.Query) ([]string, error) {
	barred := roaring64.New()
	var scopes []string
	for _, l := range LayersOf(q) {
		if l.OfCopies() {
			if err := s.EachPosting(FieldCopied, l.Scope(), func(number, _ uint64) { barred.Add(number) }); err != nil {
				return nil, err
			}
		}
		n, err := s.Count(FieldKind, l.Scope()+AnyKind)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			scopes = append(scopes, l.Scope())
		}
	}
	if !barred.IsEmpty() {
		s.Barred = barred
	}
	return scopes, nil
}

// NoteDamage takes note of damage in the document of that number.
func (s *Snapshot) NoteDamage(number uint64, err error) {
	if key, ok := s.articleAt(number); ok {
		s.damage.note(key, s.turn, err)
	}
}

// articleAt is the key of the article that a document is of. What is stored of it
// may be damaged; the terms tell it too.
func (s *Snapshot) articleAt(number uint64) (key passage.Key, ok bool) {
	if id, err := s.DocumentID(number); err == nil && s.HasID(id, number) {
		return passage.Key([]byte(id)[:len(key)]), true
	}
	err := s.EachTerm("_id", "", func(id string) bool {
		if ok = len(id) >= len(key) && s.HasID(id, number); ok {
			copy(key[:], id)
		}
		return !ok
	})
	return key, ok && err == nil
}

// HasID reports whether the document of that number has that id.
func (s *Snapshot) HasID(id string, number uint64) (has bool) {
	if len(id) < len(passage.Key{}) {
		return false
	}
	err := s.EachPosting("_id", id, func(n, _ uint64) { has = has || n == number })
	return has && err == nil
}

// DocumentID is the id of the document with that number.
func (s *Snapshot) DocumentID(number uint64) (id string, err error) {
	defer func() {
		if r := recover(); r != nil {
			id, err = "", fmt.Errorf("%w: the id of document %d: %v", passage.ErrDamaged, number, r)
		}
	}()
	id, err = s.ExternalID(bleveindex.NewIndexInternalID(nil, number))
	if err != nil {
		return "", fmt.Errorf("%w: read the id of document %d: %w", passage.ErrDamaged, number, err)
	}
	return id, nil
}

// Neighbours notes the terms of a scope within so many edits of term that begin
// with the same letter.
func (s *Snapshot) Neighbours(scope, term string, edits int, near map[string]int) error {
	dict, err := s.FieldDictFuzzy(FieldText, scope+term, edits, scope+term[:1])
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
		other := entry.Term[len(scope):]
		near[other] = search.LevenshteinDistance(term, other)
	}
	return dict.Close()
}

// maxNeighbours bounds the terms that are looked at for one spelling.
const maxNeighbours = 200
