// Package worker runs the child processes that parse untrusted documents. A
// Pool starts the given program, sends it documents one at a time over pipes,
// and replaces it when a document has ended it. The program calls Serve.
//
// If a document harms the child by a stack overflow, endless memory use, a
// loop, an exit or an invalid answer, only that document is lost. Do then
// returns an error that wraps corpus.ErrTooCostly and says what happened.
//
// The child is confined in three ways.
//
//   - Memory. The soft limit of Go's garbage collector is three quarters of Options.Memory. On Linux the
//     kernel refuses more than Options.Memory (RLIMIT_DATA, which counts writable memory but not what Go
//     only reserves). On all systems a watchdog in the child checks the runtime's memory 100 times a
//     second and ends the child above the limit. If there is only the watchdog, a single large
//     allocation can exceed the limit until the next check.
//   - Time. The watchdog ends the child when a document has used more CPU time than Options.CPU. The
//     parent ends it when Options.Wall is over.
//   - Reach. The child has an empty environment, no descriptors except its three pipes, and the root as
//     its folder. On Linux a system call filter on all threads allows only what Go's runtime needs to
//     compute and to use the pipes: the child cannot open files or sockets, connect, start programs or
//     trace processes. If the kernel refuses the filter, the child works without it; the log and Probe
//     say so. On macOS, Windows and other systems this is not enforced: the child has no code that
//     connects or opens files, but if a document could inject code, the code could do whatever the user
//     can.
//
// A child never outlives its parent: it ends when its standard input ends, and
// on Linux the kernel kills it too (PDEATHSIG).
package worker

import (
	"log/slog"
	"time"
)

// Maximum sizes in the pipes.
const (
	MaxPayload = 96 << 20 // bytes of a document
	MaxAnswer  = 16 << 20 // bytes of an answer
	maxJob     = 1 << 10
	maxBody    = max(MaxPayload, MaxAnswer) + documentHead + maxJob + replyHead + 1
)

// MinMemory is the smallest value of Options.Memory, in bytes.
const MinMemory = 64 << 20

// Defaults of Options.
const (
	DefaultMemory = 512 << 20
	DefaultCPU    = 20 * time.Second
	DefaultWall   = time.Minute
	DefaultSize   = 2
	defaultIdle   = time.Minute
	defaultWear   = 2000
	defaultGrace  = 500 * time.Millisecond
	startTime     = time.Minute // until a child must be ready
)

// Options configures a Pool. Argv is required; the other fields have defaults.
type Options struct {
	Argv   []string      // the program, which calls Serve, and its arguments
	Path   string        // the program's file, if Argv[0] is only its name
	Env    []string      // its whole environment, as "NAME=value"
	Memory int64         // bytes per child, at least MinMemory; default DefaultMemory
	CPU    time.Duration // CPU time for one document; default DefaultCPU
	Wall   time.Duration // time for one document; default DefaultWall
	Size   int           // maximum number of children; default DefaultSize
	Log    *slog.Logger
	Meter  Meter // may be nil

	idle         time.Duration // how long an idle child lives
	maxDocuments int           // after how many documents a child is replaced
	grace        time.Duration // how long a child may take to answer a cancellation
}

// Meter counts documents and children. It must be safe for concurrent use.
type Meter interface {
	// DocumentRead is called for each Do with one of the results below.
	DocumentRead(result string, took time.Duration)
	// ReaderEnded is called for each child that ended, with one of the reasons
	// below.
	ReaderEnded(reason string)
}

// Results of Do.
const (
	ResultRead     = "read"     // it was answered
	ResultRefused  = "refused"  // the reader returned an error about it
	ResultCostly   = "costly"   // it exceeded a limit or ended the reader
	ResultCanceled = "canceled" // it was no longer needed
	ResultFailed   = "failed"   // a failure that the document did not cause
)

// Results returns all results.
func Results() []string {
	return []string{ResultRead, ResultRefused, ResultCostly, ResultCanceled, ResultFailed}
}

// Reasons why a child ended.
const (
	EndMemory   = "memory"   // a document exceeded the memory limit
	EndTime     = "time"     // a document exceeded a time limit
	EndCrash    = "crash"    // a document ended it in another way
	EndNonsense = "nonsense" // it sent an invalid reply
	EndKilled   = "killed"   // it was killed from outside
	EndOOM      = "oom"      // the kernel killed it because the machine or the control group ran out of memory
	EndCanceled = "canceled" // it did not stop after a cancellation
	EndWorn     = "worn"     // it had read many documents or held much memory
	EndIdle     = "idle"     // it was idle for too long
	EndClosed   = "closed"   // the pool was closed
	EndStart    = "start"    // it never became ready
)

// Ends returns all reasons.
func Ends() []string {
	return []string{EndMemory, EndTime, EndCrash, EndNonsense, EndKilled, EndOOM, EndCanceled, EndWorn, EndIdle, EndClosed, EndStart}
}

func orDefault[T int | int64 | time.Duration](value *T, otherwise T) {
	if *value <= 0 {
		*value = otherwise
	}
}

type noMeter struct{}

func (noMeter) DocumentRead(string, time.Duration) {}
func (noMeter) ReaderEnded(string)                 {}
