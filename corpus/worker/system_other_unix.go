//go:build unix && !linux

package worker

import (
	"os/exec"
	"syscall"
)

// separate keeps keys that stop us from reaching the child.
func separate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// confine holds this process to its limits, for good. The kernel's limits on
// memory do not bound what is mapped here, so the watchdog does it alone.
func confine(limits) Confinement {
	confineFiles()
	return Confinement{Memory: unsupported, Reach: unsupported}
}
