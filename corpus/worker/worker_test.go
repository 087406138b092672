package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/corpus"
)

// counts is a Meter that remembers what it was told.
type counts struct {
	mu      sync.Mutex // guards what follows
	results map[string]int
	ends    map[string]int
}

func (c *counts) DocumentRead(result string, _ time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results[result]++
}

func (c *counts) ReaderEnded(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ends[reason]++
}

func (c *counts) ended(reason string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ends[reason]
}

func (c *counts) was(result string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.results[result]
}

// pool is a pool of this test's own program, with limits that a test can reach.
func pool(t *testing.T, o Options) (*Pool, *counts) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &counts{results: map[string]int{}, ends: map[string]int{}}
	o.Argv, o.Meter = []string{self, asChild}, c
	o.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := New(o)
	t.Cleanup(p.Close)
	return p, c
}

// echo is a document that is read as it should be.
func echo(t *testing.T, p *Pool) {
	t.Helper()
	want := []byte("ordinary " + strconv.Itoa(os.Getpid()))
	if got, err := p.Do(t.Context(), "echo", want); err != nil || !bytes.Equal(got, want) {
		t.Errorf("an ordinary document: %q, %v, want its answer", got, err)
	}
}

// What a document does to its reader costs that document alone, and is said.
func TestADocumentCostsItselfAlone(t *testing.T) {
	tests := []struct {
		job, payload string
		says         string
		end          string // how its reader ended, "" where it did not
		o            Options
	}{
		{"overflow", "", "reading it ended the reader (fatal error: stack overflow)", EndCrash, Options{}},
		{"allocate", "", "it needs more than 128 MB", EndMemory, Options{Memory: 128 << 20}},
		{"allocate at once", "4000000000", "it needs more than 128 MB", EndMemory, Options{Memory: 128 << 20}},
		{"spin", "", "it takes longer than 0.5 s", EndTime, Options{CPU: 500 * time.Millisecond}},
		{"sleep", "", "it takes longer than 1 s", EndTime, Options{Wall: time.Second}},
		{"wait", "", "it takes longer than 0.25 s", "", Options{Wall: 250 * time.Millisecond, grace: time.Minute}},
		{"panic", "disco", "reading it ended the reader (panic: at the [31m disco)", EndCrash, Options{}},
		{"exit", "", "reading it ended the reader (exit status 3)", EndCrash, Options{}},
		{"exit well", "", "reading it ended the reader (exit status 0)", EndCrash, Options{}},
		{"garbage", "", "its reader answered nonsense", EndNonsense, Options{}},
		{"claim", "", "its reader answered nonsense", EndNonsense, Options{}},
		{"another's answer", "", "its reader answered nonsense", EndNonsense, Options{}},
		{"half", "", "reading it ended the reader (exit status 4)", EndCrash, Options{}},
		{"too much", "", "at most 16777216 are taken", "", Options{}},
		{"costly", "by its own account", "by its own account", "", Options{}},
	}
	for _, tt := range tests {
		t.Run(tt.job, func(t *testing.T) {
			t.Parallel()
			p, c := pool(t, tt.o)
			echo(t, p)
			answer, err := p.Do(t.Context(), tt.job, []byte(tt.payload))
			if !errors.Is(err, corpus.ErrTooCostly) || !strings.Contains(err.Error(), tt.says) || answer != nil {
				t.Errorf("%d bytes, %v, want that it costs too much to read, and %q", len(answer), err, tt.says)
			}
			if c.was(ResultCostly) != 1 {
				t.Errorf("results %v, want one of them costly", c.results)
			}
			want := 0
			if tt.end != "" {
				want = 1
			}
			if c.ended(tt.end) != want || len(c.ends) != want {
				t.Errorf("readers ended by %v, want %d by %q", c.ends, want, tt.end)
			}
			echo(t, p)
		})
	}
}

// The parent takes no more memory for what a child does or claims.
func TestTheParentStaysSmall(t *testing.T) {
	p, _ := pool(t, Options{Memory: 256 << 20})
	echo(t, p)
	before := runtimeReserved()
	for _, job := range []string{"overflow", "allocate", "claim", "garbage"} {
		if _, err := p.Do(t.Context(), job, nil); !errors.Is(err, corpus.ErrTooCostly) {
			t.Errorf("%s: %v, want that it costs too much", job, err)
		}
	}
	if after := runtimeReserved(); after > before+50<<20 {
		t.Errorf("the parent has %d MB, %d before", after>>20, before>>20)
	}
}

// An error of the job's own is no fault of the reader's, which goes on.
func TestAJobsOwnError(t *testing.T) {
	p, c := pool(t, Options{})
	_, err := p.Do(t.Context(), "refuse", []byte("there is no text in it"))
	if err == nil || err.Error() != "there is no text in it" || errors.Is(err, corpus.ErrTooCostly) {
		t.Errorf("got %v, want the job's own words alone", err)
	}
	echo(t, p)
	if len(c.ends) != 0 || c.was(ResultRefused) != 1 {
		t.Errorf("results %v, ends %v, want one refused and nothing ended", c.results, c.ends)
	}
}

