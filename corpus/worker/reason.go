package worker

import (
	"context"
	"errors"
	"strings"
	"time"

	"verbatim/corpus"
)

// The exit statuses of a child that hits a limit. They are used for no other
// purpose.
const (
	statusMemory = 91
	statusCPU    = 92
)

// lostError is a failure that the document did not cause.
type lostError struct{ err error }

func (e *lostError) Error() string { return e.err.Error() }
func (e *lostError) Unwrap() error { return e.err }

// killedError means that a person or the kernel killed a child.
type killedError struct{ oom bool }

func (e *killedError) Error() string {
	if e.oom {
		return "the system killed the reader for want of memory; give it more, or lower the reader's limit"
	}
	return "the reader was killed from outside"
}

// exitTime is how long a child may take to end after its pipes are closed. It
// is long because the kernel reclaims the memory of the process first.
const exitTime = 5 * time.Second

// outOfMemory reports whether Go's runtime prints this line when the system
// refuses memory.
func outOfMemory(line string) bool {
	return strings.Contains(line, "out of memory") || strings.Contains(line, "cannot allocate memory")
}

// costlyError is a child's error that wraps corpus.ErrTooCostly and already
// contains its text.
type costlyError struct{ text string }

func (e *costlyError) Error() string { return e.text }

func (e *costlyError) Unwrap() error { return corpus.ErrTooCostly }

// result returns the result for the meter.
func result(ctx context.Context, err error) string {
	var lost *lostError
	var killed *killedError
	switch {
	case err == nil:
		return ResultRead
	case errors.Is(err, corpus.ErrTooCostly):
		return ResultCostly
	case ctx.Err() != nil:
		return ResultCanceled
	case errors.As(err, &lost), errors.As(err, &killed), errors.Is(err, ErrClosed):
		return ResultFailed
	}
	return ResultRefused
}
