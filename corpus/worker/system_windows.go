package worker

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// separate keeps keyboard signals from the child.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

// confine does no more than report: only the watchdog enforces limits here.
func confine(limits) Confinement { return Confinement{Memory: unsupported, Reach: unsupported} }

// usedCPU returns the CPU time that this process has used.
func usedCPU() time.Duration {
	var created, exited, kernel, user syscall.Filetime
	self, err := syscall.GetCurrentProcess()
	if err != nil || syscall.GetProcessTimes(self, &created, &exited, &kernel, &user) != nil {
		return 0
	}
	ticks := func(t syscall.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }
	return time.Duration(100 * (ticks(kernel) + ticks(user)))
}

// wasKilled is always false: on Windows the killer chooses the exit status.
func wasKilled(*os.ProcessState) bool { return false }
