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

// The statuses with which a child ends itself at a limit. Nothing else of the
// program ends with them.
const (
	statusMemory = 91
	statusCPU    = 92
)

// lostError is that something else than the document kept it from being read.
type lostError struct{ err error }

func (e *lostError) Error() string { return e.err.Error() }
func (e *lostError) Unwrap() error { return e.err }

// killedError is that somebody else killed a child: a person, or the kernel.
type killedError struct{ oom bool }

func (e *killedError) Error() string {
	if e.oom {
		return "the system killed the reader for want of memory; give it more, or lower the reader's limit"
	}
	return "the reader was killed from outside"
}

// exitTime is how long a child whose pipes are closed may take to end. It is
// long, since the kernel takes the memory of the process back first.
const exitTime = 5 * time.Second

// explainLoss takes leave of a child that gave no reply, and says what that means for
// the document. Told apart are, in this order:
//
//   - what we killed: the context ended, the pool was closed, time was over;
//   - a child that lives on and sent what is no reply: it is killed now;
//   - the child's own limits, by their exit statuses, and Go's "out of memory",
//     which the kernel's limit brings about;
//   - SIGKILL, which a child cannot meet by itself: the kernel's killer of
//     processes if the count of those kills in our control group has risen, else
//     a person. Neither is the document's doing, as the child is within its own
//     limit. Windows has no signals: there a child killed from outside cannot be
//     told from one that exits with status 1, and counts as the document's doing;
//   - a system that gives no more threads: not the document's doing;
//   - all else is the document's doing: a fatal error of the runtime, a panic, an
//     exit, another signal.
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

// keepsRunning reports whether a child that sent nonsense goes on living. One that
// crashed in the middle of a reply does not.
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

// outOfMemory reports whether a line is what Go's runtime says when the system
// gives it no more memory.
func outOfMemory(line string) bool {
	return strings.Contains(line, "out of memory") || strings.Contains(line, "cannot allocate memory")
}

// Bounds of what is kept of a child's standard error, in bytes.
const (
	maxSaid   = 16 << 10
	maxReason = 200
)

// stderrHead keeps the beginning of what a child writes to its standard error: a
// runtime that fails says why first, and then shows its stacks.
type stderrHead struct {
	mu   sync.Mutex // guards what follows
	buffer bytes.Buffer
}

// Write is io.Writer's. It never fails.
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

// reason is the line in which Go's runtime says why the child ended, "" where none
// does. It comes from a stranger's document in the end, so it is one line, short
// and printable.
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

// first is the first line that says anything.
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

// warn says once in the log where a child is held less than it could be.
func (p *Pool) warn(ctx context.Context, h Confinement) {
	if h.Filter || h.Reach == unsupported {
		return
	}
	p.warnOnce.Do(func() {
		p.o.Log.WarnContext(ctx, "the system does not keep readers of strangers' documents from the network and from files; limits on memory and time hold",
			"why", h.Reach, "pid", os.Getpid())
	})
}

// unsupported is said of what the operating system does not have.
const unsupported = "this operating system has none"
