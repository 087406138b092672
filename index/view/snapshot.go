package view

import (
	"cmp"
	"fmt"
	"sort"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"verbatim/index/passage"
)

// Snapshot is a generation at one moment.
type Snapshot struct {
	Terms
	Size uint64 // documents have smaller numbers, removed ones included

	packer   *passage.Packer
	passages *keptPassages
	damage   *DamageLog
	turn     int      // of damage, when the snapshot was taken
	offsets  []uint64 // the number of each segment's first document
}

func newSnapshot(s *scorch.IndexSnapshot, v *Generation) *Snapshot {
	out := &Snapshot{Terms: Terms{IndexSnapshot: s}, packer: v.packer, passages: v.passages, damage: v.Damage, turn: v.Damage.now()}
	v.passages.follow(s)
	for _, segment := range s.Segments() {
		out.offsets = append(out.offsets, out.Size)
		out.Size += uint64(segment.FullSize())
	}
	return out
}

// Stored returns the stored bytes of the document with that number. If they are damaged, it
// notes that, and the error is passage.ErrDamaged.
func (s *Snapshot) Stored(number uint64) (string, error) {
	out, err := s.readStored(number)
	if passage.IsDamaged(err) {
		s.NoteDamage(number, err)
	}
	return out, err
}

// readStored is Stored without the note.
func (s *Snapshot) readStored(number uint64) (out string, err error) {
	i, local, err := s.locate(number)
	if err != nil {
		return "", err
	}
	defer func() { // Bleve slices by lengths, which may be damaged
		if r := recover(); r != nil {
			out, err = "", fmt.Errorf("%w: document %d: %v", passage.ErrDamaged, number, r)
		}
	}()
	unpacking := fmt.Errorf("%w: nothing is stored of it", passage.ErrDamaged)
	visiting := s.Segments()[i].VisitDocument(local, func(field string, _ byte, value []byte, _ []uint64) bool {
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

// locate returns the segment of the document with that number, and its number there.
func (s *Snapshot) locate(number uint64) (segment int, local uint64, err error) {
	i := sort.Search(len(s.offsets), func(i int) bool { return s.offsets[i] > number }) - 1
	if i < 0 || number >= s.Size {
		return 0, 0, fmt.Errorf("no document has the number %d", number)
	}
	return i, number - s.offsets[i], nil
}

// Passage returns the passage in the document with that number, which must not be changed. If
// it is damaged, it notes that, and the error is passage.ErrDamaged.
func (s *Snapshot) Passage(number uint64) (*passage.Passage, error) {
	i, local, err := s.locate(number)
	if err != nil {
		return nil, err
	}
	at := spot{s.Segments()[i].Id(), local}
	if p := s.passages.get(at); p != nil {
		return p, nil
	}
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
	s.passages.put(at, &p)
	return &p, nil
}

// Reports returns the reports of a passage's statement, with offsets into the article. If
// they are damaged, it notes that, and the error is passage.ErrDamaged.
func (s *Snapshot) Reports(p *passage.Passage, statement int) ([]passage.Report, error) {
	reports, err := p.Reports(statement)
	if err != nil {
		s.damage.note(p.Article, s.turn, err)
	}
	return reports, err
}

// Citation returns the citation of an article. If it is damaged, it notes that, and the error
// is passage.ErrDamaged.
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

// ArticleDocument is a document of an article.
type ArticleDocument struct {
	ID     string
	Number uint64
}

// Documents returns the documents of an article that are not removed.
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

// ArticlesOf appends the keys of a layer's articles to keys.
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

// NoteDamage notes that the document with that number is damaged.
func (s *Snapshot) NoteDamage(number uint64, err error) {
	if key, ok := s.articleAt(number); ok {
		s.damage.note(key, s.turn, err)
	}
}

// articleAt returns the key of the article that a document belongs to. If the document's
// stored id is damaged, it looks among the terms.
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
