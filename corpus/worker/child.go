package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"
)

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

// keepsRunning reports whether a child stays alive after an invalid reply. If
// it crashed in the middle of a reply, it does not.
func (c *child) keepsRunning() bool {
	timer := time.NewTimer(c.grace)
	defer timer.Stop()
	select {
	case <-c.dead:
		return false
	case <-timer.C:
		return true
	}
}
