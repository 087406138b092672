package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// The test's own program is the child, as it is in the program itself: an
// argument says so.
const asChild, asParent = "be-a-reader", "be-a-parent"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == asChild {
		if err := Serve(context.Background(), os.Stdin, os.Stdout, job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 1 && os.Args[1] == asParent {
		parent()
	}
	os.Exit(m.Run())
}

// kept holds what job allocates.
var kept [][]byte

// job is what the children of these tests do: what a document can do to its
// reader.
func job(ctx context.Context, job string, payload []byte) ([]byte, error) {
	switch job {
	case "echo":
		return payload, nil
	case "pid":
		return strconv.AppendInt(nil, int64(os.Getpid()), 10), nil
	case "environment":
		return []byte(strings.Join(os.Environ(), "\n")), nil
	case "refuse":
		return nil, errors.New(string(payload))
	case "costly":
		return nil, fmt.Errorf("%w: %s", corpus.ErrTooCostly, payload)
	case "overflow":
		return []byte{byte(deeper(1<<40, []byte{1}))}, nil
	case "allocate": // in small pieces
		for {
			piece := make([]byte, 64<<10)
			for i := range piece {
				piece[i] = 1
			}
			kept = append(kept, piece)
		}
	case "allocate at once":
		n, err := strconv.Atoi(string(payload))
		if err != nil {
			return nil, err
		}
		piece := make([]byte, n)
		for i := 0; i < n; i += 4096 {
			piece[i] = 1
		}
		kept = append(kept, piece)
		return nil, nil
	case "spin":
		for i := 0; ; i++ {
			if i == -1 {
				return nil, nil
			}
		}
	case "sleep":
		select {}
	case "wait": // as a well-behaved reader does
		<-ctx.Done()
		return nil, ctx.Err()
	case "panic":
		panic("at the\x1b[31m " + string(payload))
	case "exit":
		os.Exit(3)
	case "exit well":
		os.Exit(0)
	case "garbage":
		_, err := os.Stdout.Write(bytes.Repeat([]byte("<html>"), 1000))
		if err != nil {
			return nil, err
		}
		select {}
	case "claim": // an answer longer than any may be
		if _, err := os.Stdout.Write([]byte{frameAnswer, 0xff, 0xff, 0xff, 0xff}); err != nil {
			return nil, err
		}
		select {}
	case "half": // an answer that ends in its middle
		if _, err := os.Stdout.Write([]byte{frameAnswer, 0, 0, 1, 0, 'x'}); err != nil {
			return nil, err
		}
		os.Exit(4)
	case "too much":
		return make([]byte, MaxAnswer+1), nil
	case "another's answer":
		_, parts := reply{number: 1 << 40}.parts()
		if err := writeFrame(os.Stdout, frameAnswer, parts...); err != nil {
			return nil, err
		}
		select {}
	case "hold":
		kept = append(kept, make([]byte, len(payload)*1000))
		return nil, nil
	case "noise":
		fmt.Fprintln(os.Stderr, "a library has something to say")
		return nil, nil
	case "escape":
		return nil, escape(string(payload))
	}
	return parse.Do(ctx, job, payload) // for the benchmark
}

// deeper goes down n calls, each with a frame of 1 kB.
func deeper(n int, b []byte) int {
	var frame [1 << 10]byte
	if n == 0 {
		return 0
	}
	copy(frame[:], b)
	return deeper(n-1, frame[:]) + int(frame[len(frame)-1])
}

// escape tries to reach something outside, and is nil if that works.
func escape(how string) error {
	switch how {
	case "connect":
		c, err := net.DialTimeout("tcp", "127.0.0.1:1", time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err
	case "listen":
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			_ = l.Close()
		}
		return err
	case "write":
		return os.WriteFile(os.TempDir()+"/verbatim-reader-was-here", nil, 0o600)
	case "read":
		_, err := os.ReadFile("/etc/passwd")
		return err
	case "list":
		_, err := os.ReadDir("/")
		return err
	case "remove":
		return os.Remove("/tmp/no such file")
	case "execute":
		return exec.Command("/bin/true").Run()
	case "other threads":
		done := make(chan error)
		for range 20 {
			go func() {
				runtime.LockOSThread()
				_, err := os.ReadFile("/etc/passwd")
				done <- err
			}()
		}
		var err error
		for range 20 {
			if one := <-done; one == nil {
				return nil
			} else {
				err = one
			}
		}
		return err
	case "signal":
		return signalParent()
	}
	return nil
}

// parent is a process that has a child at work until it is killed.
func parent() {
	p := New(Options{Argv: []string{os.Args[2], asChild}})
	for _, work := range os.Args[3:] {
		go func() {
			_, err := p.Do(context.Background(), work, nil)
			fmt.Fprintln(os.Stderr, work, err)
		}()
	}
	pid, err := p.Do(context.Background(), "pid", nil)
	fmt.Println(string(pid), err)
	_, _ = io.Copy(io.Discard, os.Stdin)
	select {}
}