func TestDocumentsOfAllSizes(t *testing.T) {
	p, _ := pool(t, Options{})
	for _, size := range []int{0, 1, smallFrame, smallFrame + 1, 3 << 20} {
		want := bytes.Repeat([]byte{7}, size)
		if got, err := p.Do(t.Context(), "echo", want); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %d bytes come back, %v", size, len(got), err)
		}
	}
	if _, err := p.Do(t.Context(), "echo", make([]byte, MaxPayload+1)); !errors.Is(err, corpus.ErrTooLarge) {
		t.Errorf("more than may be sent: %v, want that it is too large", err)
	}
	if _, err := p.Do(t.Context(), strings.Repeat("j", maxJob+1), nil); err == nil {
		t.Error("a job whose name is too long is taken")
	}
	echo(t, p)
}

// The work ends with its context: a reader that heeds it goes on, one that does
// not is killed.
func TestContextEndsTheWork(t *testing.T) {
	for job, end := range map[string]string{"wait": "", "sleep": EndCanceled, "spin": EndCanceled} {
		t.Run(job, func(t *testing.T) {
			t.Parallel()
			o := Options{}
			if end == "" {
				o.grace = time.Minute // however slow the machine
			}
			p, c := pool(t, o)
			echo(t, p)
			ctx, cancel := context.WithCancelCause(t.Context())
			gone := errors.New("no one waits")
			go func() { time.Sleep(50 * time.Millisecond); cancel(gone) }()
			_, err := p.Do(ctx, job, nil)
			if !errors.Is(err, gone) || errors.Is(err, corpus.ErrTooCostly) {
				t.Errorf("got %v, want why the context ended", err)
			}
			if c.ended(end) != min(1, len(end)) || len(c.ends) != min(1, len(end)) || c.was(ResultCanceled) != 1 {
				t.Errorf("results %v, readers ended by %v, want one canceled and %q", c.results, c.ends, end)
			}
			echo(t, p)
		})
	}
	t.Run("before it begins", func(t *testing.T) {
		p, _ := pool(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := p.Do(ctx, "echo", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that it was canceled", err)
		}
	})
	t.Run("while it waits for its turn", func(t *testing.T) {
		p, _ := pool(t, Options{Size: 1})
		echo(t, p)
		ctx, cancel := context.WithCancel(t.Context())
		var others sync.WaitGroup
		others.Go(func() { _, _ = p.Do(ctx, "wait", nil) })
		for len(p.slots) == 0 {
			runtime.Gosched()
		}
		waiting, stop := context.WithCancel(t.Context())
		stop()
		if _, err := p.Do(waiting, "echo", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that it was canceled", err)
		}
		cancel()
		others.Wait()
	})
}

// Many at once are read by as many children as there may be, each with its own
// answer, whatever others do to theirs.
func TestManyAtOnce(t *testing.T) {
	p, _ := pool(t, Options{Size: 3})
	var all sync.WaitGroup
	var mu sync.Mutex
	pids := map[string]bool{}
	for i := range 60 {
		all.Go(func() {
			switch {
			case i%20 == 7:
				if _, err := p.Do(t.Context(), "exit", nil); !errors.Is(err, corpus.ErrTooCostly) {
					t.Errorf("%d: got %v", i, err)
				}
			case i%3 == 0:
				pid, err := p.Do(t.Context(), "pid", nil)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				pids[string(pid)] = true
			default:
				want := fmt.Sprint("document ", i)
				if got, err := p.Do(t.Context(), "echo", []byte(want)); err != nil || string(got) != want {
					t.Errorf("%d: %q, %v", i, got, err)
				}
			}
		})
	}
	all.Wait()
	if len(pids) == 0 || len(pids) > 3+3 {
		t.Errorf("%d children answered, want at most three and one more for each that ended", len(pids))
	}
}

func pid(t *testing.T, p *Pool) int {
	t.Helper()
	text, err := p.Do(t.Context(), "pid", nil)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A child is kept for many documents, and replaced after more of them, when it
// holds much memory, and when it has had nothing to do.
func TestChildrenAreKeptAndReplaced(t *testing.T) {
	t.Run("kept", func(t *testing.T) {
		p, _ := pool(t, Options{})
		first := pid(t, p)
		for range 20 {
			if again := pid(t, p); again != first {
				t.Fatalf("another child answers, %d after %d", again, first)
			}
		}
	})
	t.Run("worn", func(t *testing.T) {
		p, c := pool(t, Options{maxDocuments: 3})
		var pids []int
		for range 7 {
			pids = append(pids, pid(t, p))
		}
		if len(slices.Compact(pids)) != 3 || c.ended(EndWorn) != 2 {
			t.Errorf("children %v, ends %v, want another after each three", pids, c.ends)
		}
	})
	t.Run("grown", func(t *testing.T) {
		p, c := pool(t, Options{Memory: 1 << 30})
		first := pid(t, p)
		if _, err := p.Do(t.Context(), "allocate at once", []byte("600000000")); err != nil {
			t.Fatal(err)
		}
		if again := pid(t, p); again == first || c.ended(EndWorn) != 1 {
			t.Errorf("the child that holds 600 MB goes on, ends %v", c.ends)
		}
	})
	t.Run("idle", func(t *testing.T) {
		p, c := pool(t, Options{idle: time.Millisecond})
		echo(t, p)
		for c.ended(EndIdle) == 0 {
			time.Sleep(time.Millisecond)
		}
		echo(t, p)
	})
}

func TestClose(t *testing.T) {
	p, c := pool(t, Options{Size: 2})
	echo(t, p)
	errs := make(chan error, 3)
	for range 3 { // two work, one waits
		go func() { _, err := p.Do(t.Context(), "sleep", nil); errs <- err }()
	}
	for len(p.slots) < 2 {
		runtime.Gosched()
	}
	p.Close()
	for range 3 {
		if err := <-errs; !errors.Is(err, ErrClosed) || errors.Is(err, corpus.ErrTooCostly) {
			t.Errorf("got %v, want that the pool is closed", err)
		}
	}
	if _, err := p.Do(t.Context(), "echo", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("a document after the end: %v", err)
	}
	p.Close()
	if n := c.ended(EndClosed); n == 0 || n > 2 || len(c.ends) != 1 {
		t.Errorf("readers ended by %v, want all of them because it was closed", c.ends)
	}
}

func TestProgramsThatAreNoReaders(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, argv := range map[string][]string{
		"none":           {},
		"not there":      {"/nowhere/verbatim"},
		"another":        {self, "-test.run=^$"},
		"says too much":  {self, "-test.list=."},
		"another option": {self, "-no-such-flag"},
	} {
		t.Run(name, func(t *testing.T) {
			p := New(Options{Argv: argv})
			defer p.Close()
			_, err := p.Do(t.Context(), "echo", nil)
			if err == nil || errors.Is(err, corpus.ErrTooCostly) || !strings.Contains(err.Error(), "start a reader") {
				t.Errorf("got %v, want that a reader cannot be started", err)
			}
		})
	}
}

// A child gets nothing of this process's environment.
func TestEnvironment(t *testing.T) {
	t.Setenv("DISCORD_TOKEN", "secret")
	p, _ := pool(t, Options{Env: []string{"OWN=1"}})
	got, err := p.Do(t.Context(), "environment", nil)
	if err != nil || strings.Contains(string(got), "secret") || !strings.Contains(string(got), "OWN=1") || strings.Contains(string(got), "PATH=") {
		t.Errorf("the environment is %q, %v, want its own alone", got, err)
	}
}

// What a library writes to standard error in one document is no reason in the
// next.
func TestNoiseIsNoReason(t *testing.T) {
	p, _ := pool(t, Options{})
	if _, err := p.Do(t.Context(), "noise", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Do(t.Context(), "exit", nil); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, want the exit status", err)
	}
}

func TestReasons(t *testing.T) {
	tests := map[string]string{
		"": "",
		"runtime: goroutine stack exceeds 67108864-byte limit\nstuff\nfatal error: stack overflow\n\ngoroutine 1": "fatal error: stack overflow",
		"panic: \x1b[2Jboo\ngoroutine 1":                             "panic:  [2Jboo",
		"runtime: out of memory: cannot allocate\nfatal error: x":    "runtime: out of memory: cannot allocate",
		"\n\nno reader\nmore":                                        "",
		"panic: " + strings.Repeat("é", 300):                         "panic: " + strings.Repeat("é", maxReason-7) + "…",
		strings.Repeat("x\n", maxSaid) + "fatal error: out of reach": "",
	}
	for said, want := range tests {
		h := new(stderrHead)
		for part := range slices.Chunk([]byte(said), 100) {
			if n, err := h.Write(part); n != len(part) || err != nil {
				t.Fatalf("wrote %d of %d, %v", n, len(part), err)
			}
		}
		if got := h.reason(); got != want {
			t.Errorf("%.80q: %q, want %q", said, got, want)
		}
	}
}

// A child whose time to be idle is over while the pool is being closed is left to
// Close, which waits for it.
func TestExpiryLeavesChildrenToClose(t *testing.T) {
	p := New(Options{})
	c := &child{}
	p.idle, p.closed = []*child{c}, true
	p.expire(c)
	if len(p.idle) != 1 {
		t.Error("the child was taken from whoever closes the pool")
	}
}
