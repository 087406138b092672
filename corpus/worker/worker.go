// Package worker is the child process that reads strangers' bytes. A Pool starts
// the program that it is given, hands documents to it one at a time over pipes,
// and replaces it where a document has ended it. The program calls Serve.
//
// What a document does to the child costs that document: a stack that
// overflows, memory without end, a loop, an exit, an answer that is none. Do
// then returns an error that wraps corpus.ErrTooCostly and says what happened.
//
// The child is held in three ways.
//
//   - Memory. The soft limit of Go's collector is three quarters of
//     Options.Memory. On Linux the kernel refuses more than Options.Memory
//     (RLIMIT_DATA, which counts what can be written and not what Go only
//     reserves). Everywhere a watchdog in the child looks 100 times a second what
//     the runtime holds, and ends the child above the limit. Where there is only
//     the watchdog, one large allocation can go beyond the limit until it looks.
//   - Time. The watchdog ends the child when a document has used more CPU time
//     than Options.CPU. The parent ends it when Options.Wall is over.
//   - Reach. The child has an empty environment, no descriptors but its three
//     pipes, and the root as its folder. On Linux a system call filter over all of
//     its threads lets through only what Go's runtime needs to compute and to use
//     the pipes: nothing opens a file or a socket, connects, starts a program or
//     traces another. Where the kernel refuses the filter, the child works without
//     it; the log and Probe say so. On macOS, Windows and elsewhere nothing
//     enforces this: there the child has no code that dials or opens, and gets all
//     that it reads through its pipes, but code that a document smuggled in could
//     do what the user can.
//
// A child never outlives its parent: it ends when its standard input does, and on
// Linux the kernel kills it too (PDEATHSIG).
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"verbatim/corpus"
)

// Bounds of what goes through the pipes.
const (
	MaxPayload = 96 << 20 // bytes of a document
	MaxAnswer  = 16 << 20 // bytes of an answer
	maxJob     = 1 << 10
	maxBody    = max(MaxPayload, MaxAnswer) + documentHead + maxJob + replyHead + 1
)

// MinMemory is the least that Options.Memory can be, in bytes.
const MinMemory = 64 << 20

// What holds where Options names nothing else.
const (
	DefaultMemory = 512 << 20
	DefaultCPU    = 20 * time.Second
	DefaultWall   = time.Minute
	DefaultSize   = 2
	defaultIdle   = time.Minute
	defaultWear   = 2000
	defaultGrace  = 500 * time.Millisecond
	startTime     = time.Minute // until a child says that it is ready
)

// Options is what a Pool is made of. Argv is needed, all else has defaults.
type Options struct {
	Argv   []string      // the program and its arguments; it calls Serve
	Path   string        // the program's file, where Argv[0] is only its name
	Env    []string      // its whole environment, as "NAME=value"
	Memory int64         // bytes that one child may hold, at least MinMemory; default DefaultMemory
	CPU    time.Duration // CPU time for one document; default DefaultCPU
	Wall   time.Duration // time for one document; default DefaultWall
	Size   int           // children at most, so documents at a time; default DefaultSize
	Log    *slog.Logger
	Meter  Meter // nil for none

	idle  time.Duration // after which a child that has nothing to do is ended
	maxDocuments  int           // documents after which a child is replaced
	grace time.Duration // in which a child may answer a cancellation
}

// Meter is told what becomes of documents and children. Its methods may be
// called from any number of goroutines.
type Meter interface {
	// DocumentRead is told of each Do: one of the results below.
	DocumentRead(result string, took time.Duration)
	// ReaderEnded is told of each child that ended: one of the reasons below.
	ReaderEnded(reason string)
}

// What can become of a document.
const (
	ResultRead     = "read"     // there is an answer
	ResultRefused  = "refused"  // the reader said what is wrong with it
	ResultCostly   = "costly"   // it went over a limit, or ended the reader
	ResultCanceled = "canceled" // no one waited for it any more
	ResultFailed   = "failed"   // something else than the document kept it from being read
)

// Results are all results.
func Results() []string {
	return []string{ResultRead, ResultRefused, ResultCostly, ResultCanceled, ResultFailed}
}

