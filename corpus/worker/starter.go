package worker

import "sync"

// starter starts all children from one thread. The kernel kills a child when
// the thread that started it ends (PDEATHSIG), and Go may end a thread at any
// time unless a goroutine is locked to it.
type starter struct {
	mu    sync.Mutex // guards the fields below
	tasks chan func()
	done  chan struct{}
}

// do runs start on the thread and returns its error.
func (s *starter) do(start func() error) error {
	s.mu.Lock()
	if s.tasks == nil {
		s.tasks, s.done = make(chan func()), make(chan struct{})
		go holdThread(s.tasks, s.done)
	}
	tasks := s.tasks
	s.mu.Unlock()
	err := make(chan error)
	tasks <- func() { err <- start() }
	return <-err
}

// close ends the thread. No child may be alive.
func (s *starter) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tasks != nil {
		close(s.tasks)
		<-s.done
	}
}
