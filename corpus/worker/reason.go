package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

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

// outOfMemory reports whether Go's runtime prints this line when the system
// refuses memory.
func outOfMemory(line string) bool {
	return strings.Contains(line, "out of memory") || strings.Contains(line, "cannot allocate memory")
}

// How much of a child's standard error is kept, in bytes, and how much is
// shown.
const (
	maxSaid   = 16 << 10
	maxReason = 200
)

// stderrHead keeps the beginning of a child's standard error. When the runtime
// fails, it prints the reason first and then the stacks.
type stderrHead struct {
	mu     sync.Mutex // guards buffer
	buffer bytes.Buffer
}

// Write implements io.Writer. It never fails.
func (h *stderrHead) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Write(p[:min(len(p), maxSaid-h.buffer.Len())])
	return len(p), nil
}

func (h *stderrHead) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Reset()
}

func (h *stderrHead) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.buffer.String()
}

// reason returns the line in which Go's runtime says why the child ended, or
// "". The document may have influenced it, so it is cut to one short printable
// line.
func (h *stderrHead) reason() string {
	for line := range strings.Lines(h.text()) {
		for _, begin := range []string{"fatal error: ", "panic: ", "runtime: out of memory", "SIG"} {
			if strings.HasPrefix(line, begin) {
				return printable(line)
			}
		}
	}
	return ""
}

// first returns the first line that is not blank.
func (h *stderrHead) first() string {
	for line := range strings.Lines(h.text()) {
		if said := printable(line); said != "" {
			return said
		}
	}
	return ""
}

func printable(line string) string {
	line = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(line, " "))
	if runes := []rune(line); len(runes) > maxReason {
		line = string(runes[:maxReason]) + "…"
	}
	return strings.TrimSpace(line)
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

// unsupported says that the operating system lacks a feature.
const unsupported = "this operating system has none"
