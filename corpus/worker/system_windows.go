package worker

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// separate keeps keys that stop us from reaching the child.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

// confine holds this process to its limits: the watchdog does it alone.
func confine(limits) Confinement { return Confinement{Memory: unsupported, Reach: unsupported} }

// usedCPU is how much CPU time this process has used.
func usedCPU() time.Duration {
	var created, exited, kernel, user syscall.Filetime
	self, err := syscall.GetCurrentProcess()
	if err != nil || syscall.GetProcessTimes(self, &created, &exited, &kernel, &user) != nil {
		return 0
	}
	ticks := func(t syscall.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }
	return time.Duration(100 * (ticks(kernel) + ticks(user)))
}

// wasKilled cannot be told here: whoever ends a process chooses its status.
func wasKilled(*os.ProcessState) bool { return false }
