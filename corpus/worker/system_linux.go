package worker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// separate makes the child die with this process, and keeps keyboard signals
// from it.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// holdThread runs tasks on a single locked thread until the channel closes.
func holdThread(tasks <-chan func(), gone chan<- struct{}) {
	runtime.LockOSThread()
	defer close(gone)
	for task := range tasks {
		task()
	}
	runtime.UnlockOSThread()
}

// confine confines this process for good.
func confine(s limits) Confinement {
	var h Confinement
	// If the machine runs out of memory, the kernel should kill this process
	// and not the bot. If this fails, the limits still apply.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)
	confineFiles()
	if err := confineMemory(s.Memory); err != nil {
		h.Memory = err.Error()
	} else {
		h.Kernel = true
	}
	if err := confineCalls(); err != nil {
		h.Reach = err.Error()
	} else {
		h.Filter = true
	}
	return h
}

// confineMemory makes the kernel refuse more than limit bytes of writable
// memory. RLIMIT_AS would also count memory that Go only reserves, which is far
// more.
func confineMemory(limit int64) error {
	if underRace {
		return errors.New("the race detector is built in")
	}
	size, err := dataSize()
	if err != nil {
		return err
	}
	if size > limit/2 {
		return fmt.Errorf("the program itself takes %d MB already", size>>20)
	}
	most := uint64(limit) //nolint:gosec // Serve has checked that it is positive
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
		return fmt.Errorf("set the limit on data: %w", err)
	}
	return nil
}

// dataSize returns the size of this process's writable memory in bytes.
func dataSize() (int64, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmData:" {
			n, err := strconv.ParseInt(fields[1], 10, 64)
			return n << 10, err
		}
	}
	return 0, errors.New("/proc/self/status names no VmData")
}

// oomKills returns how often the kernel has killed a process of our control
// group because memory ran out, or 0 if that is unknown.
func oomKills() int64 {
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		// In a container the group is mounted as the root.
		var files []string
		if parts[1] == "" {
			files = []string{filepath.Join("/sys/fs/cgroup", parts[2], "memory.events"), "/sys/fs/cgroup/memory.events"}
		} else if strings.Contains(","+parts[1]+",", ",memory,") {
			files = []string{filepath.Join("/sys/fs/cgroup/memory", parts[2], "memory.oom_control"), "/sys/fs/cgroup/memory/memory.oom_control"}
		}
		for _, file := range files {
			if n, ok := oomCount(file); ok {
				return n
			}
		}
	}
	return 0
}

func oomCount(file string) (n int64, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if count, found := strings.CutPrefix(strings.TrimSpace(line), "oom_kill "); found {
			n, err := strconv.ParseInt(count, 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
