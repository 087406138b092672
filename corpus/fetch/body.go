package fetch

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// readBody reads and unpacks an answer within its limits.
func (f *Fetcher) readBody(resp *http.Response, r request) ([]byte, error) {
	if resp.ContentLength > f.limits.Wire && !r.cut {
		return nil, fmt.Errorf("%w: it says that it has %s, and at most %s are read", corpus.ErrTooLarge, parse.Size(resp.ContentLength), parse.Size(f.limits.Wire))
	}
	wire := &limitedReader{from: resp.Body, left: f.limits.Wire}
	unpacked, err := unpack(wire, resp.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(unpacked, r.body+1))
	switch {
	case errors.Is(err, errLimit):
		return nil, fmt.Errorf("%w: it goes on past %s", corpus.ErrTooLarge, parse.Size(f.limits.Wire))
	case err != nil:
		return nil, err
	case int64(len(body)) <= r.body:
		return body, nil
	case r.cut:
		return body[:r.body], nil
	case wire.left < f.limits.Wire && unpacked != io.Reader(wire):
		return nil, fmt.Errorf("%w: it unpacks to more than %s", corpus.ErrTooLarge, parse.Size(r.body))
	}
	return nil, fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, parse.Size(r.body))
}

// unpack undoes a Content-Encoding.
func unpack(from io.Reader, encoding string) (io.Reader, error) {
	switch encoding := strings.ToLower(strings.TrimSpace(encoding)); encoding {
	case "", "identity":
		return from, nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(from)
		if errors.Is(err, io.EOF) {
			return strings.NewReader(""), nil // an empty body, not packed at all
		}
		return z, packing(encoding, err)
	case "br":
		return brotli.NewReader(from), nil
	case "deflate":
		return inflate(from)
	default:
		return nil, fmt.Errorf("%w: it is packed as %q, which was not asked for", corpus.ErrNotText, encoding)
	}
}

// inflate reads what servers call deflate: zlib's format or, against the
// standard, the bare one.
func inflate(from io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(from)
	head, err := buffered.Peek(2)
	if err == nil && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		z, err := zlib.NewReader(buffered)
		return z, packing("deflate", err)
	}
	return flate.NewReader(buffered), nil
}

func packing(encoding string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("it says that it is packed as %s, and is not: %w", encoding, err)
}

// errLimit says that more came than a limitedReader lets through.
var errLimit = errors.New("more than the limit")

// limitedReader lets a number of bytes through; a further one is an error, where
// io.LimitReader would call it the end.
type limitedReader struct {
	from io.Reader
	left int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, errLimit
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.from.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n - 1, errLimit
	}
	return n, err
}
