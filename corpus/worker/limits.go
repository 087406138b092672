package worker

import "time"

// limits is what the parent sends a child before the first document.
type limits struct {
	Memory int64         `json:"memory"` // bytes
	CPU    time.Duration `json:"cpu"`
	Wall   time.Duration `json:"wall"`
}

// Confinement says how a child is confined.
type Confinement struct {
	// Kernel is true if the kernel refuses memory beyond the limit. If not,
	// only a watchdog in the child enforces it, and Memory says why.
	Kernel bool   `json:"kernel"`
	Memory string `json:"memory,omitempty"`
	// Filter is true if a system call filter keeps the child from the network,
	// from files and from other programs. If not, Reach says why.
	Filter bool   `json:"filter"`
	Reach  string `json:"reach,omitempty"`
}

// unsupported says that the operating system lacks a feature.
const unsupported = "this operating system has none"