// Why a child ended.
const (
	EndMemory   = "memory"   // a document needed more than the limit
	EndTime     = "time"     // a document took longer than a limit
	EndCrash    = "crash"    // a document ended it in another way
	EndNonsense = "nonsense" // it sent what is no answer
	EndKilled   = "killed"   // somebody else killed it
	EndOOM      = "oom"      // the kernel killed it, since the machine or the group of the process had no memory left
	EndCanceled = "canceled" // it did not stop when no one waited any more
	EndWorn     = "worn"     // it had read many documents, or held much memory
	EndIdle     = "idle"     // it had nothing to do
	EndClosed   = "closed"   // the pool was closed
	EndStart    = "start"    // it never became ready
)

// Ends are all reasons why a child ends.
func Ends() []string {
	return []string{EndMemory, EndTime, EndCrash, EndNonsense, EndKilled, EndOOM, EndCanceled, EndWorn, EndIdle, EndClosed, EndStart}
}

// ErrClosed says that the pool is closed.
var ErrClosed = errors.New("the pool of readers is closed")

// Pool keeps children for many documents. Its methods may be called from any
// number of goroutines. Make one with New, and close it.
type Pool struct {
	o       Options
	slots   chan struct{} // holds one for each document that is being read
	closing chan struct{}
	starts  starter
	warnOnce sync.Once // guards the warning about a child that is held less than it could be
	number  atomic.Uint64

	mu       sync.Mutex // guards what follows
	idle     []*child
	closed   bool
	inFlight sync.WaitGroup // added to under mu

	closeOnce sync.Once
}

// New makes a Pool. No child is started before the first document.
func New(o Options) *Pool {
	orDefault(&o.Memory, DefaultMemory)
	o.Memory = max(o.Memory, MinMemory)
	orDefault(&o.CPU, DefaultCPU)
	orDefault(&o.Wall, DefaultWall)
	orDefault(&o.Size, DefaultSize)
	orDefault(&o.idle, defaultIdle)
	orDefault(&o.maxDocuments, defaultWear)
	orDefault(&o.grace, defaultGrace)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Meter == nil {
		o.Meter = noMeter{}
	}
	return &Pool{o: o, slots: make(chan struct{}, o.Size), closing: make(chan struct{})}
}

func orDefault[T int | int64 | time.Duration](value *T, otherwise T) {
	if *value <= 0 {
		*value = otherwise
	}
}

type noMeter struct{}

func (noMeter) DocumentRead(string, time.Duration) {}
func (noMeter) ReaderEnded(string)                 {}

// Do has a child do a job with a payload, and returns its answer. It waits while
// as many documents are being read as there may be children. The child gets the
// payload as one; in parts, none of it is copied here. They must not be changed
// before Do returns.
//
// The error wraps corpus.ErrTooCostly where the document went over a limit or
// ended its reader: the same document would do so again. It wraps ErrClosed when
// the pool is closed, and the context's when that ends. An error of the job
// itself comes with its text; whether it wrapped corpus.ErrTooCostly is kept,
// nothing else is.
//
// A child that somebody else kills is not the document's doing: the document is
// read once more in a fresh child. If that is killed as well, the error does not
// wrap corpus.ErrTooCostly.
func (p *Pool) Do(ctx context.Context, job string, payload ...[]byte) ([]byte, error) {
	begin := time.Now()
	answer, err := p.do(ctx, job, payload)
	p.o.Meter.DocumentRead(result(ctx, err), time.Since(begin))
	return answer, err
}

func (p *Pool) do(ctx context.Context, job string, payload [][]byte) ([]byte, error) {
	if len(job) > maxJob {
		return nil, fmt.Errorf("the name of the job has %d bytes, at most %d are taken", len(job), maxJob)
	}
	size := 0
	for _, part := range payload {
		size += len(part)
	}
	if size > MaxPayload {
		return nil, fmt.Errorf("%w: it has %d bytes, at most %d are read", corpus.ErrTooLarge, size, MaxPayload)
	}
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	defer p.leave()
	answer, err := p.attempt(ctx, job, payload)
	var killed *killedError
	if !errors.As(err, &killed) {
		return answer, err
	}
	p.o.Log.WarnContext(ctx, "a reader was killed and is replaced; its document is read once more", "job", job, "why", killed.Error())
	answer, err = p.attempt(ctx, job, payload)
	if errors.As(err, &killed) {
		return nil, fmt.Errorf("two readers of it were killed one after the other: %w", err)
	}
	return answer, err
}

