package view

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// A view is made one segment after so many documents were written to it, where
// they are a quarter of all: terms then stand in one dictionary and not in ten,
// which takes a fifth less space and one look-up each.
const (
	minLoose   = 5000
	looseShare = 4
)

// Compact merges the view's segments where much was written since they last
// were. Searches go on meanwhile.
func (v *Generation) Compact(ctx context.Context) error {
	if v.loose < minLoose || v.loose*looseShare < v.Position.Documents {
		return nil
	}
	return v.merge(ctx)
}

// Purge merges the view's segments where anything is still in them of documents
// that were removed.
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

// awaitFiles waits until no file is left of a segment that was merged: whoever
// still reads it keeps it.
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

// merge makes the view one segment, without what was removed.
func (v *Generation) merge(ctx context.Context) error {
	if v.dir == "" {
		return nil
	}
	s, ok := v.scorch.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("merge the index: a %T is not scorch", v.scorch)
	}
	if err := v.Persisted(ctx); err != nil { // what is only in memory would be left out
		return err
	}
	if err := s.ForceMerge(ctx, &mergeplan.SingleSegmentMergePlanOptions); err != nil {
		return fmt.Errorf("merge the index: %w", err)
	}
	v.loose = 0
	return v.dropFiles(ctx)
}

// dropFiles has Bleve remove the files of segments that were merged. The first
// batch persists the merged one, the second sees that the old ones are no longer
// needed.
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
