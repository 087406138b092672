package nearest

import (
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"slices"
	"sync"
)

// Document is the vectors of a document's statements.
type Document struct {
	ID
	Layer   string   // searches name the layers that they see
	Check   uint64   // of what the vectors were made of
	Vectors [][]byte // packed by reader.Vector.Pack, one for each statement, in order
}

// Store is the vectors of an index. It may be used by many goroutines at once.
type Store struct {
	name string // of the file; "" in memory

	mu       sync.RWMutex // guards the fields below
	file     backing
	network  uint32
	end      int64 // of the records
	gone     int64 // bytes of records that are gone
	width    int   // bytes of a vector; 0 before the first one
	layers   map[string]*layer
	articles map[[8]byte][]*document
}

// Open opens the file of that name for vectors of a network, or makes it. Vectors of another network are removed. Records that a
// killed process did not finish, and damaged ones, are left out.
func Open(name, network string) (*Store, error) {
	return open(name, crc32.Checksum([]byte(network), castagnoli), false, os.O_RDWR|os.O_CREATE)
}

// OpenExisting opens the file of that name with the vectors of whichever network is in it. The error wraps os.ErrNotExist if
// there is none.
func OpenExisting(name string) (*Store, error) { return open(name, 0, true, os.O_RDWR) }

func open(name string, network uint32, whichever bool, flags int) (*Store, error) {
	if err := os.Remove(leftover(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove what is left of vectors: %w", err)
	}
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open the vectors: %q is no regular file", name)
	}
	f, err := os.OpenFile(name, flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the vectors: %w", err)
	}
	s := &Store{name: name, file: f, network: network}
	if err := s.load(whichever); err != nil {
		return nil, errors.Join(fmt.Errorf("read the vectors: %w", err), s.file.Close())
	}
	return s, nil
}

// InMemory makes an empty store in memory.
func InMemory() (*Store, error) {
	s := &Store{file: &memory{}}
	return s, s.empty()
}

// empty removes all records. The caller holds mu, or opens the store.
func (s *Store) empty() error {
	s.end, s.gone, s.width = preamble, 0, 0
	s.layers, s.articles = make(map[string]*layer), make(map[[8]byte][]*document)
	if err := s.file.Truncate(0); err != nil {
		return fmt.Errorf("empty the vectors: %w", err)
	}
	if _, err := s.file.WriteAt(appendPreamble(nil, s.network), 0); err != nil {
		return fmt.Errorf("write the vectors: %w", err)
	}
	return nil
}

// Reset removes all vectors.
func (s *Store) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.empty()
}

// Put stores a document's vectors in place of those that it had.
func (s *Store) Put(d Document) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range d.Vectors {
		if len(v) == 0 || s.width > 0 && len(v) != s.width || len(v) != len(d.Vectors[0]) {
			return fmt.Errorf("store vectors: one of %d bytes beside those of %d", len(v), max(s.width, len(d.Vectors[0])))
		}
	}
	record := appendRecord(nil, d)
	if len(record) > maxBody {
		return fmt.Errorf("store vectors: a record of %d bytes", len(record))
	}
	if err := s.drop(d.Article, func(o *document) bool { return o.Rest == d.Rest }); err != nil {
		return err
	}
	if _, err := s.file.WriteAt(record, s.end); err != nil {
		return fmt.Errorf("write vectors: %w", err) // the next one is written over what is there
	}
	p, err := parse(record[recordHead:])
	if err != nil {
		return err
	}
	s.add(p, s.end, len(record))
	s.end += int64(len(record))
	return nil
}

// Keep drops the vectors of an article's documents, except those that keep has with their layer and check.
func (s *Store) Keep(article [8]byte, keep map[string]Made) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drop(article, func(d *document) bool {
		wanted, there := keep[d.Rest]
		return !there || wanted != d.made()
	})
}

