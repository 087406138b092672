package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// readBody reads an answer as it is sent, within its limits. What is packed
// stays so: parse unpacks it.
func (f *Fetcher) readBody(resp *http.Response, r request) ([]byte, error) {
	if resp.ContentLength > f.limits.Wire && !r.cut {
		return nil, fmt.Errorf("%w: it says that it has %s, and at most %s are read", corpus.ErrTooLarge, parse.Size(resp.ContentLength), parse.Size(f.limits.Wire))
	}
	limit := f.limits.Wire
	if !isPacked(resp.Header) {
		limit = min(limit, r.body)
	}
	body, err := readAll(io.LimitReader(r.room.watch(resp.Body), limit+1), min(resp.ContentLength, limit))
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) <= limit:
		return body, nil
	case r.cut:
		return body[:limit], nil
	case limit == f.limits.Wire:
		return nil, fmt.Errorf("%w: it goes on past %s", corpus.ErrTooLarge, parse.Size(limit))
	}
	return nil, fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, parse.Size(limit))
}

// isPacked reports whether an answer is packed.
func isPacked(header http.Header) bool {
	encoding := header.Get("Content-Encoding")
	return encoding != "" && encoding != "identity"
}

// readAll reads to the end. Where about as many bytes come as are announced,
// memory is taken for them once.
func readAll(from io.Reader, announced int64) ([]byte, error) {
	out := make([]byte, 0, max(announced, 0)+512)
	for {
		n, err := from.Read(out[len(out):cap(out)])
		out = out[:len(out)+n]
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(out) == cap(out) {
			out = append(out, 0)[:len(out)]
		}
	}
}
