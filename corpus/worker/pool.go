package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
	"verbatim/corpus"
)

// start starts a child and waits until it is ready.
func (p *Pool) start(ctx context.Context) (*child, error) {
	c, err := p.launch()
	if err != nil {
		return nil, &lostError{fmt.Errorf("start a reader: %w", err)}
	}
	err = c.handshake(ctx, p.o)
	if err == nil {
		p.warn(ctx, c.confined)
		return c, nil
	}
	c.end()
	switch cause := c.killedBy(); {
	case errors.Is(cause, ErrClosed):
		p.recordEnd(c, EndClosed)
		return nil, ErrClosed
	case errors.Is(cause, errCauseCanceled):
		p.recordEnd(c, EndCanceled)
		return nil, context.Cause(ctx)
	}
	p.recordEnd(c, EndStart)
	if said := c.stderr.first(); said != "" {
		err = fmt.Errorf("%w: it said: %s", err, said)
	}
	return nil, &lostError{fmt.Errorf("start a reader: %w", err)}
}

// launch starts the process with only its three pipes.
func (p *Pool) launch() (*child, error) {
	if len(p.o.Argv) == 0 {
		return nil, errors.New("no program is named")
	}
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, theirIn.Close(), in.Close())
	}
	c := &child{
		in: in, out: out, stderr: new(stderrHead), grace: p.o.grace, wall: p.o.Wall, closing: p.closing,
		oom: oomKills(), dead: make(chan struct{}),
	}
	// No context: exchange and end decide when the child ends.
	c.cmd = exec.Command(p.o.Argv[0], p.o.Argv[1:]...) //nolint:gosec,noctx // the operator's own program, started again
	if p.o.Path != "" {
		c.cmd.Path, c.cmd.Err = p.o.Path, nil // Argv[0] is only a name
	}
	c.cmd.Env = append([]string{"GOMAXPROCS=2", "TZ="}, p.o.Env...)
	c.cmd.Dir = string(filepath.Separator)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = theirIn, theirOut, c.stderr
	c.cmd.WaitDelay = time.Second
	separate(c.cmd)
	err = p.starts.do(c.cmd.Start)
	_ = errors.Join(theirIn.Close(), theirOut.Close()) // the child has its own copies
	if err != nil {
		return nil, errors.Join(err, in.Close(), out.Close())
	}
	go func() { // ends with the process; end waits for it
		_ = c.cmd.Wait() // the result is in cmd.ProcessState
		close(c.dead)
	}()
	return c, nil
}

// explainLoss ends a child that gave no reply, and returns what that means for
// the document. It distinguishes, in this order:
//
//   - We killed it: the context ended, the pool closed, or the time was over.
//   - The child is alive and sent an invalid reply. It is killed now.
//   - The child hit one of its own limits, which its exit status says, or Go reports "out of memory"
//     because of the kernel's limit.
//   - SIGKILL, which a child cannot cause itself. If the kernel's count of out-of-memory kills in our
//     control group has risen, it was the kernel; otherwise a person. The document is not to blame,
//     because the child was within its own limit. Windows has no signals: there a child killed from
//     outside looks like one that exits with status 1, and the document gets the blame.
//   - The system gives no more threads. The document is not to blame.
//   - All else is caused by the document: a fatal error of the runtime, a panic, an exit, or another
//     signal.
func (p *Pool) explainLoss(ctx context.Context, c *child, job string, err error) error {
	if errors.Is(err, errFrame) && c.killedBy() == nil && c.keepsRunning() {
		c.kill(errCauseInvalid)
	}
	c.wait(exitTime)
	c.end()
	reason, verdict := p.diagnose(ctx, c)
	p.recordEnd(c, reason)
	if reason != EndClosed && reason != EndCanceled {
		p.o.Log.WarnContext(ctx, "a document ended its reader, which is replaced", "job", job, "reason", reason,
			"ended", c.cmd.ProcessState.String(), "said", c.stderr.reason(), "error", err.Error())
		p.o.Log.DebugContext(ctx, "what the reader said at its end", "stderr", c.stderr.text())
	}
	return verdict
}

func (p *Pool) diagnose(ctx context.Context, c *child) (reason string, err error) {
	switch cause := c.killedBy(); {
	case errors.Is(cause, errCauseCanceled):
		return EndCanceled, context.Cause(ctx)
	case errors.Is(cause, ErrClosed):
		return EndClosed, ErrClosed
	case errors.Is(cause, errCauseLate):
		return EndTime, p.timeoutError(p.o.Wall)
	case errors.Is(cause, errCauseInvalid):
		return EndNonsense, fmt.Errorf("%w: its reader answered nonsense", corpus.ErrTooCostly)
	}
	state, said := c.cmd.ProcessState, c.stderr.reason()
	switch {
	case state.ExitCode() == statusMemory, outOfMemory(said):
		return EndMemory, fmt.Errorf("%w: it needs more than %d MB", corpus.ErrTooCostly, p.o.Memory>>20)
	case state.ExitCode() == statusCPU:
		return EndTime, p.timeoutError(p.o.CPU)
	case wasKilled(state):
		oom := oomKills() > c.oom
		if oom {
			return EndOOM, &killedError{oom: true}
		}
		return EndKilled, &killedError{}
	}
	switch said {
	case "":
		said = state.String()
	case "fatal error: newosproc":
		return EndCrash, &lostError{errors.New("the system gives the reader no more threads; raise the limit on processes")}
	}
	return EndCrash, fmt.Errorf("%w: reading it ended the reader (%s)", corpus.ErrTooCostly, said)
}

// warn logs once if a child is less confined than possible.
func (p *Pool) warn(ctx context.Context, h Confinement) {
	if h.Filter || h.Reach == unsupported {
		return
	}
	p.warnOnce.Do(func() {
		p.o.Log.WarnContext(ctx, "the system does not keep readers of strangers' documents from the network and from files; limits on memory and time hold",
			"why", h.Reach, "pid", os.Getpid())
	})
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

func (p *Pool) timeoutError(limit time.Duration) error {
	return fmt.Errorf("%w: it takes longer than %g s", corpus.ErrTooCostly, limit.Seconds())
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
