package view

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"verbatim/index/passage"
)

// runtimeConfig returns Bleve's settings. A batch returns when it is introduced, and is
// persisted soon after. A crash in between loses documents and position together, and the
// feed brings both again.
func runtimeConfig() map[string]any {
	return map[string]any{"bolt_timeout": "5s", "unsafe_batch": true}
}

// Create makes an empty generation in dir, which it empties first, or in memory if dir is "".
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
	v := &Generation{bleve: b, packer: packer, passages: newKeptPassages(), dir: dir, Position: p}
	if v.scorch, err = b.Advanced(); err == nil {
		err = b.SetInternal(positionKey, p.encode())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make an index: %w", err), b.Close())
	}
	return v, nil
}

// Open opens the generation in dir, after checking every file that can be checked. The error
// is os.ErrNotExist if there is none.
func Open(dir string, packer *passage.Packer) (v *Generation, err error) {
	if _, err := os.Stat(filepath.Join(dir, "index_meta.json")); err != nil {
		return nil, err
	}
	var b bleve.Index
	// bbolt panics on malformed pages, or follows them beyond its file.
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
	v = &Generation{bleve: b, packer: packer, passages: newKeptPassages(), dir: dir}
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
