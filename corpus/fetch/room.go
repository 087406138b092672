package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
)

const (
	// smallBody is the longest document, in bytes, that any number of readings
	// may have in memory at once.
	smallBody = 1 << 20
	// maxLarge is how many longer ones may be in memory at once. It bounds what
	// documents take of this process: Limits.Body for each of them.
	maxLarge = 2
)

// errCrowded says that a document is large while maxLarge others are in memory.
// It is asked for again once there is room: a connection is not kept waiting.
var errCrowded = errors.New("too many large documents are being read at once")

// room is the place in memory that one document may take. It is for one
// goroutine.
type room struct {
	large chan struct{}
	held  bool
}

// try takes the room for a large document if there is any just now.
func (o *room) try() bool {
	if o == nil || o.held {
		return true
	}
	select {
	case o.large <- struct{}{}:
		o.held = true
		return true
	default:
		return false
	}
}

// take waits for the room for a large document.
func (o *room) take(ctx context.Context) error {
	if o.held {
		return nil
	}
	select {
	case o.large <- struct{}{}:
		o.held = true
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNotAsked, context.Cause(ctx))
	}
}

// free gives the room back.
func (o *room) free() {
	if o != nil && o.held {
		o.held = false
		<-o.large
	}
}

// watch is from with errCrowded in the place of what a large document needs
// room for, if there is none.
func (o *room) watch(from io.Reader) io.Reader { return &watched{from: from, room: o} }

type watched struct {
	from io.Reader
	room *room
	read int
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if w.read += n; w.read > smallBody && !w.room.try() {
		return 0, errCrowded
	}
	return n, err
}
