package worker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/corpus"
)

func signalParent() error { return syscall.Kill(os.Getppid(), 0) }

// A child reaches nothing: no socket, no file, no program, no other process.
func TestAChildReachesNothing(t *testing.T) {
	p, _ := pool(t, Options{})
	held, err := p.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !held.Filter {
		t.Skipf("the kernel takes no filter: %s", held.Reach)
	}
	for _, how := range []string{"connect", "listen", "write", "read", "list", "remove", "execute", "other threads", "signal"} {
		if err := escape(how); err == nil || how == "connect" || how == "remove" || how == "signal" {
			_, err := p.Do(t.Context(), "escape", []byte(how))
			if err == nil || !strings.Contains(err.Error(), "operation not permitted") {
				t.Errorf("%s: %v, want that it is not permitted", how, err)
			}
		} else {
			t.Errorf("%s: %v here, where it should work", how, err)
		}
	}
	echo(t, p)
}

// The kernel itself refuses more memory, and a document that only reserves much is
// read.
func TestTheKernelHoldsMemory(t *testing.T) {
	p, _ := pool(t, Options{Memory: 256 << 20})
	held, err := p.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !held.Kernel {
		t.Skipf("here the watchdog holds it: %s", held.Memory)
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid(t, p)))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(string(limits)), " "), fmt.Sprintf("Max data size %d %d bytes", 256<<20, 256<<20)) {
		t.Errorf("the limits are %s", limits)
	}
	if _, err := p.Do(t.Context(), "allocate at once", []byte("100000000")); err != nil {
		t.Errorf("100 MB of 256: %v", err)
	}
}

// A child that somebody else kills is not the document's doing: it is read once
// more, and that is the end of it.
func TestKilledFromOutside(t *testing.T) {
	t.Run("once", func(t *testing.T) {
		p, c := pool(t, Options{Size: 1, grace: time.Minute})
		first := pid(t, p)
		killer := killWhenBusy(t, p, first)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { // the second child is at work now
			<-killer
			for c.ended(EndKilled) == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		if _, err := p.Do(ctx, "wait", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that a second child had it until it was canceled", err)
		}
		if c.ended(EndKilled) != 1 {
			t.Errorf("readers ended by %v, want one that was killed", c.ends)
		}
		echo(t, p)
	})
	t.Run("between documents", func(t *testing.T) {
		p, _ := pool(t, Options{})
		for range 5 {
			if err := syscall.Kill(pid(t, p), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			echo(t, p)
		}
	})
	t.Run("again and again", func(t *testing.T) {
		p, c := pool(t, Options{Size: 1})
		echo(t, p)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					killChildren(t, os.Getpid())
					time.Sleep(10 * time.Millisecond)
				}
			}
		}()
		_, err := p.Do(t.Context(), "sleep", nil)
		close(stop)
		<-stopped
		if err == nil || errors.Is(err, corpus.ErrTooCostly) || c.was(ResultFailed) != 1 {
			t.Errorf("got %v and %v, want an error that is not the document's doing", err, c.results)
		}
		echo(t, p)
	})
}

// killWhenBusy kills the process when the pool's only place is taken.
func killWhenBusy(t *testing.T, p *Pool, pid int) (done <-chan struct{}) {
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		for len(p.slots) == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond)
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}()
	return killed
}

// A parent that is killed leaves no child behind, whatever the child is at.
func TestNoChildOutlivesItsParent(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, work := range []string{"echo", "wait", "sleep", "spin"} {
		t.Run(work, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(self, asParent, self, work)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil || !strings.HasSuffix(line, " <nil>\n") {
				t.Fatalf("the parent says %q, %v", line, err)
			}
			var children []int
			for len(children) == 0 {
				children = childrenOf(t, cmd.Process.Pid)
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // it was killed
			for _, pid := range children {
				for deadline := time.Now().Add(time.Minute); runs(pid); time.Sleep(time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatalf("the child %d lives on", pid)
					}
				}
			}
		})
	}
}

// killChildren kills all children of a process.
func killChildren(t *testing.T, parent int) {
	for _, pid := range childrenOf(t, parent) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone
	}
}

// childrenOf are the processes that a process has started, and that run this
// test's program.
func childrenOf(t *testing.T, parent int) (pids []int) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Error(err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it is gone
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(parent) && fields[0] != "Z" {
			if line, err := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline")); err == nil && strings.Contains(string(line), asChild) {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// runs reports whether a process is there, and no mere remains of one.
func runs(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(rest, "Z") && !strings.HasPrefix(rest, "X")
}

// memoryGroup makes a control group that may take limit bytes, and returns the
// file to which a process writes itself to be in it.
func memoryGroup(t *testing.T, limit int64) (procs string) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		t.Skipf("no control groups: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		folder, file := filepath.Join("/sys/fs/cgroup/memory", parts[2]), "memory.limit_in_bytes"
		if parts[1] == "" {
			folder, file = filepath.Join("/sys/fs/cgroup", parts[2]), "memory.max"
		} else if parts[1] != "memory" {
			continue
		}
		folder = filepath.Join(folder, fmt.Sprintf("verbatim-test-%d", os.Getpid()))
		if err := os.Mkdir(folder, 0o700); err != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(folder) })
		if err := os.WriteFile(filepath.Join(folder, file), strconv.AppendInt(nil, limit, 10), 0); err == nil {
			return filepath.Join(folder, "cgroup.procs")
		}
	}
	t.Skip("no control group can be made here: that needs root, and a group for memory")
	return ""
}

// Where parent and child may take too little together, the kernel takes the child,
// and the document is not blamed for it.
func TestTheKernelTakesTheReaderFirst(t *testing.T) {
	procs := memoryGroup(t, 300<<20)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", `echo $$ > "$0" && exec "$@"`, procs, self, asParent, self, "allocate")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = cmd.Process.Kill(), cmd.Wait() }()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatalf("the parent has ended: %v", err)
	}
	if !strings.Contains(line, "the system killed the reader for want of memory") || strings.Contains(line, corpus.ErrTooCostly.Error()) {
		t.Errorf("the parent says %q", line)
	}
	if !runs(cmd.Process.Pid) {
		t.Error("the parent has ended")
	}
}
