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

// errNoSpace says that there is no room for the rest of a document just now. It is
// asked for again when there is: a connection is not kept waiting.
var errNoSpace = errors.New("too many large documents are being read at once")

// bufferPool is where documents are kept while they are read.
type bufferPool struct {
	size   int64 // of left
	free   *semaphore.Weighted
	pieces sync.Pool // of *[pieceSize]byte
}

// newBufferPool has room for a document of so many bytes at least.
func newBufferPool(longest int64) *bufferPool {
	size := max(largeBodies, longest)
	return &bufferPool{size: size, free: semaphore.NewWeighted(size)}
}

// space is the place in memory that one document takes. It is for one goroutine.
type space struct {
	pool     *bufferPool
	limit   int64 // how long the document is at most
	held   int64
	pieces []*[pieceSize]byte
}

// tryReserve takes room for a document of n bytes if there is any just now.
func (o *space) tryReserve(n int64) bool {
	need := n - smallBody - o.held
	if need <= 0 {
		return true
	}
	if !o.pool.free.TryAcquire(need) {
		return false
	}
	o.held += need
	return true
}

// reserve waits for the room for all of the document. It gives back first what it
// holds: who waits holds nothing that others wait for.
func (o *space) reserve(ctx context.Context) error {
	o.free()
	need := min(o.limit-smallBody, o.pool.size)
	if need <= 0 {
		return nil
	}
	if err := o.pool.free.Acquire(ctx, need); err != nil {
		return fmt.Errorf("%w: %w", ErrNotAsked, context.Cause(ctx))
	}
	o.held = need
	return nil
}

// release gives back what a document of n bytes does not need.
func (o *space) release(n int64) {
	if surplus := o.held - max(n-smallBody, 0); surplus > 0 {
		o.pool.free.Release(surplus)
		o.held -= surplus
	}
}

// free gives the room back, and what was read into it.
func (o *space) free() {
	o.release(0)
	for _, piece := range o.pieces {
		o.pool.pieces.Put(piece)
	}
	o.pieces = nil
}

// read reads up to limit bytes into the room, and returns them in pieces and how
// many they are. Memory is taken as the bytes come, whatever was announced. After
// an error the room is given back.
func (o *space) read(from io.Reader, limit int64) (body [][]byte, size int64, err error) {
	defer func() {
		if err != nil {
			o.free()
		}
	}()
	for ended := false; size < limit && !ended; {
		next := min(size+pieceSize, limit)
		if !o.tryReserve(next) {
			return nil, 0, errNoSpace
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
	o.release(size)
	return body, size, nil
}

func (o *space) piece() *[pieceSize]byte {
	piece, ok := o.pool.pieces.Get().(*[pieceSize]byte)
	if !ok {
		piece = new([pieceSize]byte)
	}
	o.pieces = append(o.pieces, piece)
	return piece
}
