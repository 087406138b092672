package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/semaphore"
)

const (
	// pieceSize is how many bytes of a document are kept together.
	pieceSize = 128 << 10
	// smallBody is how many bytes of each document need no room: any number of
	// readings may have as much in memory at once.
	smallBody = 4 * pieceSize
	// largeBodies is how many bytes of documents, beyond those, may be in memory
	// at once. It bounds what strangers' documents take of this process. One
	// document that is as long as any may be always has room.
	largeBodies = 24 << 20
)

// errCrowded says that there is no room for the rest of a document just now. It is
// asked for again when there is: a connection is not kept waiting.
var errCrowded = errors.New("too many large documents are being read at once")

// memory is where documents are kept while they are read.
type memory struct {
	size   int64 // of left
	left   *semaphore.Weighted
	pieces sync.Pool // of *[pieceSize]byte
}

// newMemory has room for a document of so many bytes at least.
func newMemory(longest int64) *memory {
	size := max(largeBodies, longest)
	return &memory{size: size, left: semaphore.NewWeighted(size)}
}

// room is the place in memory that one document takes. It is for one goroutine.
type room struct {
	of     *memory
	want   int64 // how long the document is at most
	held   int64
	pieces []*[pieceSize]byte
}

// try takes room for a document of n bytes if there is any just now.
func (o *room) try(n int64) bool {
	need := n - smallBody - o.held
	if need <= 0 {
		return true
	}
	if !o.of.left.TryAcquire(need) {
		return false
	}
	o.held += need
	return true
}

// take waits for the room for all of the document. It gives back first what it
// holds: who waits holds nothing that others wait for.
func (o *room) take(ctx context.Context) error {
	o.free()
	need := min(o.want-smallBody, o.of.size)
	if need <= 0 {
		return nil
	}
	if err := o.of.left.Acquire(ctx, need); err != nil {
		return fmt.Errorf("%w: %w", ErrNotAsked, context.Cause(ctx))
	}
	o.held = need
	return nil
}

// shrink gives back what a document of n bytes does not need.
func (o *room) shrink(n int64) {
	if surplus := o.held - max(n-smallBody, 0); surplus > 0 {
		o.of.left.Release(surplus)
		o.held -= surplus
	}
}

// free gives the room back, and what was read into it.
func (o *room) free() {
	o.shrink(0)
	for _, piece := range o.pieces {
		o.of.pieces.Put(piece)
	}
	o.pieces = nil
}

// read reads up to limit bytes into the room, and returns them in pieces and how
// many they are. Memory is taken as the bytes come, whatever was announced. After
// an error the room is given back.
func (o *room) read(from io.Reader, limit int64) (body [][]byte, size int64, err error) {
	defer func() {
		if err != nil {
			o.free()
		}
	}()
	for ended := false; size < limit && !ended; {
		next := min(size+pieceSize, limit)
		if !o.try(next) {
			return nil, 0, errCrowded
		}
		piece := o.piece()
		n := 0
		for want := int(next - size); n < want && !ended; {
			got, err := from.Read(piece[n:want])
			n += got
			if ended = errors.Is(err, io.EOF); err != nil && !ended {
				return nil, 0, err
			}
		}
		body, size = append(body, piece[:n]), size+int64(n)
	}
	o.shrink(size)
	return body, size, nil
}

func (o *room) piece() *[pieceSize]byte {
	piece, ok := o.of.pieces.Get().(*[pieceSize]byte)
	if !ok {
		piece = new([pieceSize]byte)
	}
	o.pieces = append(o.pieces, piece)
	return piece
}
