package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// limits is what the parent sends a child before the first document.
type limits struct {
	Memory int64         `json:"memory"` // bytes
	CPU    time.Duration `json:"cpu"`
	Wall   time.Duration `json:"wall"`
}

// Confinement says how a child is confined.
type Confinement struct {
	// Kernel is true if the kernel refuses memory beyond the limit. If not,
	// only a watchdog in the child enforces it, and Memory says why.
	Kernel bool   `json:"kernel"`
	Memory string `json:"memory,omitempty"`
	// Filter is true if a system call filter keeps the child from the network,
	// from files and from other programs. If not, Reach says why.
	Filter bool   `json:"filter"`
	Reach  string `json:"reach,omitempty"`
}

// child is the parent's side of a process. It belongs to the goroutine that
// took it from the pool.
type child struct {
	cmd       *exec.Cmd
	in        *os.File    // the child reads it
	out       *os.File    // the child writes it
	stderr    *stderrHead // what it wrote to standard error
	confined  Confinement
	grace     time.Duration
	wall      time.Duration
	closing   <-chan struct{} // closed when the pool closes
	oom       int64           // the kernel's count of out-of-memory kills when the child was started
	documents int             // how many it has answered
	expiry    *time.Timer     // set while it is idle

	dead chan struct{} // closed when the process has ended

	mu    sync.Mutex // guards cause
	cause error      // why we killed the process; nil if we did not
}

// Reasons for killing a child.
var (
	errCauseCanceled = errors.New("canceled")
	errCauseLate     = errors.New("late")
	errCauseInvalid  = errors.New("nonsense")
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

// handshake sends the child its limits and receives its confinement.
func (c *child) handshake(ctx context.Context, o Options) error {
	text, err := json.Marshal(limits{Memory: o.Memory, CPU: o.CPU, Wall: o.Wall})
	if err != nil {
		return err
	}
	late := time.NewTimer(startTime)
	defer late.Stop()
	said := make(chan error, 1)
	go func() { // ends when the child is ready or gone; waited for below
		err := writeFrame(c.in, frameSetup, text)
		var f frame
		if err == nil {
			f, err = readFrame(c.out, smallFrame)
		}
		if err == nil && f.kind != frameReady {
			err = fmt.Errorf("%w: it begins with the kind %q", errFrame, f.kind)
		}
		if err == nil {
			err = json.Unmarshal(f.body, &c.confined)
		}
		said <- err
	}()
	select {
	case err := <-said:
		if errors.Is(err, io.EOF) {
			return errors.New("it ended before it was ready")
		}
		return err
	case <-ctx.Done():
		c.kill(errCauseCanceled)
	case <-c.closing:
		c.kill(ErrClosed)
	case <-late.C:
		c.kill(errCauseLate)
	}
	if err := <-said; err == nil {
		return nil // it was ready just before
	}
	return fmt.Errorf("it was not ready after %v", startTime)
}

// exchange sends a document to the child and returns its reply. After an error
// the child is dead or dying.
func (c *child) exchange(ctx context.Context, number uint64, job string, payload [][]byte) (reply, error) {
	c.stderr.reset()
	var sent atomic.Bool
	done := make(chan struct{})
	var guard sync.WaitGroup
	guard.Go(func() { c.supervise(ctx, number, &sent, done) })
	defer guard.Wait()
	defer close(done)
	if err := writeFrame(c.in, frameDocument, documentParts(number, job, payload...)...); err != nil {
		return reply{}, err
	}
	sent.Store(true)
	f, err := readFrame(c.out, MaxAnswer+replyHead+1)
	if err != nil {
		return reply{}, err
	}
	r, err := parseReply(f)
	if err == nil && r.number != number {
		err = fmt.Errorf("%w: a reply to document %d, not %d", errFrame, r.number, number)
	}
	return r, err
}

// supervise kills the child if the context ends and the child does not stop
// within a moment, if the time is over, or if the pool closes.
func (c *child) supervise(ctx context.Context, number uint64, sent *atomic.Bool, done <-chan struct{}) {
	// The child has its own deadline and may report the timeout itself.
	late := time.NewTimer(c.wall + c.grace)
	defer late.Stop()
	select {
	case <-done:
	case <-c.closing:
		c.kill(ErrClosed)
	case <-late.C:
		c.kill(errCauseLate)
	case <-ctx.Done():
		if sent.Load() {
			c.cancel(number, done)
		} else {
			c.kill(errCauseCanceled)
		}
	}
}

// cancel tells the child that the document is no longer needed. If the child
// does not stop within a moment, cancel kills it.
func (c *child) cancel(number uint64, done <-chan struct{}) {
	moment := time.NewTimer(c.grace)
	defer moment.Stop()
	var telling sync.WaitGroup
	defer telling.Wait()
	// If the child does not read, the write blocks until the child is killed.
	telling.Go(func() {
		_ = writeFrame(c.in, frameCancel, numberBody(number)) // fails if the child is gone, which is fine
	})
	select {
	case <-done:
	case <-c.closing:
		c.kill(ErrClosed)
	case <-moment.C:
		c.kill(errCauseCanceled)
	}
}

// kill kills the process. Only the first cause is kept.
func (c *child) kill(cause error) {
	c.mu.Lock()
	if c.cause == nil {
		c.cause = cause
	}
	c.mu.Unlock()
	_ = c.cmd.Process.Kill() // it may have ended by itself
}

func (c *child) killedBy() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

func (c *child) alive() bool {
	select {
	case <-c.dead:
		return false
	default:
		return true
	}
}

// end ends an idle child and waits until it is gone. It closes the child's
// input, and kills the child if that is not enough.
func (c *child) end() {
	_ = c.in.Close()
	c.wait(c.grace)
	_ = c.out.Close()
}

// wait waits up to timeout for the process to end, and then kills it.
func (c *child) wait(timeout time.Duration) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-c.dead:
	case <-timer.C:
		_ = c.cmd.Process.Kill()
		<-c.dead
	}
}

// starter starts all children from one thread. The kernel kills a child when
// the thread that started it ends (PDEATHSIG), and Go may end a thread at any
// time unless a goroutine is locked to it.
type starter struct {
	mu    sync.Mutex // guards the fields below
	tasks chan func()
	done  chan struct{}
}

// do runs start on the thread and returns its error.
func (s *starter) do(start func() error) error {
	s.mu.Lock()
	if s.tasks == nil {
		s.tasks, s.done = make(chan func()), make(chan struct{})
		go holdThread(s.tasks, s.done)
	}
	tasks := s.tasks
	s.mu.Unlock()
	err := make(chan error)
	tasks <- func() { err <- start() }
	return <-err
}

// close ends the thread. No child may be alive.
func (s *starter) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tasks != nil {
		close(s.tasks)
		<-s.done
	}
}
