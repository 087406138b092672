//go:build unix && !linux

package worker

import (
	"os/exec"
	"syscall"
)

// separate keeps keyboard signals from the child.
func separate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// confine confines this process for good. The kernel's limits here do not cover
// mapped memory, so only the watchdog limits memory.
func confine(limits) Confinement {
	confineFiles()
	return Confinement{Memory: unsupported, Reach: unsupported}
}
