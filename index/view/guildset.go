package view

import (
	"slices"

	"verbatim/corpus"
)

// GuildSet says which guilds' corpora a generation holds beside the shared ones. It is part of
// the position, so it is committed with the documents.
type GuildSet struct {
	Guilds   corpus.Guilds    // all their changes up to the position are in
	Filled   []corpus.GuildID `json:",omitempty"` // and all changes of these guilds, which came later; sorted
	Filling  *Filling         `json:",omitempty"` // the guild of which a part is in
	Dropping bool             `json:",omitempty"` // documents of guilds that are not held may be left
}

// Filling is how far a guild has been filled from its own part of the feed.
type Filling struct {
	Guild   corpus.GuildID
	Seq     corpus.Seq
	Horizon corpus.Seq // of the feed when filling began; if it has changed, a removal may have been missed
}

// Has reports whether all changes of the guild up to the position are in.
func (h GuildSet) Has(guild corpus.GuildID) bool {
	if h.Guilds.Has(guild) {
		return true
	}
	_, filled := slices.BinarySearch(h.Filled, guild)
	return filled
}

// Within returns the set when only these guilds may be held.
func (h GuildSet) Within(guilds corpus.Guilds) GuildSet {
	left := GuildSet{Guilds: h.Guilds.And(guilds), Filling: h.Filling, Dropping: h.Dropping}
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

// With returns the set when these guilds have been filled as well.
func (h GuildSet) With(guilds ...corpus.GuildID) GuildSet {
	h.Filled = slices.Compact(slices.Sorted(slices.Values(slices.Concat(h.Filled, guilds))))
	return h
}

// Since returns the position that the guild has been filled up to, in a feed with that
// horizon; 0 if it must be filled from the beginning.
func (h GuildSet) Since(guild corpus.GuildID, horizon corpus.Seq) corpus.Seq {
	if h.Filling == nil || h.Filling.Guild != guild || h.Filling.Horizon != horizon {
		return 0
	}
	return h.Filling.Seq
}
