package parse

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"

	"verbatim/corpus"
)

// Document is a document as received.
type Document struct {
	Body     []byte   // as sent
	More     [][]byte // the rest after Body, if it is kept in pieces; always nil in Do
	Encoding string   // the Content-Encoding of the response, or ""
	Limit    int64    // maximum unpacked size in bytes; 0 means the budget
}

// document implements documentHolder.
func (d *Document) document() *Document { return d }

// unpacked returns the document's unpacked bytes, within the budgets for size
// and ratio.
func (d Document) unpacked(ctx context.Context) ([]byte, error) {
	limit := d.limit()
	if d.plain() {
		if int64(len(d.Body)) > limit {
			return nil, fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, Size(limit))
		}
		return d.Body, nil
	}
	out, whole, err := d.unpackUpTo(ctx, limit)
	switch {
	case err != nil:
		return nil, err
	case !whole:
		return nil, fmt.Errorf("%w: it unpacks to more than %s", corpus.ErrTooLarge, Size(limit))
	}
	return out, nil
}

// beginning returns the unpacked bytes up to the limit.
func (d Document) beginning(ctx context.Context) ([]byte, error) {
	if d.plain() {
		return d.Body[:min(int64(len(d.Body)), d.limit())], nil
	}
	out, _, err := d.unpackUpTo(ctx, d.limit())
	return out, err
}

func (d Document) limit() int64 {
	if budget := DefaultBudgets().Unpacked; d.Limit <= 0 || d.Limit > budget {
		return budget
	}
	return d.Limit
}

func (d Document) plain() bool {
	encoding := d.encoding()
	return encoding == "" || encoding == "identity"
}

func (d Document) encoding() string { return strings.ToLower(strings.TrimSpace(d.Encoding)) }

// growLimit is how many bytes are unpacked into a growing slice. If there are
// more, they are counted first, so memory is allocated only once.
const growLimit = 8 << 20

// unpackUpTo returns at most limit unpacked bytes, and whether these are all.
func (d Document) unpackUpTo(ctx context.Context, limit int64) (out []byte, whole bool, err error) {
	from, err := d.open()
	if err != nil {
		return nil, false, err
	}
	u := unpacker{from: from, packed: int64(len(d.Body))}
	out, err = u.read(ctx, nil, min(limit, growLimit))
	if err != nil || u.ended {
		return out, u.ended, d.unpackError(err)
	}
	if err := u.skip(ctx, limit); err != nil {
		return nil, false, d.unpackError(err)
	}
	n, whole := min(u.n, limit), u.ended && u.n <= limit
	if n == int64(len(out)) {
		return out, whole, nil
	}
	if from, err = d.open(); err != nil {
		return nil, false, err
	}
	again := unpacker{from: from, packed: int64(len(d.Body))}
	out, err = again.read(ctx, make([]byte, 0, n), n)
	return out, whole, d.unpackError(err)
}

// unpackError adds to err that the encoding is broken.
func (d Document) unpackError(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, corpus.ErrTooLarge):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: its answer ended early: %w: try again later", corpus.ErrUnreachable, err)
	}
	return fmt.Errorf("%w: it says that it is packed as %s, and is not: %w: try again later", corpus.ErrUnreachable, d.encoding(), err)
}

// open returns a reader of the unpacked bytes.
func (d Document) open() (io.Reader, error) {
	from := bytes.NewReader(d.Body)
	switch encoding := d.encoding(); encoding {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(from)
		if errors.Is(err, io.EOF) {
			return from, nil // an empty body that is not packed at all
		}
		return z, d.unpackError(err)
	case "br":
		return brotli.NewReader(from), nil
	case "deflate":
		z, err := inflate(from)
		return z, d.unpackError(err)
	default:
		return nil, fmt.Errorf("%w: it is packed as %q, which was not asked for", corpus.ErrNotText, clipForError(encoding))
	}
}

// clipForError shortens a word of the document for an error message.
func clipForError(s string) string { return Clip(s, 100) }

// inflate reads the "deflate" encoding, which servers send with a zlib header
// or, against the standard, without.
func inflate(from io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(from)
	head, err := buffered.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(buffered)
	}
	return flate.NewReader(buffered), nil
}

// unpacker counts unpacked bytes.
type unpacker struct {
	from   io.Reader
	packed int64
	n      int64 // unpacked bytes so far
	ended  bool  // at the end
}

// read appends up to limit bytes to out.
func (u *unpacker) read(ctx context.Context, out []byte, limit int64) ([]byte, error) {
	for !u.ended && int64(len(out)) < limit {
		if len(out) == cap(out) {
			out = append(out, 0)[:len(out)]
		}
		n, err := u.next(ctx, out[len(out):min(int64(cap(out)), limit)])
		out = out[:len(out)+n]
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// skip reads and counts bytes until the end or until there are more than limit.
func (u *unpacker) skip(ctx context.Context, limit int64) error {
	var buf [32 << 10]byte
	for !u.ended && u.n <= limit {
		if _, err := u.next(ctx, buf[:]); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) next(ctx context.Context, p []byte) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	n, err := u.from.Read(p)
	u.n += int64(n)
	if errors.Is(err, io.EOF) {
		u.ended, err = true, nil
	}
	if b := DefaultBudgets(); err == nil && u.n > b.RatioFrom && u.n/b.Ratio > u.packed {
		err = fmt.Errorf("%w: it unpacks to more than %d times its size, as no page does", corpus.ErrTooLarge, b.Ratio)
	}
	return n, err
}
