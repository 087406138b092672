// Package worker runs the child processes that parse untrusted documents. A
// Pool starts the given program, sends it documents one at a time over pipes,
// and replaces it when a document has ended it. The program calls Serve.
//
// If a document harms the child by a stack overflow, endless memory use, a
// loop, an exit or an invalid answer, only that document is lost. Do then
// returns an error that wraps corpus.ErrTooCostly and says what happened.
//
// The child is confined in three ways.
//
//   - Memory. The soft limit of Go's garbage collector is three quarters of Options.Memory. On Linux the
//     kernel refuses more than Options.Memory (RLIMIT_DATA, which counts writable memory but not what Go
//     only reserves). On all systems a watchdog in the child checks the runtime's memory 100 times a
//     second and ends the child above the limit. If there is only the watchdog, a single large
//     allocation can exceed the limit until the next check.
//   - Time. The watchdog ends the child when a document has used more CPU time than Options.CPU. The
//     parent ends it when Options.Wall is over.
//   - Reach. The child has an empty environment, no descriptors except its three pipes, and the root as
//     its folder. On Linux a system call filter on all threads allows only what Go's runtime needs to
//     compute and to use the pipes: the child cannot open files or sockets, connect, start programs or
//     trace processes. If the kernel refuses the filter, the child works without it; the log and Probe
//     say so. On macOS, Windows and other systems this is not enforced: the child has no code that
//     connects or opens files, but if a document could inject code, the code could do whatever the user
//     can.
//
// A child never outlives its parent: it ends when its standard input ends, and
// on Linux the kernel kills it too (PDEATHSIG).
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

// Maximum sizes in the pipes.
const (
	MaxPayload = 96 << 20 // bytes of a document
	MaxAnswer  = 16 << 20 // bytes of an answer
	maxJob     = 1 << 10
	maxBody    = max(MaxPayload, MaxAnswer) + documentHead + maxJob + replyHead + 1
)

// MinMemory is the smallest value of Options.Memory, in bytes.
const MinMemory = 64 << 20

// Defaults of Options.
const (
	DefaultMemory = 512 << 20
	DefaultCPU    = 20 * time.Second
	DefaultWall   = time.Minute
	DefaultSize   = 2
	defaultIdle   = time.Minute
	defaultWear   = 2000
	defaultGrace  = 500 * time.Millisecond
	startTime     = time.Minute // until a child must be ready
)

// Options configures a Pool. Argv is required; the other fields have defaults.
type Options struct {
	Argv   []string      // the program, which calls Serve, and its arguments
	Path   string        // the program's file, if Argv[0] is only its name
	Env    []string      // its whole environment, as "NAME=value"
	Memory int64         // bytes per child, at least MinMemory; default DefaultMemory
	CPU    time.Duration // CPU time for one document; default DefaultCPU
	Wall   time.Duration // time for one document; default DefaultWall
	Size   int           // maximum number of children; default DefaultSize
	Log    *slog.Logger
	Meter  Meter // may be nil

	idle         time.Duration // how long an idle child lives
	maxDocuments int           // after how many documents a child is replaced
	grace        time.Duration // how long a child may take to answer a cancellation
}

// Meter counts documents and children. It must be safe for concurrent use.
type Meter interface {
	// DocumentRead is called for each Do with one of the results below.
	DocumentRead(result string, took time.Duration)
	// ReaderEnded is called for each child that ended, with one of the reasons
	// below.
	ReaderEnded(reason string)
}

// Results of Do.
const (
	ResultRead     = "read"     // it was answered
	ResultRefused  = "refused"  // the reader returned an error about it
	ResultCostly   = "costly"   // it exceeded a limit or ended the reader
	ResultCanceled = "canceled" // it was no longer needed
	ResultFailed   = "failed"   // a failure that the document did not cause
)

// Results returns all results.
func Results() []string {
	return []string{ResultRead, ResultRefused, ResultCostly, ResultCanceled, ResultFailed}
}

// Reasons why a child ended.
const (
	EndMemory   = "memory"   // a document exceeded the memory limit
	EndTime     = "time"     // a document exceeded a time limit
	EndCrash    = "crash"    // a document ended it in another way
	EndNonsense = "nonsense" // it sent an invalid reply
	EndKilled   = "killed"   // it was killed from outside
	EndOOM      = "oom"      // the kernel killed it because the machine or the control group ran out of memory
	EndCanceled = "canceled" // it did not stop after a cancellation
	EndWorn     = "worn"     // it had read many documents or held much memory
	EndIdle     = "idle"     // it was idle for too long
	EndClosed   = "closed"   // the pool was closed
	EndStart    = "start"    // it never became ready
)

// Ends returns all reasons.
func Ends() []string {
	return []string{EndMemory, EndTime, EndCrash, EndNonsense, EndKilled, EndOOM, EndCanceled, EndWorn, EndIdle, EndClosed, EndStart}
}

// ErrClosed means that the pool is closed.
var ErrClosed = errors.New("the pool of readers is closed")

// Pool keeps children for many documents. It is safe for concurrent use. Create
// it with New, and close it.
type Pool struct {
	o        Options
	slots    chan struct{} // holds one entry per document being read
	closing  chan struct{}
	starts   starter
	warnOnce sync.Once // for the warning about missing confinement
	number   atomic.Uint64

	mu       sync.Mutex // guards the fields below
	idle     []*child
	closed   bool
	inFlight sync.WaitGroup // Add is called with mu held

	closeOnce sync.Once
}

// New returns a Pool. It starts no child before the first document.
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

// Do has a child do a job with a payload, and returns the answer. If all
// children are busy, it waits. The child gets the payload as one piece; it may
// be given in parts to avoid copies. The parts must not be changed before Do
// returns.
//
// The error wraps corpus.ErrTooCostly if the document exceeded a limit or ended
// its reader, because it would do so again. It wraps ErrClosed when the pool is
// closed, and the context's cause when the context ends. An error of the job
// itself keeps its text, but wraps at most corpus.ErrTooCostly.
//
// If a child is killed from outside, the document is read once more in a new
// child. If that one is killed too, the error does not wrap
// corpus.ErrTooCostly.
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

// jobError returns the error that a child has sent.
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

// costlyError is a child's error that wraps corpus.ErrTooCostly and already
// contains its text.
type costlyError struct{ text string }

func (e *costlyError) Error() string { return e.text }
func (e *costlyError) Unwrap() error { return corpus.ErrTooCostly }

func (p *Pool) timeoutError(limit time.Duration) error {
	return fmt.Errorf("%w: it takes longer than %g s", corpus.ErrTooCostly, limit.Seconds())
}

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

// enter waits until a child may be used.
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

// acquire returns an idle child or a new one.
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
		p.recordEnd(c, EndKilled) // while idle
	}
}

// release keeps a child for the next document. If it has read many documents or
// holds much memory, release ends it.
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

// expire ends a child that was idle for too long.
func (p *Pool) expire(c *child) {
	p.mu.Lock()
	found := false
	for i, other := range p.idle {
		if other == c && !p.closed { // otherwise Close ends it
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

// Close ends all children, including busy ones, whose documents fail with
// ErrClosed. It returns when all have ended.
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

// closeIdle ends the idle children.
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

// Probe starts a child if there is none, and returns its confinement.
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
