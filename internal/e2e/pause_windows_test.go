package e2e

import "syscall"

// Windows cannot pause a process. Sending these signals fails there.
const (
	pauseSignal    = syscall.Signal(19)
	continueSignal = syscall.Signal(18)
)
