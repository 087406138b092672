package extract

// FirstOf is the index of the first statement of the survey's n-th section.
func (s *Survey) FirstOf(n int) int { return s.first[n] }
