package index

import (
	"errors"

	"verbatim/corpus"
)

// Filled is closed once the index holds what the store did at some moment since
// it was opened, or last built anew. Until then what is not found may be on its
// way.
func (x *Index) Filled() <-chan struct{} {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.filled
}

// Filling reports whether the index has not yet been where the store was.
func (x *Index) Filling() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return !x.isFilled()
}

// isFilled is Filling's opposite. The caller holds mu.
func (x *Index) isFilled() bool {
	select {
	case <-x.filled:
		return true
	default:
		return false
	}
}

// fillUp takes note that the view has been where the feed was.
func (x *Index) fillUp() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.isFilled() {
		close(x.filled)
	}
}

// sure is what a search in an index comes to that was being filled when it
// began: that nothing was found means nothing then.
func sure(filling, found bool, err error) error {
	missing := errors.Is(err, corpus.ErrUnknownSpeaker) || errors.Is(err, corpus.ErrNoArticle) || errors.Is(err, corpus.ErrNoStatement)
	if filling && (missing || err == nil && !found) {
		return corpus.ErrFilling
	}
	return err
}
