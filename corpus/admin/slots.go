package admin

import "context"

// longText is from how many bytes on a text is a long one: taking it apart takes
// a good part of a second, and tens of megabytes.
const longText = 512 << 10

// maxShort is how many short texts are taken apart at a time.
const maxShort = 4

// extractionSlots are for taking texts apart while somebody waits. Long ones have a seat of
// their own, so that they take up no more than one processor and the memory of
// one, and never keep short ones waiting.
type extractionSlots struct{ long, short chan struct{} }

func newExtractionSlots() extractionSlots {
	return extractionSlots{long: make(chan struct{}, 1), short: make(chan struct{}, maxShort)}
}

// acquire waits for a seat for a text of so many bytes. The caller must call
// release, and take no other seat before.
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
