//go:build !linux

package worker

// holdThread runs tasks until the channel closes.
func holdThread(tasks <-chan func(), gone chan<- struct{}) {
	defer close(gone)
	for task := range tasks {
		task()
	}
}

// oomKills is unknown on this system.
func oomKills() int64 { return 0 }
