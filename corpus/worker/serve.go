package worker

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"verbatim/corpus"
)

// maxStack is the maximum size of a goroutine's stack in a child, in bytes. A
// budget on nesting should refuse a document long before.
const maxStack = 64 << 20

// gcPercent makes garbage collection rare for small documents. Their memory is
// garbage once they are answered, and the limits apply anyway.
const gcPercent = 400

// Serve runs in the child. It receives the limits from the parent over in,
// confines this whole process for good, and then calls do for one document
// after another until in ends. It must be called before the process does
// anything else. The process should exit when Serve returns, because Serve does
// not wait for a do that ignores its context.
//
// do may keep the payload. If do returns an error, its text is sent, together
// with whether it wraps corpus.ErrTooCostly or a context error.
func Serve(ctx context.Context, in io.Reader, out io.Writer, do func(ctx context.Context, job string, payload []byte) ([]byte, error)) error {
	// A signal that stops the parent also reaches its children, but only the
	// parent must stop them.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	f, err := readFrame(in, smallFrame)
	if err != nil {
		return fmt.Errorf("read the limits: %w: this command is for the program itself", err)
	}
	var s limits
	if err := json.Unmarshal(f.body, &s); err != nil || f.kind != frameSetup || s.Memory < MinMemory || s.CPU <= 0 || s.Wall <= 0 {
		return errors.New("the first frame holds no limits: this command is for the program itself")
	}
	debug.SetMaxStack(maxStack)
	debug.SetMemoryLimit(s.Memory / 4 * 3)
	debug.SetGCPercent(gcPercent)
	w := newWatchdog(s, os.Exit)
	text, err := json.Marshal(confine(s))
	if err != nil {
		return err
	}
	if err := writeFrame(out, frameReady, text); err != nil {
		return fmt.Errorf("say that it is ready: %w", err)
	}
	return serve(ctx, in, out, s.Wall, w, do)
}

// answerer reads documents and answers them one at a time.
type answerer struct {
	out      io.Writer
	wall     time.Duration
	watchdog *watchdog
	do       func(ctx context.Context, job string, payload []byte) ([]byte, error)

	mu       sync.Mutex // guards the fields below
	number   uint64     // of the current document
	cancel   context.CancelFunc
	canceled uint64 // the document canceled last, perhaps before it began
}

// endGrace is how long Serve waits for the current document when the input
// ends.
const endGrace = 50 * time.Millisecond

func serve(ctx context.Context, in io.Reader, out io.Writer, wall time.Duration, dog *watchdog, do func(ctx context.Context, job string, payload []byte) ([]byte, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	a := &answerer{out: out, wall: wall, watchdog: dog, do: do, cancel: func() {}}
	documents := make(chan document)
	answered := make(chan error, 1)
	go func() { answered <- a.answer(ctx, documents) }() // waited for below
	err := a.listen(bufio.NewReaderSize(in, 64<<10), documents, answered)
	cancel()
	close(documents)
	select {
	case failed := <-answered:
		err = errors.Join(err, failed)
	case <-time.After(endGrace):
	}
	return err
}

// listen reads frames until the input ends, also while a document is being
// read, because it may be canceled. The end of the input ends all work.
func (a *answerer) listen(in io.Reader, documents chan<- document, answered chan error) error {
	for {
		f, err := readFrame(in, MaxPayload+maxJob+documentHead)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read a frame: %w", err)
		}
		switch {
		case f.kind == frameCancel && len(f.body) == 8:
			a.cancelDocument(binary.BigEndian.Uint64(f.body))
		case f.kind == frameDocument:
			d, err := parseDocument(f.body)
			if err != nil {
				return err
			}
			select {
			case documents <- d:
			case err := <-answered: // the parent has stopped reading
				answered <- nil
				return err
			}
		default:
			return fmt.Errorf("%w: the kind %q at this place", errFrame, f.kind)
		}
	}
}

// answer reads documents until there are no more.
func (a *answerer) answer(ctx context.Context, documents <-chan document) error {
	for d := range documents {
		r := a.read(ctx, d)
		kind, parts := r.parts()
		if err := writeFrame(a.out, kind, parts...); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return nil
}

// read reads one document under the watchdog.
func (a *answerer) read(ctx context.Context, d document) reply {
	ctx, cancel := context.WithTimeout(ctx, a.wall)
	defer cancel()
	a.mu.Lock()
	a.number, a.cancel = d.number, cancel
	if a.canceled == d.number {
		cancel()
	}
	a.mu.Unlock()
	rest := a.watchdog.watch()
	answer, err := a.do(ctx, d.job, d.payload)
	rest()
	r := reply{number: d.number, memory: runtimeReserved(), body: answer}
	if err == nil && len(answer) > MaxAnswer {
		err = fmt.Errorf("%w: what was read of it has %d bytes, at most %d are taken", corpus.ErrTooCostly, len(answer), MaxAnswer)
	}
	if err != nil {
		r.failed, r.kind, r.body = true, errorKind(err), []byte(err.Error())
		r.body = r.body[:min(len(r.body), smallFrame)]
	}
	return r
}

func errorKind(err error) byte {
	switch {
	case errors.Is(err, corpus.ErrTooCostly):
		return errorCostly
	case errors.Is(err, context.Canceled):
		return errorCanceled
	case errors.Is(err, context.DeadlineExceeded):
		return errorLate
	}
	return errorPlain
}

// cancelDocument cancels the document if it is still being read.
func (a *answerer) cancelDocument(number uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.canceled = number
	if a.number == number {
		a.cancel()
	}
}

func numberBody(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }
