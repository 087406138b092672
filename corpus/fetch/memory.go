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
	// pieceSize is the size in bytes of a piece of a document in memory.
	pieceSize = 128 << 10
	// smallBody is how many bytes of each document need no reservation, however
	// many documents are read at once.
	smallBody = 4 * pieceSize
	// largeBodies is how many bytes of documents beyond that may be in memory
	// at once. It limits the memory that documents from the web can take. A
	// single document of the maximum size always fits.
	largeBodies = 24 << 20
)

// errNoSpace means that there is no memory for the rest of a document now. The
// request is repeated when there is, so the connection need not wait.
var errNoSpace = errors.New("too many large documents are being read at once")

// bufferPool holds the memory for documents that are being read.
type bufferPool struct {
	size   int64 // capacity of free
	free   *semaphore.Weighted
	pieces sync.Pool // of *[pieceSize]byte
}

// newBufferPool returns a pool that can hold at least one document of the given
// size.
func newBufferPool(longest int64) *bufferPool {
	size := max(largeBodies, longest)
	return &bufferPool{size: size, free: semaphore.NewWeighted(size)}
}

// space is the memory of one document. It is not safe for concurrent use.
type space struct {
	pool   *bufferPool
	limit  int64 // maximum size of the document
	held   int64
	pieces []*[pieceSize]byte
}

// tryReserve reserves memory for a document of n bytes, if it is available now.
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

// reserve waits for memory for the whole document. It first gives back what it
// holds, so waiters never hold memory that others wait for.
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

// free gives all memory back.
func (o *space) free() {
	o.release(0)
	for _, piece := range o.pieces {
		o.pool.pieces.Put(piece)
	}
	o.pieces = nil
}

// read reads up to limit bytes, and returns them in pieces with their total
// size. It takes memory as the bytes arrive, whatever size was announced. On an
// error it gives the memory back.
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
