package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"verbatim/config"
	"verbatim/corpus/parse"
	"verbatim/corpus/worker"
	"verbatim/internal/ops"
)

// readCommand makes the program a reader: the child process that parses
// documents from strangers. Only the program itself uses it, so it is not in
// the help.
const readCommand = "reader"

// IsReader reports whether the program was started as a reader.
func IsReader(args []string) bool { return len(args) == 2 && args[1] == readCommand }

// readAsChild does a reader's work until its input ends. It returns the status
// to exit with. It uses no files, settings or secrets.
func readAsChild(in io.Reader, out, stderr io.Writer) int {
	if err := worker.Serve(context.Background(), in, out, parse.Do); err != nil {
		_, _ = fmt.Fprintf(stderr, "verbatim: %v\n", err)
		return ExitFailed
	}
	return ExitDone
}

// readers returns the children that read for this process. They start when they
// are needed. The caller must close them.
func (p *Program) readers(cfg *config.Config, m *ops.Monitor) (*worker.Pool, error) {
	path, err := ownProgram()
	if err != nil {
		return nil, fmt.Errorf("find the program's own file: %w", err)
	}
	o := worker.Options{
		Argv: []string{"verbatim", readCommand}, Path: path, Size: readersAtOnce,
		Memory: int64(cfg.ReaderMemory) << 20, Log: p.logger(cfg),
	}
	if m != nil {
		o.Meter = m
	}
	return worker.New(o), nil
}

// readersAtOnce bounds the readers that run beside this process. The help of
// --reader-memory and the deployment files repeat the number.
const readersAtOnce = worker.DefaultSize

// ownProgram returns the file of the running program. On Linux that is the
// running program itself, even if another version has replaced its file.
func ownProgram() (string, error) {
	const self = "/proc/self/exe"
	if runtime.GOOS == "linux" {
		if _, err := os.Readlink(self); err == nil {
			return self, nil
		}
	}
	path, err := os.Executable()
	if err != nil {
		return startedAs(os.Args[0])
	}
	return path, nil
}

// startedAs returns the file of a program that was started under this name. It
// is the next best answer if the system does not say which program runs, as
// Linux without /proc.
func startedAs(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("the system does not say which program runs, and %w: mount /proc, or start the program by its full path", err)
	}
	return filepath.Abs(path)
}

// limitMemory sets the collector's memory limit below that of the process's
// control group, less the memory for readers. If GOMEMLIMIT is set, it takes
// precedence.
func limitMemory(cfg *config.Config, log *slog.Logger) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	group, err := memlimit.FromCgroup()
	if err != nil || group >= math.MaxInt64 {
		return // no group, or a group without a limit
	}
	room := uint64(cfg.ReaderMemory) << 20 * readersAtOnce //nolint:gosec // config has checked that it is positive
	limit, fits := softLimit(group, room)
	debug.SetMemoryLimit(limit)
	log.Info("memory is limited", "group_mb", group>>20, "readers_mb", room>>20, "own_mb", limit>>20)
	if !fits {
		log.Warn("the readers of fetched pages could use up the memory limit that they share with this process: raise it, or lower --reader-memory",
			"group_mb", group>>20, "readers_mb", room>>20)
	}
}

// softLimit returns the memory limit of this process in a group with a limit of
// group bytes, of which the readers may take room: nine tenths of the rest, but
// at least a quarter of the group. It reports whether the rest is that much.
func softLimit(group, room uint64) (limit int64, fits bool) {
	rest := (group - min(room, group)) / 10 * 9
	return int64(min(max(rest, group/4), math.MaxInt64)), rest >= group/4
}
