package index

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
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/corpus"
)

// snapshot is a view as it stood at one moment.
type snapshot struct {
	*scorch.IndexSnapshot
	packer  *packer
	damage  *damage
	turn    int               // of damage, when it was taken
	offsets []uint64          // number of each segment's first document
	size    uint64            // numbers go up to here, those of removed documents included
	barred  *roaring64.Bitmap // documents that whoever asks does not see; nil for none
}

func newSnapshot(s *scorch.IndexSnapshot, p *packer, d *damage) *snapshot {
	out := &snapshot{IndexSnapshot: s, packer: p, damage: d, turn: d.now()}
	for _, segment := range s.Segments() {
		out.offsets = append(out.offsets, out.size)
		out.size += uint64(segment.FullSize())
	}
	return out
}

// stored is the stored bytes of the document with that number. The error is
// errPassage where they are damaged, of which note has been taken then.
func (s *snapshot) stored(number uint64) (string, error) {
	out, err := s.readStored(number)
	if skipped(err) {
		s.noteNumber(number, err)
	}
	return out, err
}

func (s *snapshot) readStored(number uint64) (out string, err error) {
	i := sort.Search(len(s.offsets), func(i int) bool { return s.offsets[i] > number }) - 1
	if i < 0 || number >= s.size {
		return "", fmt.Errorf("no document has the number %d", number)
	}
	defer func() { // Bleve slices what damaged lengths tell
		if r := recover(); r != nil {
			out, err = "", fmt.Errorf("%w: document %d: %v", errPassage, number, r)
		}
	}()
	unpacking := fmt.Errorf("%w: nothing is stored of it", errPassage)
	visiting := s.Segments()[i].VisitDocument(number-s.offsets[i], func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldStored {
			out, unpacking = s.packer.unpack(value)
		}
		return field != fieldStored
	})
	if visiting != nil {
		return "", fmt.Errorf("%w: read document %d: %w", errPassage, number, visiting)
	}
	if unpacking != nil {
		return "", fmt.Errorf("read document %d: %w", number, unpacking)
	}
	return out, nil
}

// passage is the passage in the document of that number. The error is errPassage
// where it is damaged, of which note has been taken then.
func (s *snapshot) passage(number uint64) (*passage, error) {
	stored, err := s.stored(number)
	if err != nil {
		return nil, err
	}
	p, err := decodePassage(stored)
	if err != nil {
		err = fmt.Errorf("read document %d: %w", number, err)
		s.noteNumber(number, err)
		return nil, err
	}
	return &p, nil
}

// reports is the reports of a passage's statement, with offsets into the article.
// The error is errPassage where they are damaged, of which note has been taken
// then.
func (s *snapshot) reports(p *passage, statement int) ([]report, error) {
	reports, err := p.decodeReports(statement)
	if err != nil {
		s.damage.note(p.article, s.turn, err)
	}
	return reports, err
}

// postings are the documents that hold a term; the caller closes them.
func (s *snapshot) postings(field, term string, frequencies bool) (bleveindex.TermFieldReader, error) {
	//nolint:contextcheck // Bleve uses it for statistics alone
	r, err := s.TermFieldReader(context.Background(), []byte(term), field, frequencies, frequencies, false)
	if err != nil {
		return nil, fmt.Errorf("look up %q in %s: %w", term, field, err)
	}
	return r, nil
}

// eachPosting calls visit for every document that holds the term.
func (s *snapshot) eachPosting(field, term string, visit func(number, frequency uint64)) (err error) {
	r, err := s.postings(field, term, field == fieldName)
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

// eachTerm calls visit for every term of a field that begins with prefix until
// it returns false. Terms of removed documents may still be among them.
func (s *snapshot) eachTerm(field, prefix string, visit func(term string) bool) error {
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

// articleDocument is a document of an article.
type articleDocument struct {
	id     string
	number uint64
}

// documents are the live documents of an article.
func (s *snapshot) documents(key articleKey) ([]articleDocument, error) {
	var ids []string
	if err := s.eachTerm("_id", string(key[:]), func(id string) bool {
		ids = append(ids, id)
		return true
	}); err != nil {
		return nil, err
	}
	var live []articleDocument
	for _, id := range ids {
		if err := s.eachPosting("_id", id, func(number, _ uint64) {
			live = append(live, articleDocument{id, number})
		}); err != nil {
			return nil, err
		}
	}
	return live, nil
}

// count is how many documents hold a term, those that are barred left out.
func (s *snapshot) count(field, term string) (uint64, error) {
	r, err := s.postings(field, term, false)
	if err != nil {
		return 0, err
	}
	n := r.Count()
	if n > 0 && s.barred != nil {
		both, err := s.countBarred(r)
		if err != nil {
			return 0, errors.Join(fmt.Errorf("read the postings of %q in %s: %w", term, field, err), r.Close())
		}
		n -= both
	}
	return n, r.Close()
}

// countBarred is how many of the postings are barred.
func (s *snapshot) countBarred(r bleveindex.TermFieldReader) (uint64, error) {
	var doc bleveindex.TermFieldDoc
	id := make(bleveindex.IndexInternalID, 8)
	n := uint64(0)
	for it := s.barred.Iterator(); it.HasNext(); {
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

// passages is how many there are in the corpora.
func (s *snapshot) passages(scopes []string) (uint64, error) {
	total := uint64(0)
	for _, scope := range scopes {
		n, err := s.count(fieldKind, scope+anyKind)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// guilds are those with a layer of their own among the terms of a field, or with
// one of copies where the field is of these.
func (s *snapshot) guilds(field string) ([]corpus.GuildID, error) {
	var found []corpus.GuildID
	var broken error
	err := s.eachTerm(field, "", func(term string) bool {
		l, _, _ := cutScope(term)
		guild, _, copies := strings.Cut(string(l), "/")
		if copies != (field == fieldCopied) || l == sharedLayer || l == builtinLayer || slices.Contains(found, corpus.GuildID(guild)) {
			return true
		}
		var n uint64
		if n, broken = s.count(field, term); n > 0 {
			found = append(found, corpus.GuildID(guild))
		}
		return broken == nil
	})
	return found, cmp.Or(err, broken)
}

// articlesOf adds the keys of a layer's articles to those that are given.
func (s *snapshot) articlesOf(l layer, keys []articleKey) ([]articleKey, error) {
	seen := make(map[articleKey]bool)
	var broken error
	err := s.eachPosting(fieldKind, l.scope()+anyKind, func(number, _ uint64) {
		key, ok := s.articleAt(number)
		if !ok {
			broken = fmt.Errorf("%w: document %d has no id", errPassage, number)
			return
		}
		if !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	})
	return keys, cmp.Or(err, broken)
}
