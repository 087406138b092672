package view

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/index/passage"
)

// Generation is an open Bleve index with its position in the change feed.
type Generation struct {
	bleve    bleve.Index
	scorch   bleveindex.Index
	packer   *passage.Packer
	Damage   *DamageLog
	dir      string // "" in memory
	Position Position
	loose    uint64     // documents written since the last compact
	kept     chan error // gives the outcome once the last batch is on disk; nil without one
}

// positionKey is where Bleve keeps the position.
var positionKey = []byte("position")

// Create makes an empty view in dir, where nothing of an old one is left; in
// memory where dir is "".
func Create(dir string, p Position, packer *passage.Packer) (*Generation, error) {
	if dir != "" {
		if err := os.RemoveAll(dir); err != nil {
			return nil, fmt.Errorf("remove the old index: %w", err)
		}
	}
	b, err := bleve.NewUsing(dir, newMapping(), scorch.Name, scorch.Name, runtimeConfig())
	if err != nil {
		return nil, fmt.Errorf("make an index: %w", err)
	}
	v := &Generation{bleve: b, packer: packer, dir: dir, Position: p}
	if v.scorch, err = b.Advanced(); err == nil {
		err = b.SetInternal(positionKey, p.encode())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make an index: %w", err), b.Close())
	}
	return v, nil
}

// runtimeConfig is Bleve's settings. A batch returns once it is introduced, and
// is persisted soon after; a crash in between loses documents and position
// together, and the feed brings both again.
func runtimeConfig() map[string]any {
	return map[string]any{"bolt_timeout": "5s", "unsafe_batch": true}
}

// Open opens the view in dir after checking every file that can be
// checked. The error is os.ErrNotExist where there is none.
func Open(dir string, packer *passage.Packer) (v *Generation, err error) {
	if _, err := os.Stat(filepath.Join(dir, "index_meta.json")); err != nil {
		return nil, err
	}
	var b bleve.Index
	// bbolt panics on pages that make no sense, or follows them beyond its file.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			v, err = nil, fmt.Errorf("it is damaged: %v", r)
		}
		if err != nil && b != nil {
			err = errors.Join(err, b.Close())
		}
	}()
	segments, err := VerifyRoot(filepath.Join(dir, "store", "root.bolt"))
	if err != nil {
		return nil, err
	}
	if err := verifySegments(filepath.Join(dir, "store"), segments); err != nil {
		return nil, err
	}
	opened, err := bleve.OpenUsing(dir, runtimeConfig())
	if err != nil {
		return nil, fmt.Errorf("it does not open: %w", err)
	}
	b = opened
	v = &Generation{bleve: b, packer: packer, dir: dir}
	if v.scorch, err = b.Advanced(); err != nil {
		return nil, err
	}
	stored, err := b.GetInternal(positionKey)
	if err != nil {
		return nil, fmt.Errorf("read its position: %w", err)
	}
	if v.Position, err = decodePosition(stored); err != nil {
		return nil, err
	}
	count, err := b.DocCount()
	if err != nil {
		return nil, fmt.Errorf("count its documents: %w", err)
	}
	if count != v.Position.Documents {
		return nil, fmt.Errorf("it holds %d documents where %d should be", count, v.Position.Documents)
	}
	return v, nil
}

// Commit introduces a batch, with which the view stands at p. Searches see it
// at once; it is persisted soon after.
func (v *Generation) Commit(batch *bleve.Batch, p Position) (err error) {
	defer func() { // Bleve makes the segment here, before it takes any lock
		if r := recover(); r != nil {
			err = fmt.Errorf("commit to the index: panic: %v", r)
		}
	}()
	batch.SetInternal(positionKey, p.encode())
	kept := make(chan error, 1)
	batch.SetPersistedCallback(func(err error) { kept <- err })
	if err := v.bleve.Batch(batch); err != nil {
		return fmt.Errorf("commit to the index: %w", err)
	}
	v.kept = kept
	return nil
}

// The last batch is waited for until Bleve, which tries without end, has failed
// with it maxFailures times, and never longer than maxPersist.
const (
	maxPersist   = 20 * time.Second
	maxFailures  = 3
	persistCheck = 20 * time.Millisecond
)

// Persisted waits until the last batch is on disk. Where it does not get there,
// the error says why, and the next call waits for it again.
func (v *Generation) Persisted(ctx context.Context) error {
	if v.dir == "" || v.kept == nil {
		return nil
	}
	limit, check := time.NewTimer(maxPersist), time.NewTicker(persistCheck)
	defer limit.Stop()
	defer check.Stop()
	for before := v.failures(); ; {
		select {
		case err := <-v.kept:
			v.kept = nil
			return err
		case <-check.C:
			if v.failures() >= before+maxFailures {
				return v.unkept()
			}
		case <-limit.C:
			return v.unkept()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// failures is how often Bleve could not write to the disk.
func (v *Generation) failures() uint64 {
	n, _ := v.scorch.StatsMap()["TotOnErrors"].(uint64)
	return n
}

// unkept says why the last batch does not get to the disk. Bleve does not tell,
// but what keeps it from writing keeps others from it too.
func (v *Generation) unkept() error {
	const unkept = "the last changes are not on disk yet, and are read from the store again"
	if err := tryToWrite(filepath.Join(v.dir, "store")); err != nil {
		return fmt.Errorf("%s: %w", unkept, err)
	}
	return errors.New(unkept)
}

// Close waits until the last batch is on disk and closes the view.
func (v *Generation) Close() error {
	return errors.Join(v.Persisted(context.Background()), v.bleve.Close())
}

// Read calls do with the view as it now stands.
func (v *Generation) Read(do func(*Snapshot) error) error {
	r, err := v.scorch.Reader()
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	s, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return errors.Join(fmt.Errorf("read the index: a %T is not scorch's", r), r.Close())
	}
	return errors.Join(do(newSnapshot(s, v.packer, v.Damage)), s.Close())
}

// NewBatch makes an empty batch for commit.
func (v *Generation) NewBatch() *bleve.Batch { return v.bleve.NewBatch() }

// Wrote takes note of how many documents a batch adds, which compact goes by.
func (v *Generation) Wrote(documents int) { v.loose += uint64(documents) }

// DiskBytes returns how many bytes the view's files have.
func (v *Generation) DiskBytes() uint64 {
	n, _ := v.scorch.StatsMap()["CurOnDiskBytes"].(uint64)
	return n
}
