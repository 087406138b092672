package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"verbatim/corpus"
	"verbatim/index/passage"
	"verbatim/index/view"
)

// Condition is the state in which Examine finds an index.
type Condition struct {
	Missing   bool
	Unusable  error      // why the next Open builds it anew; nil if it can be used
	Behind    corpus.Seq // how many positions of the feed it must still follow
	Documents uint64
}

// Examine looks at the index in a folder, for a store with that head. It changes nothing. The
// error is ErrInUse if another process has the index open.
func Examine(dir string, head corpus.Head) (c Condition, err error) {
	if _, err := os.Stat(filepath.Join(dir, "view", "index_meta.json")); errors.Is(err, os.ErrNotExist) {
		c.Missing = true
		return c, nil
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	free, err := lock.TryLock()
	if err != nil {
		return c, advise(fmt.Errorf("open index %q: lock the folder: %w", dir, err), dir)
	}
	if !free {
		return c, ErrInUse
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	packer, err := passage.NewPacker()
	if err != nil {
		return c, err
	}
	v, err := view.Open(filepath.Join(dir, "view"), packer)
	if err != nil {
		if advised := advise(err, dir); errors.Is(err, os.ErrPermission) {
			return c, fmt.Errorf("open index %q: %w", dir, advised)
		}
		c.Unusable = err
		return c, nil
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if c.Unusable = v.Position.Usable(head, Version()); c.Unusable == nil {
		c.Behind, c.Documents = head.Seq-v.Position.Seq, v.Position.Documents
	}
	return c, nil
}
