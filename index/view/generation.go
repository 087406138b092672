package view

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"verbatim/index/passage"
)

// Generation is an open Bleve index with its position in the change feed.
type Generation struct {
	bleve    bleve.Index
	scorch   bleveindex.Index
	packer   *passage.Packer
	passages *keptPassages
	Damage   *DamageLog // nil: damage is not noted
	dir      string     // "" in memory
	Position Position   // set by the caller when it has committed
	loose    uint64     // documents written since the last merge
	kept     chan error // receives the outcome when the last batch is on disk; nil if all are
}

// positionKey is the key under which Bleve keeps the position.
var positionKey = []byte("position")

// NewBatch makes an empty batch for Commit.
func (v *Generation) NewBatch() *bleve.Batch { return v.bleve.NewBatch() }

// Commit introduces a batch that brings the generation to a position. Searches see it at
// once. It is persisted soon after.
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

// Bleve tries to write a batch without end. Persisted waits for it until Bleve has failed
// maxFailures times, and never longer than maxPersist.
const (
	maxPersist   = 20 * time.Second
	maxFailures  = 3
	persistCheck = 20 * time.Millisecond
)

// Persisted waits until the last batch is on disk. If it does not get there, the error says
// why, and the next call waits again.
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

// failures returns how often Bleve could not write to the disk.
func (v *Generation) failures() uint64 {
	n, _ := v.scorch.StatsMap()["TotOnErrors"].(uint64)
	return n
}

// unkept returns the reason why the last batch does not get to the disk. Bleve does not tell
// it, but another file in the same folder cannot be written either.
func (v *Generation) unkept() error {
	const unkept = "the last changes are not on disk yet, and are read from the store again"
	if err := tryToWrite(filepath.Join(v.dir, "store")); err != nil {
		return fmt.Errorf("%s: %w", unkept, err)
	}
	return errors.New(unkept)
}

// Close waits until the last batch is on disk, and closes the generation.
func (v *Generation) Close() error {
	return errors.Join(v.Persisted(context.Background()), v.bleve.Close())
}

// Read calls do with a snapshot of the generation.
func (v *Generation) Read(do func(*Snapshot) error) error {
	r, err := v.scorch.Reader()
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	s, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return errors.Join(fmt.Errorf("read the index: a %T is not scorch's", r), r.Close())
	}
	return errors.Join(do(newSnapshot(s, v)), s.Close())
}

// Wrote notes how many documents a batch adds. Compact goes by their number.
func (v *Generation) Wrote(documents int) { v.loose += uint64(documents) }

// DiskBytes returns the size of the generation's files.
func (v *Generation) DiskBytes() uint64 {
	n, _ := v.scorch.StatsMap()["CurOnDiskBytes"].(uint64)
	return n
}

// A generation is merged into one segment when minLoose documents were written to it, if
// they are a quarter of all. The terms are then in one dictionary instead of ten, which
// takes a fifth less space and one lookup each.
const (
	minLoose   = 5000
	looseShare = 4
)

// Compact merges the segments if many documents were written since the last merge. Searches
// go on meanwhile.
func (v *Generation) Compact(ctx context.Context) error {
	if v.loose < minLoose || v.loose*looseShare < v.Position.Documents {
		return nil
	}
	return v.merge(ctx)
}

// Purge merges the segments if they still hold anything of removed documents, and waits
// until no old file is left.
func (v *Generation) Purge(ctx context.Context) error {
	var removed bool
	err := v.Read(func(s *Snapshot) error {
		count, err := s.DocCount()
		removed = count < s.Size
		return err
	})
	if err != nil || v.dir == "" {
		return err
	}
	if removed {
		if err := v.merge(ctx); err != nil {
			return err
		}
	}
	return v.awaitFiles(ctx) // Bleve may have merged others by itself
}

// awaitFiles waits until no file of a merged segment is left. A search that still reads one
// keeps it.
func (v *Generation) awaitFiles(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, maxPersist)
	defer cancel()
	for {
		if err := v.dropFiles(ctx); err != nil {
			return err
		}
		left, err := v.leftFiles()
		if err != nil || !left {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("files of the index that it no longer needs are not removed yet: %w", ctx.Err())
		case <-time.After(persistCheck):
		}
	}
}

// leftFiles reports whether there are more files of segments than segments.
func (v *Generation) leftFiles() (left bool, err error) {
	files, err := filepath.Glob(filepath.Join(v.dir, "store", "*.zap"))
	if err != nil {
		return false, fmt.Errorf("look at the index's files: %w", err)
	}
	return left, v.Read(func(s *Snapshot) error {
		left = len(files) > len(s.Segments())
		return nil
	})
}

// merge makes the generation one segment, without removed documents.
func (v *Generation) merge(ctx context.Context) error {
	if v.dir == "" {
		return nil
	}
	s, ok := v.scorch.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("merge the index: a %T is not scorch", v.scorch)
	}
	if err := v.Persisted(ctx); err != nil { // the merge leaves out segments in memory
		return err
	}
	if err := s.ForceMerge(ctx, &mergeplan.SingleSegmentMergePlanOptions); err != nil {
		return fmt.Errorf("merge the index: %w", err)
	}
	v.loose = 0
	return v.dropFiles(ctx)
}

// dropFiles makes Bleve remove the files of merged segments. The first batch persists the
// merged segment. With the second one Bleve sees that the old ones are no longer needed.
func (v *Generation) dropFiles(ctx context.Context) error {
	for range 2 {
		if err := v.Commit(v.bleve.NewBatch(), v.Position); err != nil {
			return err
		}
		if err := v.Persisted(ctx); err != nil {
			return err
		}
	}
	return nil
}