// drop drops the vectors of an article's documents that are unwanted. If a record cannot be written over, the others still are.
func (s *Store) drop(article [8]byte, unwanted func(*document) bool) (err error) {
	left := slices.DeleteFunc(s.articles[article], func(d *document) bool {
		if !unwanted(d) {
			return false
		}
		_, failed := s.file.WriteAt(make([]byte, d.size-recordHead), d.offset+recordHead)
		err = errors.Join(err, failed)
		s.gone += int64(d.size)
		d.layer.remove(d)
		return true
	})
	if len(left) == 0 {
		delete(s.articles, article)
	} else {
		s.articles[article] = left
	}
	if err != nil {
		return fmt.Errorf("write over vectors that are no longer wanted: %w", err)
	}
	return nil
}

// Made says what the vectors of a document were made of.
type Made struct {
	Layer string
	Check uint64
}

// Has reports whether the store has a document's vectors, and what they were made of.
func (s *Store) Has(article [8]byte, rest string) (made Made, has bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, d := range s.articles[article] {
		if d.Rest == rest {
			return d.made(), true
		}
	}
	return made, false
}

// Articles returns the keys of the articles that have vectors, in no order.
func (s *Store) Articles() [][8]byte {
	s.mu.RLock()
	defer s.mu.RUnlock()
	keys := make([][8]byte, 0, len(s.articles))
	for key := range s.articles {
		keys = append(keys, key)
	}
	return keys
}

// Size returns the number of vectors, and the bytes of the file.
func (s *Store) Size() (vectors int, bytes int64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, l := range s.layers {
		vectors += l.vectors - l.removed
	}
	return vectors, s.end
}

// Sync returns when everything that was written, zeros over dropped vectors among it, is on disk.
func (s *Store) Sync() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.file.Sync(); err != nil {
		return fmt.Errorf("write vectors to the disk: %w", err)
	}
	return nil
}

// Close closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close the vectors: %w", err)
	}
	return nil
}

// A file is rewritten when a quarter of it is gone, if that is minGone bytes.
const (
	goneShare = 4
	minGone   = 64 << 10
)

// Tidy rewrites the file without what is gone, if that is a quarter of it.
func (s *Store) Tidy() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone < minGone || s.gone*goneShare < s.end {
		return nil
	}
	if err := s.rewrite(); err != nil {
		return fmt.Errorf("rewrite the vectors: %w", err)
	}
	return nil
}

// rewrite copies the records that are not gone to a new file, and goes on with that one.
func (s *Store) rewrite() error {
	if s.name == "" {
		file := &memory{}
		if err := s.copyTo(file); err != nil {
			return err
		}
		s.file = file
		return s.load(true)
	}
	file, err := os.OpenFile(leftover(s.name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = s.copyTo(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	// Not every system renames a file that is open.
	moving := errors.Join(s.file.Close(), os.Rename(leftover(s.name), s.name))
	if file, err = os.OpenFile(s.name, os.O_RDWR, 0o600); err != nil {
		return errors.Join(moving, err)
	}
	s.file = file
	return errors.Join(moving, s.load(true))
}

// copyTo writes the records that are not gone to a file, in order.
func (s *Store) copyTo(file backing) error {
	var all []*document
	for _, documents := range s.articles {
		all = append(all, documents...)
	}
	slices.SortFunc(all, func(a, b *document) int { return cmp.Compare(a.offset, b.offset) })
	out := appendPreamble(nil, s.network)
	at := int64(0)
	for i, d := range all {
		record := make([]byte, d.size)
		if _, err := s.file.ReadAt(record, d.offset); err != nil {
			return err
		}
		out = append(out, record...)
		if len(out) < 1<<20 && i < len(all)-1 {
			continue
		}
		if _, err := file.WriteAt(out, at); err != nil {
			return err
		}
		at, out = at+int64(len(out)), out[:0]
	}
	_, err := file.WriteAt(out, at)
	return err
}

// leftover is the file that is written anew. A killed process leaves it.
func leftover(name string) string { return name + ".new" }
