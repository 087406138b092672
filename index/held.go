package index

import (
	"fmt"
	"slices"

	"verbatim/corpus"
)

// held is which guilds' corpora a view holds beside the shared ones. It is part
// of the position, and so is committed with the documents that it tells of.
type held struct {
	Guilds   corpus.Guilds    // whose changes are all in, up to where the view stands
	Filled   []corpus.GuildID `json:",omitempty"` // so are theirs, which came since; sorted
	Filling  *filling         `json:",omitempty"` // the guild that is coming, if part of its corpus is in
	Dropping bool             `json:",omitempty"` // there may be something of guilds that are not held
}

// filling is how far a guild that comes has been brought in, on its own.
type filling struct {
	Guild   corpus.GuildID
	Seq     corpus.Seq
	Horizon corpus.Seq // of the feed when it began: with another one a removal may have been missed
}

// has reports whether the guild's corpus is in, up to where the view stands.
func (h held) has(guild corpus.GuildID) bool {
	if h.Guilds.Has(guild) {
		return true
	}
	_, filled := slices.BinarySearch(h.Filled, guild)
	return filled
}

// within is what is held when only these guilds are to be.
func (h held) within(guilds corpus.Guilds) held {
	left := held{Guilds: h.Guilds.And(guilds), Filling: h.Filling, Dropping: h.Dropping}
	for _, guild := range h.Filled {
		if guilds.Has(guild) {
			left.Filled = append(left.Filled, guild)
		}
	}
	if h.Filling != nil && !guilds.Has(h.Filling.Guild) {
		left.Filling, left.Dropping = nil, true
	}
	left.Dropping = left.Dropping || !left.Guilds.Equal(h.Guilds) || len(left.Filled) < len(h.Filled)
	return left
}

// with is what is held when these guilds, too, have been filled.
func (h held) with(guilds ...corpus.GuildID) held {
	h.Filled = slices.Compact(slices.Sorted(slices.Values(slices.Concat(h.Filled, guilds))))
	return h
}

// since is how far the guild has been brought in on its own, in a feed of that
// horizon.
func (h held) since(guild corpus.GuildID, horizon corpus.Seq) corpus.Seq {
	if h.Filling == nil || h.Filling.Guild != guild || h.Filling.Horizon != horizon {
		return 0
	}
	return h.Filling.Seq
}

// Holds reports whether the guild's corpus is here: searches of one whose is not
// fail with corpus.ErrNotHeld.
func (x *Index) Holds(guild corpus.GuildID) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.view != nil && x.view.position.has(guild)
}

// admit says why the guild cannot be answered, or nil. The caller holds mu.
func (x *Index) admit(guild corpus.GuildID) error {
	switch {
	case x.view == nil:
		return errClosed
	case !x.view.position.has(guild):
		return fmt.Errorf("guild %s: %w", guild, corpus.ErrNotHeld)
	}
	return nil
}
