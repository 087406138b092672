package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"sync/atomic"

	"verbatim/corpus"
	"verbatim/index/speakers"
	"verbatim/index/view"
)

// writer replaces the generation, and decides which guilds it holds. Except for turn
// and persisted, the caller of its methods holds writing, or opens the index.
type writer struct {
	committer
	feed feed
	dir  string // "" in memory

	unremoved error // why a file of vectors that cannot be used is still there; nil if there is none

	waiters atomic.Int32 // goroutines that wait in turn; the follower makes room for them
	writing sync.Mutex   // held to change the generation or its position; guards the fields below
	target  corpus.Guilds
	resume  bool             // the target is set to the guilds of the generation that is opened
	pending []corpus.GuildID // guilds of the target that are not filled yet, in the order in which they are filled
}

// turn waits for a turn at writing, which the follower soon gives. The function that it
// returns ends the turn.
func (w *writer) turn() (end func()) {
	w.waiters.Add(1)
	defer w.waiters.Add(-1)
	w.writing.Lock()
	return w.writing.Unlock
}

// open opens the generation in the folder, or replaces it if it cannot be used.
func (w *writer) open(ctx context.Context) error {
	head, err := w.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	v, err := view.Open(w.viewDir(), w.makers.Packer)
	if err == nil {
		if err = v.Position.Usable(head, Version()); err == nil {
			err = w.adopt(v)
		}
		if err == nil && v.Position.Seq == head.Seq {
			w.endFilling()
		}
		if err == nil {
			return nil
		}
		if closing := v.Close(); closing != nil {
			w.log.Warn("close the old index", "error", closing)
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		w.log.Info("build the index", "folder", w.dir)
	} else {
		w.log.Warn("build the index anew", "folder", w.dir, "reason", err)
	}
	return w.replace(ctx)
}

// adopt lets searches use an opened generation, for those of its guilds that are in
// the target.
func (w *writer) adopt(v *view.Generation) error {
	if w.resume {
		w.target = v.Position.Guilds
	}
	if left := v.Position.Within(w.target); !reflect.DeepEqual(left, v.Position.GuildSet) {
		v.Position.GuildSet = left
		if err := v.Commit(v.NewBatch(), v.Position); err != nil {
			return err
		}
	}
	v.Damage = w.damage
	named := speakers.NewDirectory()
	if err := v.Read(func(s *view.Snapshot) error { return named.Load(s) }); err != nil {
		return fmt.Errorf("read the speakers: %w", err)
	}
	w.show(v, named)
	return nil
}

// replace replaces the generation, if there is one, by an empty one.
func (w *writer) replace(ctx context.Context) error {
	head, err := w.feed.Head(ctx)
	if err != nil {
		return fmt.Errorf("read the head of the change feed: %w", err)
	}
	w.pending = nil
	defer w.vectors.reset()
	return w.exchange(func() (*view.Generation, error) {
		at := view.Position{Epoch: head.Epoch, Version: Version(), GuildSet: view.GuildSet{Guilds: w.target}}
		v, err := view.Create(w.viewDir(), at, w.makers.Packer)
		if err == nil {
			v.Damage = w.damage
		}
		return v, err
	}, func(err error) { w.log.Warn("close the old index", "error", err) })
}

// viewDir returns the folder of Bleve's files, "" in memory.
func (w *writer) viewDir() string {
	if w.dir == "" {
		return ""
	}
	return filepath.Join(w.dir, "view")
}

// usablePosition returns the generation's position. If the generation no longer fits the
// feed, it is first replaced by an empty one.
func (w *writer) usablePosition(ctx context.Context, head corpus.Head) (view.Position, error) {
	at, err := w.position()
	if err != nil {
		return at, err
	}
	unusable := at.Usable(head, Version())
	if unusable == nil || at.Seq == 0 && at.Epoch == head.Epoch {
		return at, nil // an empty index needs nothing that the feed has forgotten
	}
	w.log.Warn("build the index anew", "folder", w.dir, "reason", unusable)
	if err := w.replace(ctx); err != nil {
		return at, err
	}
	return w.position()
}

// persisted waits until everything that was committed is on disk.
func (w *writer) persisted(ctx context.Context) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	if _, err := w.position(); err != nil {
		return err
	}
	if err := w.view.Persisted(ctx); err != nil {
		return advise(fmt.Errorf("write the index: %w", err), w.dir)
	}
	return nil
}

// purge takes deleted words off the disk.
func (w *writer) purge(ctx context.Context) error {
	defer w.heartbeat.rest()() // merging takes as long as the index is large
	return errors.Join(w.view.Purge(ctx), w.vectors.sync(), w.unremoved)
}

// close closes the generation after the write in progress.
func (w *writer) close() error {
	w.writing.Lock()
	defer w.writing.Unlock()
	return errors.Join(w.closeView(), w.vectors.close())
}
