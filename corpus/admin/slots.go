package admin

import "context"

// longText is the size from which a text counts as long. Extracting such a text
// takes much of a second and tens of megabytes.
const longText = 512 << 10

// maxShort is how many short texts are extracted at once.
const maxShort = 4

// extractionSlots limits how many texts are extracted while people wait. Long
// texts share a single slot, so they use one processor and the memory of one
// text, and do not delay short ones.
type extractionSlots struct{ long, short chan struct{} }

func newExtractionSlots() extractionSlots {
	return extractionSlots{long: make(chan struct{}, 1), short: make(chan struct{}, maxShort)}
}

// acquire waits for a slot for a text of this size. The caller must call
// release before it acquires another slot.
func (s extractionSlots) acquire(ctx context.Context, bytes int) (release func(), err error) {
	free := s.short
	if bytes >= longText {
		free = s.long
	}
	select {
	case free <- struct{}{}:
		return func() { <-free }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
