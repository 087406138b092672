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

// maxStack is how large a goroutine's stack may grow in a child, in bytes. A
// budget on depth should refuse a document long before.
const maxStack = 64 << 20

// gcPercent has the collector work seldom between documents that are small: what
// is left of one is garbage as soon as it is answered, and the limits hold anyway.
const gcPercent = 400

// Serve runs in the child: it takes its limits from the parent at the other end
// of in and out, holds this whole process to them, for good, and then has do read
// one document after the other, until in ends. It must be called before the
// process does anything else, and the process should end when it returns: where do
// does not heed its context, Serve does not wait for it.
//
// The payload belongs to do. An error of do's is sent as its text; it is also kept
// whether it wraps corpus.ErrTooCostly or the context's errors.
func Serve(ctx context.Context, in io.Reader, out io.Writer, do func(ctx context.Context, job string, payload []byte) ([]byte, error)) error {
	// Who stops the parent, by a key or through the group of processes, stops its
	// children through it.
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

// answerer reads documents and answers them, one at a time.
type answerer struct {
	out  io.Writer
	wall time.Duration
	watchdog  *watchdog
	do   func(ctx context.Context, job string, payload []byte) ([]byte, error)

	mu       sync.Mutex // guards what follows
	number   uint64     // of the document that is being read
	cancel   context.CancelFunc
	canceled uint64 // the last that was canceled, perhaps before it was begun
}

// endGrace is how long a document is waited for that is being read when the
// input ends.
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

// listen reads frames until the input ends, also while a document is being read:
// it may be canceled, and the end of the input ends all work.
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
			case err := <-answered: // the parent reads no more
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

// read reads one document under the watchdog's eyes.
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

// cancelDocument ends the reading of a document, if it is not over.
func (a *answerer) cancelDocument(number uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.canceled = number
	if a.number == number {
		a.cancel()
	}
}

func numberBody(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }
