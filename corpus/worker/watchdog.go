package worker

import (
	"runtime/metrics"
	"sync"
	"time"
)

// watchInterval is how often the watchdog checks while a document is being
// read.
const watchInterval = 10 * time.Millisecond

// watchdog ends the process when a document exceeds a limit.
type watchdog struct {
	memory uint64
	cpu    time.Duration
	exit   func(status int)
}

func newWatchdog(s limits, exit func(int)) *watchdog {
	return &watchdog{memory: uint64(s.Memory), cpu: s.CPU, exit: exit} //nolint:gosec // Serve has checked that it is positive
}

// watch watches one document until rest is called.
func (w *watchdog) watch() (rest func()) {
	begin := usedCPU()
	done := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		tick := time.NewTicker(watchInterval)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				w.check(begin)
			}
		}
	})
	return func() { close(done); looking.Wait() }
}

func (w *watchdog) check(begin time.Duration) {
	if runtimeInUse() > w.memory {
		w.exit(statusMemory)
	}
	if usedCPU()-begin > w.cpu {
		w.exit(statusCPU)
	}
}

// runtimeInUse returns how many bytes the runtime uses, without memory that it
// has given back.
func runtimeInUse() uint64 {
	total, released := runtimeMemory()
	return total - min(released, total)
}

// runtimeReserved returns how many bytes of address space the runtime has
// reserved, including memory that it has given back: the kernel's limit counts
// that too.
func runtimeReserved() uint64 {
	total, _ := runtimeMemory()
	return total
}

func runtimeMemory() (total, released uint64) {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64(), samples[1].Value.Uint64()
}
