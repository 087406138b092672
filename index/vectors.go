package index

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"verbatim/corpus"
	"verbatim/corpus/reader"
	"verbatim/index/nearest"
	"verbatim/index/passage"
)

// vectors keeps the vectors of statements beside the generation. Those of changed articles are dropped before the change is
// committed, so after a crash there may be too few, and never those of statements that are gone. What is lacking is made in the
// background. A nil *vectors has none.
type vectors struct {
	store *nearest.Store
	log   *slog.Logger
	news  chan struct{} // receives when something is lacking

	mu      sync.Mutex                  // guards the fields below
	lacking map[passage.Key]corpus.Date // articles that lack vectors, with their dates
	listed  bool                        // lacking has all of them
	article passage.Key                 // the one whose vectors are made
	stale   bool                        // that one has changed since its texts were read
	failed  error                       // why something may still be in the file that was dropped
}

// openVectors opens the vectors in the folder of an index, or in memory if dir is "". Without a network it opens only what is
// there, and returns nil if nothing is.
func openVectors(dir string, network *reader.Network, log *slog.Logger) (*vectors, error) {
	v := &vectors{log: log, news: make(chan struct{}, 1), lacking: make(map[passage.Key]corpus.Date)}
	var err error
	name := filepath.Join(dir, vectorFile)
	switch {
	case network == nil && dir == "":
		return nil, nil
	case network == nil:
		v.store, err = nearest.OpenExisting(name)
	case dir == "":
		v.store, err = nearest.InMemory()
	default:
		v.store, err = nearest.Open(name, network.Checksum())
	}
	if network == nil && errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// vectorFile is the name of the vectors' file in the folder of an index.
const vectorFile = "vectors"

// removeVectors removes the vectors in the folder of an index.
func removeVectors(dir string) error {
	if err := os.Remove(filepath.Join(dir, vectorFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove vectors that cannot be used: %w", err)
	}
	return nil
}

// reset removes all vectors, for a generation that is empty.
func (v *vectors) reset() {
	if v == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.lacking)
	v.listed, v.stale = true, true
	err := v.store.Reset()
	if v.check(err); err == nil {
		v.failed = nil
	}
}

// check logs and notes an error of the store. Answers come without the vectors that it concerns. The caller holds mu.
func (v *vectors) check(err error) {
	if err != nil {
		v.log.Error("the vectors of statements cannot be written; answers come without them", "error", err)
		v.failed = errors.Join(v.failed, err)
	}
}

// close closes the store.
func (v *vectors) close() error {
	if v == nil {
		return nil
	}
	return v.store.Close()
}

// sync returns when what was dropped is off the disk. If some of it may still be there, the error says why.
func (v *vectors) sync() error {
	if v == nil {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return errors.Join(v.failed, v.store.Sync())
}

// size returns the bytes of the vectors.
func (v *vectors) size() uint64 {
	if v == nil {
		return 0
	}
	_, n := v.store.Size()
	return uint64(n)
}

// withdraw drops the vectors that a batch makes untrue. It is called before the batch is committed, and by noteCommitted.
func (v *vectors) withdraw(b *batch) {
	if v == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.drop(b)
}

// drop is withdraw for a caller who holds mu.
func (v *vectors) drop(b *batch) {
	wanted := make(map[passage.Key]map[string]nearest.Made, len(b.changes))
	for i, key := range b.keys() {
		wanted[key] = nil
		if i < len(b.results) {
			wanted[key] = b.results[i].Vectors
		}
	}
	for _, key := range b.stale {
		if _, there := wanted[key]; !there {
			wanted[key] = nil
		}
	}
	for key, made := range wanted {
		v.stale = v.stale || key == v.article
		v.check(v.store.Keep(key, made))
	}
}

// noteCommitted notes what a batch that was committed lacks.
func (v *vectors) noteCommitted(b *batch) {
	if v == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.drop(b) // some may have been made of the earlier texts while it was committed
	for _, key := range b.stale {
		delete(v.lacking, key)
	}
	for i, key := range b.keys() {
		delete(v.lacking, key)
		if i >= len(b.results) {
			continue
		}
		for rest, made := range b.results[i].Vectors {
			if has, there := v.store.Has(key, rest); !there || has != made {
				v.lacking[key] = b.changes[i].Article.Published
				break
			}
		}
	}
	if len(v.lacking) > 0 {
		v.wake()
	}
}

// suspect notes that an article has vectors of other texts than a search has seen. They are looked at again.
func (v *vectors) suspect(key passage.Key, published corpus.Date) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lacking[key] = published
	v.wake()
}

// wake tells keepUp that something is lacking.
func (v *vectors) wake() {
	select {
	case v.news <- struct{}{}:
	default: // it has not read the last one yet
	}
}

// embedded is the text that a statement's vector is made of.
func embedded(title, statement string) string {
	if title == "" {
		return statement
	}
	return title + " . " + statement
}

// newest returns the article that lacks vectors and was published last. Those without a date come last.
func (v *vectors) newest() (best passage.Key, found bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for key, date := range v.lacking {
		if !found || cmp.Or(cmp.Compare(date, v.lacking[best]), bytes.Compare(best[:], key[:])) > 0 {
			best, found = key, true
		}
	}
	return best, found
}

// begin notes whose vectors are made, before its texts are read.
func (v *vectors) begin(key passage.Key) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.article, v.stale = key, false
}

// unlessStale calls do if the article has not changed since its texts were read.
func (v *vectors) unlessStale(do func() error) (fresh bool, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stale {
		return false, nil
	}
	return true, do()
}

// isListed reports whether lacking has all articles that lack vectors.
func (v *vectors) isListed() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.listed
}

// endListing notes that lacking has all of them.
func (v *vectors) endListing() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.listed = true
}
