package fetch

import (
	"fmt"
	"net/http"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// readBody reads the body of a response within its limits: wire bytes as
// sent, and what r allows. It does not unpack it: parse does.
func readBody(resp *http.Response, r request, wire int64) ([][]byte, error) {
	if resp.ContentLength > wire && !r.cut {
		return nil, fmt.Errorf("%w: it says that it has %s, and at most %s are read", corpus.ErrTooLarge, parse.Size(resp.ContentLength), parse.Size(wire))
	}
	limit := wire
	if !isPacked(resp.Header) || r.cut {
		limit = min(limit, r.body)
	}
	if r.cut {
		body, _, err := r.space.read(resp.Body, limit)
		return body, err
	}
	r.space.limit = limit + 1
	if resp.ContentLength >= 0 {
		r.space.limit = min(r.space.limit, resp.ContentLength+1)
	}
	body, size, err := r.space.read(resp.Body, limit+1)
	switch {
	case err != nil:
		return nil, err
	case size <= limit:
		return body, nil
	case limit == wire:
		return nil, fmt.Errorf("%w: it goes on past %s", corpus.ErrTooLarge, parse.Size(limit))
	}
	return nil, fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, parse.Size(limit))
}

// isPacked reports whether a response is compressed.
func isPacked(header http.Header) bool {
	encoding := header.Get("Content-Encoding")
	return encoding != "" && encoding != "identity"
}
