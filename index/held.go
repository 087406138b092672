package index

import (
	"fmt"

	"verbatim/corpus"
)

// Holds reports whether the guild's corpus is here: searches of one whose is not
// fail with corpus.ErrNotHeld.
func (x *Index) Holds(guild corpus.GuildID) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.view != nil && x.view.Position.Has(guild)
}

// admit says why the guild cannot be answered, or nil. The caller holds mu.
func (x *Index) admit(guild corpus.GuildID) error {
	switch {
	case x.view == nil:
		return errClosed
	case !x.view.Position.Has(guild):
		return fmt.Errorf("guild %s: %w", guild, corpus.ErrNotHeld)
	}
	return nil
}
