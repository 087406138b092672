package index

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"verbatim/corpus"
	"verbatim/index/speakers"
	"verbatim/index/view"
)

// errClosed is the error of using a closed index.
var errClosed = errors.New("the index is closed")

// current is the generation that is searched now, with its speakers.
type current struct {
	searching atomic.Int32 // searches in progress; the maker of vectors gives way to them
	vectors   *vectors     // nil: there are none

	mu       sync.RWMutex     // guards the fields below; a search holds it for reading
	view     *view.Generation // nil once closed
	speakers *speakers.Directory
	filled   chan struct{} // closed once the generation has been at the feed's head
}

// read calls do with a snapshot of the generation for searches of a guild. The
// generation is not replaced or closed before do returns.
func (c *current) read(guild corpus.GuildID, do func(s *view.Snapshot) error) error {
	c.searching.Add(1)
	defer c.searching.Add(-1)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if err := c.admit(guild); err != nil {
		return err
	}
	return c.view.Read(do)
}

// readAny calls do with a snapshot of the generation and its position, for whatever guilds it
// holds. do must be quick: a commit waits for it, and searches for the commit.
func (c *current) readAny(do func(s *view.Snapshot, at view.Position) error) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.view == nil {
		return errClosed
	}
	return c.view.Read(func(s *view.Snapshot) error { return do(s, c.view.Position) })
}

// listSpeakers lists the speakers whose names begin with the query's Speaker.
func (c *current) listSpeakers(q corpus.Query) ([]corpus.SpeakerCount, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if err := c.admit(q.Guild); err != nil {
		return nil, err
	}
	return c.speakers.Complete(view.LayersOf(q), q.Speaker, q.Limit), nil
}

// admit returns the reason why the guild cannot be answered, or nil. The caller
// holds mu.
func (c *current) admit(guild corpus.GuildID) error {
	switch {
	case c.view == nil:
		return errClosed
	case !c.view.Position.Has(guild):
		return fmt.Errorf("guild %s: %w", guild, corpus.ErrNotHeld)
	}
	return nil
}

func (c *current) holds(guild corpus.GuildID) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.view != nil && c.view.Position.Has(guild)
}

func (c *current) status() corpus.Position {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.view == nil {
		return corpus.Position{}
	}
	at := c.view.Position
	return corpus.Position{Epoch: at.Epoch, Seq: at.Seq, Statements: at.Statements, Bytes: c.view.DiskBytes()}
}

// position returns the generation's position. The error is errClosed if the index
// is closed.
func (c *current) position() (view.Position, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.view == nil {
		return view.Position{}, errClosed
	}
	return c.view.Position, nil
}

// setPosition sets the position that the generation is committed at.
func (c *current) setPosition(at view.Position) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.view.Position = at
}

// setSpeakers replaces the directory of speakers.
func (c *current) setSpeakers(d *speakers.Directory) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.speakers = d
}

// show lets searches use a generation with its speakers.
func (c *current) show(v *view.Generation, named *speakers.Directory) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.view, c.speakers = v, named
}

// exchange closes the generation, if there is one, and shows the empty one that create
// returns. It waits for the searches in progress, and later ones wait for it. If the old
// generation cannot be closed, it passes the error to warn.
func (c *current) exchange(create func() (*view.Generation, error), warn func(error)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view != nil {
		if err := c.view.Close(); err != nil {
			warn(err)
		}
		c.view = nil
	}
	v, err := create()
	if err != nil {
		return err
	}
	c.view, c.speakers = v, speakers.NewDirectory()
	if c.fillingEnded() {
		c.filled = make(chan struct{})
	}
	return nil
}

// closeView closes the generation.
func (c *current) closeView() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view == nil {
		return nil
	}
	err := c.view.Close()
	c.view = nil
	return err
}

func (c *current) whenFilled() <-chan struct{} {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.filled
}

func (c *current) isFilling() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return !c.fillingEnded()
}

// endFilling notes that the generation has been at the feed's head.
func (c *current) endFilling() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.fillingEnded() {
		close(c.filled)
	}
}

// fillingEnded reports whether filled is closed. The caller holds mu.
func (c *current) fillingEnded() bool {
	select {
	case <-c.filled:
		return true
	default:
		return false
	}
}

// orFilling returns the error of a search: corpus.ErrFilling instead of "not found"
// if the index was being filled when the search began.
func orFilling(filling, found bool, err error) error {
	missing := errors.Is(err, corpus.ErrUnknownSpeaker) || errors.Is(err, corpus.ErrNoArticle) || errors.Is(err, corpus.ErrNoStatement)
	if filling && (missing || err == nil && !found) {
		return corpus.ErrFilling
	}
	return err
}