// attempt has one child do the job.
func (p *Pool) attempt(ctx context.Context, job string, payload [][]byte) ([]byte, error) {
	c, err := p.acquire(ctx)
	if err != nil {
		return nil, err
	}
	r, err := c.exchange(ctx, p.number.Add(1), job, payload)
	if err != nil {
		return nil, p.explainLoss(ctx, c, job, err)
	}
	c.documents++
	p.release(c, r.memory)
	if !r.failed {
		return r.body, nil
	}
	return nil, p.jobError(ctx, r)
}

// jobError is the error of a child that goes on.
func (p *Pool) jobError(ctx context.Context, r reply) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case r.kind == errorLate:
		return p.timeoutError(p.o.Wall)
	case r.kind == errorCostly:
		return &costlyError{string(r.body)}
	}
	return errors.New(string(r.body))
}

// costlyError is a child's own error that wraps corpus.ErrTooCostly, whose text
// is in it already.
type costlyError struct{ text string }

func (e *costlyError) Error() string { return e.text }
func (e *costlyError) Unwrap() error { return corpus.ErrTooCostly }

func (p *Pool) timeoutError(limit time.Duration) error {
	return fmt.Errorf("%w: it takes longer than %g s", corpus.ErrTooCostly, limit.Seconds())
}

// result is what became of a document, for the meter.
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

// enter waits for a turn.
func (p *Pool) enter(ctx context.Context) error {
	p.mu.Lock()
	closed := p.closed
	if !closed {
		p.inFlight.Add(1)
	}
	p.mu.Unlock()
	if closed {
		return ErrClosed
	}
	err := ctx.Err()
	if err == nil {
		select {
		case p.slots <- struct{}{}:
			return nil
		case <-ctx.Done():
			err = context.Cause(ctx)
		case <-p.closing:
			err = ErrClosed
		}
	}
	p.inFlight.Done()
	return err
}

func (p *Pool) leave() {
	<-p.slots
	p.inFlight.Done()
}

// acquire is a child that has nothing to do, or a fresh one.
func (p *Pool) acquire(ctx context.Context) (*child, error) {
	for {
		p.mu.Lock()
		n := len(p.idle)
		if n == 0 {
			p.mu.Unlock()
			return p.start(ctx)
		}
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		c.expiry.Stop()
		if c.alive() {
			return c, nil
		}
		c.end()
		p.recordEnd(c, EndKilled) // with nothing to do
	}
}

// release lays a child by for the next document, or ends it where it has done its
// share or holds much memory.
func (p *Pool) release(c *child, memory uint64) {
	if c.documents >= p.o.maxDocuments || memory > uint64(p.o.Memory)/2 { //nolint:gosec // Memory is positive
		c.end()
		p.recordEnd(c, EndWorn)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
	c.expiry = time.AfterFunc(p.o.idle, func() { p.expire(c) })
}

// expire ends a child that has had nothing to do for long.
func (p *Pool) expire(c *child) {
	p.mu.Lock()
	found := false
	for i, other := range p.idle {
		if other == c && !p.closed { // else Close ends it
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			found = true
			p.inFlight.Add(1) // Close waits for it
			break
		}
	}
	p.mu.Unlock()
	if found {
		defer p.inFlight.Done()
		c.end()
		p.recordEnd(c, EndIdle)
	}
}

// Close ends all children, those that are reading too: their documents fail with
// ErrClosed. It returns when none is left.
func (p *Pool) Close() {
	p.closeOnce.Do(func() {
		p.mu.Lock()
		p.closed = true
		close(p.closing)
		p.mu.Unlock()
		p.inFlight.Wait()
		p.closeIdle()
		p.starts.close()
	})
}

// closeIdle ends the children that have nothing to do.
func (p *Pool) closeIdle() {
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, c := range idle {
		c.expiry.Stop()
		c.end()
		p.recordEnd(c, EndClosed)
	}
}

// Probe starts a child if none is there, and says how it is held.
func (p *Pool) Probe(ctx context.Context) (Confinement, error) {
	if err := p.enter(ctx); err != nil {
		return Confinement{}, err
	}
	defer p.leave()
	c, err := p.acquire(ctx)
	if err != nil {
		return Confinement{}, err
	}
	p.release(c, 0)
	return c.confined, nil
}

func (p *Pool) recordEnd(c *child, reason string) {
	p.o.Meter.ReaderEnded(reason)
	p.o.Log.Debug("a reader has ended", "reason", reason, "documents", c.documents)
}
