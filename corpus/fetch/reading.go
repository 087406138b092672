package fetch

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// reading is a Read in progress: what all kinds of sources need.
type reading struct {
	*client
	parse    parse.Client
	src      corpus.Source
	known    map[string]corpus.Resource
	yield    func(Item) error
	progress func(corpus.Progress)
	skipNew  bool  // yield has returned SkipNew
	failure  error // another error of yield, which ends the reading
}

// deliver passes an item to yield.
func (r *reading) deliver(item Item) error {
	if r.failure != nil {
		return r.failure
	}
	err := r.yield(item)
	if errors.Is(err, SkipNew) {
		r.skipNew = true
		return nil
	}
	if err != nil && !errors.Is(err, corpus.ErrSetAside) {
		r.failure = err
	}
	return err
}

// announce delivers that a document is about to be parsed. If it returns an
// error, the document must not be parsed.
func (r *reading) announce(res corpus.Resource, body ...[]byte) error {
	return r.deliver(Item{State: Begun, Resource: res, Digest: hash(body...)})
}

// stillSetAside returns the error for a document that has not changed since it
// was set aside.
func (r *reading) stillSetAside(res corpus.Resource) error {
	if err := r.deliver(Item{State: Begun, Resource: res}); err != nil {
		return err
	}
	return fmt.Errorf("%q: %w", res.URL, corpus.ErrSetAside)
}

// reportParsed delivers the result of parsing a document that is not an
// article. It returns err, or the error of yield.
func (r *reading) reportParsed(ctx context.Context, res corpus.Resource, err error) error {
	if ctx.Err() != nil && !errors.Is(err, corpus.ErrTooCostly) && err != nil {
		return err // parsing was stopped
	}
	if handing := r.deliver(Item{State: Parsed, Resource: res, Err: err}); err == nil {
		return handing
	}
	return err
}

// skipsNew reports whether the document must be skipped because it is new.
func (r *reading) skipsNew(url string) bool {
	return r.skipNew && r.known[url].Article == ""
}

// isDone reports whether the document was already requested in the reading that
// this one continues.
func (r *reading) isDone(url string) bool {
	before, known := r.known[url]
	return known && !r.src.Begun.IsZero() && !before.Fetched.Before(r.src.Begun)
}

// endLate ends a reading whose context ended during a document. It delivers the
// document if it had been requested.
func (r *reading) endLate(ctx context.Context, item Item) error {
	if !errors.Is(item.Err, ErrNotAsked) {
		if err := r.deliver(item); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}
