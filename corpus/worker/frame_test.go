package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"
)

// What is written is read, however it is cut; what is no frame is refused without
// a panic, and without memory for what it only claims.
func FuzzFrames(f *testing.F) {
	var good bytes.Buffer
	if err := writeFrame(&good, frameDocument, documentParts(7, "echo", []byte("body"))...); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte{frameAnswer, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte("<html>"))
	f.Add([]byte{frameError, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 9})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		one, err := readFrame(r, smallFrame)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, errFrame) {
				t.Fatalf("got %v, want one of the errors that are told", err)
			}
			return
		}
		var again bytes.Buffer
		if err := writeFrame(&again, one.kind, one.body); err != nil {
			t.Fatal(err)
		}
		if read := data[:len(data)-r.Len()]; !bytes.Equal(again.Bytes(), read) {
			t.Fatalf("%q was read, and is written as %q", read, again.Bytes())
		}
		if d, err := parseDocument(one.body); err == nil {
			if got := bytes.Join(documentParts(d.number, d.job, d.payload), nil); !bytes.Equal(got, one.body) {
				t.Fatalf("the document %q is written as %q", one.body, got)
			}
		}
		if reply, err := parseReply(one); err == nil {
			kind, parts := reply.parts()
			if got := bytes.Join(parts, nil); kind != one.kind || !bytes.Equal(got, one.body) {
				t.Fatalf("the reply %q is written as %q", one.body, got)
			}
		}
	})
}

// Whatever a parent sends, the child's loop ends when its input does.
func FuzzServe(f *testing.F) {
	var good bytes.Buffer
	for n := range uint64(3) {
		if err := writeFrame(&good, frameDocument, documentParts(n, "echo", []byte("body"))...); err != nil {
			f.Fatal(err)
		}
		if err := writeFrame(&good, frameCancel, numberBody(n)); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(good.Bytes())
	f.Add([]byte("c\x00\x00\x00\x01x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dog := newWatchdog(limits{Memory: 1 << 40, CPU: time.Hour}, func(int) { t.Error("the watchdog ends the test") })
		var out bytes.Buffer
		err := serve(t.Context(), bytes.NewReader(data), &out, time.Hour, dog, func(_ context.Context, _ string, payload []byte) ([]byte, error) {
			return payload, nil
		})
		if err != nil && !errors.Is(err, errFrame) {
			t.Fatal(err)
		}
		for {
			one, err := readFrame(&out, MaxAnswer)
			if errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
			if _, err := parseReply(one); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A document that is canceled as soon as it was sent is not read on.
func TestCanceledBeforeItWasBegun(t *testing.T) {
	dog := newWatchdog(limits{Memory: 1 << 40, CPU: time.Hour}, func(int) { t.Error("the watchdog ends the test") })
	for range 100 {
		theirs, in := io.Pipe()
		out, answers := io.Pipe()
		var sent bytes.Buffer
		if err := errors.Join(writeFrame(&sent, frameDocument, documentParts(1, "wait", nil)...), writeFrame(&sent, frameCancel, numberBody(1))); err != nil {
			t.Fatal(err)
		}
		served := make(chan error)
		go func() {
			served <- serve(t.Context(), theirs, answers, time.Hour, dog, func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})
		}()
		if _, err := in.Write(sent.Bytes()); err != nil {
			t.Fatal(err)
		}
		f, err := readFrame(out, smallFrame)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := parseReply(f); err != nil || !r.failed || r.kind != errorCanceled {
			t.Fatalf("got %+v, %v, want that it was canceled", r, err)
		}
		if err := errors.Join(in.Close(), <-served); err != nil {
			t.Fatal(err)
		}
	}
}

func TestServeIsNotForPeople(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":          "",
		"text":             "hello?\n",
		"another frame":    "c\x00\x00\x00\x00",
		"limits of nought": "s\x00\x00\x00\x02{}",
	} {
		var out bytes.Buffer
		if err := Serve(t.Context(), bytes.NewReader([]byte(in)), &out, nil); err == nil || out.Len() > 0 {
			t.Errorf("%s: %v, %q, want an error and nothing said", name, err, out.String())
		}
	}
}
