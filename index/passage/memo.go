package passage

import "sync/atomic"

// Memo keeps what the ranking has worked out about a passage, for as long as the passage is in memory. Several goroutines may use it.
// A passage that is not kept has none; methods accept nil.
type Memo struct {
	asked atomic.Bool
	value atomic.Value
}

// Get returns what work returned when it was called, or nil if it was not. It is called for the second question that reads the
// passage, since its result takes longer to make than one question saves. It may be called twice at the same time, and must
// always return the same.
func (m *Memo) Get(work func() any) any {
	if m == nil {
		return nil
	}
	if v := m.value.Load(); v != nil {
		return v
	}
	if !m.asked.Swap(true) {
		return nil
	}
	v := work()
	m.value.Store(v)
	return v
}
