package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"verbatim/corpus"
)

// ErrNotAsked means that time ran out before a document was requested, while it
// waited for its host or for memory.
var ErrNotAsked = errors.New("its turn to be asked for did not come in time")

// errSlow means that Limits.Request has passed.
var errSlow = errors.New("it did not answer in time")

// describe adds the address to an error, and what to do if the error does not
// say.
func describe(asked, at *url.URL, err error) error {
	where := fmt.Sprintf("%q", asked.Redacted())
	if at.String() != asked.String() {
		where += fmt.Sprintf(" (redirected to %q)", at.Redacted())
	}
	if isKnown(err) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", where, err)
	}
	return fmt.Errorf("%s: %w: %w: try again later", where, corpus.ErrUnreachable, explain(err))
}

// isKnown reports whether err wraps an error that callers check for.
func isKnown(err error) bool {
	for _, sentinel := range []error{
		corpus.ErrLocation, corpus.ErrUnsafeAddress, corpus.ErrRobots, corpus.ErrGone, corpus.ErrRefused, corpus.ErrUnreachable,
		corpus.ErrTooLarge, corpus.ErrNotText, corpus.ErrNoText, corpus.ErrNotFeed, corpus.ErrNotSitemap,
		corpus.ErrTooCostly, corpus.ErrSetAside,
	} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}

// maxHeader is the maximum size of a response's header, in bytes.
const maxHeader = 256 << 10

// explain replaces messages of the standard library that only programmers
// understand.
func explain(err error) error {
	switch {
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return fmt.Errorf("the header of its answer is longer than %d bytes", maxHeader)
	case strings.Contains(err.Error(), "unexpected EOF"):
		return fmt.Errorf("its answer ended early: %w", err)
	}
	return err
}

// retryLaterError says when a site wants to be asked again.
type retryLaterError struct {
	at  time.Time
	err error
}

func (e *retryLaterError) Error() string { return e.err.Error() }
func (e *retryLaterError) Unwrap() error { return e.err }

// RetryAt returns the time before which the site asked not to be contacted
// again, or false if it named no time.
func RetryAt(err error) (time.Time, bool) {
	var later *retryLaterError
	if !errors.As(err, &later) {
		return time.Time{}, false
	}
	return later.at, true
}

// temporaryStatus is a status that may change soon.
type temporaryStatus struct{ error }

func (e temporaryStatus) Unwrap() error { return e.error }

// isTemporary reports whether the same request may succeed soon. This is so for
// failures of the network and for overloaded servers, but not for invalid
// requests or slow responses.
func isTemporary(err error) bool {
	var status temporaryStatus
	return errors.As(err, &status) || !isKnown(err) && !errors.Is(err, errSlow) && !errors.Is(err, ErrNotAsked)
}
