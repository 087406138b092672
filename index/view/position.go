package view

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"verbatim/corpus"
)

// Position is how far a view has followed which feed. It is committed in the
// batch of the documents that brought the view there.
type Position struct {
	Epoch     string
	Seq       corpus.Seq
	Version   string
	Documents uint64 // how many there are, which damage may change
	// Statements is how many their passages hold; copies are not counted again.
	Statements uint64
	// Purged is up to where words that were deleted are off the disk.
	Purged corpus.Seq
	GuildSet
}

// Usable says why a view at this position cannot follow the feed in documents of
// a version, or nil.
func (p Position) Usable(h corpus.Head, version string) error {
	switch {
	case p.Version != version:
		return fmt.Errorf("it was made by another version (%s, now %s)", p.Version, version)
	case p.Epoch != h.Epoch:
		return errors.New("it was made from another store")
	case p.Seq > h.Seq:
		return fmt.Errorf("it is ahead of its store (at %d, the store at %d)", p.Seq, h.Seq)
	case p.Seq < h.Horizon:
		return fmt.Errorf("it is too old (at %d, the store forgets up to %d)", p.Seq, h.Horizon)
	}
	return nil
}

// encode is the position in bytes, with a checksum: nothing else guards it.
func (p Position) encode() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers
	}
	return append(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(data)), data...)
}

func decodePosition(b []byte) (Position, error) {
	var p Position
	if len(b) < 4 || crc32.ChecksumIEEE(b[4:]) != binary.BigEndian.Uint32(b) {
		return p, errors.New("its position is missing or damaged")
	}
	if err := json.Unmarshal(b[4:], &p); err != nil {
		return p, fmt.Errorf("its position is damaged: %w", err)
	}
	return p, nil
}

// GuildSet is which guilds' corpora a view holds beside the shared ones. It is part
// of the position, and so is committed with the documents that it tells of.
type GuildSet struct {
	Guilds   corpus.Guilds    // whose changes are all in, up to where the view stands
	Filled   []corpus.GuildID `json:",omitempty"` // so are theirs, which came since; sorted
	Filling  *Filling         `json:",omitempty"` // the guild that is coming, if part of its corpus is in
	Dropping bool             `json:",omitempty"` // there may be something of guilds that are not held
}

// Filling is how far a guild that comes has been brought in, on its own.
type Filling struct {
	Guild   corpus.GuildID
	Seq     corpus.Seq
	Horizon corpus.Seq // of the feed when it began: with another one a removal may have been missed
}

// Has reports whether the guild's corpus is in, up to where the view stands.
func (h GuildSet) Has(guild corpus.GuildID) bool {
	if h.Guilds.Has(guild) {
		return true
	}
	_, filled := slices.BinarySearch(h.Filled, guild)
	return filled
}

// Within is what is held when only these guilds are to be.
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

// With is what is held when these guilds, too, have been filled.
func (h GuildSet) With(guilds ...corpus.GuildID) GuildSet {
	h.Filled = slices.Compact(slices.Sorted(slices.Values(slices.Concat(h.Filled, guilds))))
	return h
}

// Since is how far the guild has been brought in on its own, in a feed of that
// horizon.
func (h GuildSet) Since(guild corpus.GuildID, horizon corpus.Seq) corpus.Seq {
	if h.Filling == nil || h.Filling.Guild != guild || h.Filling.Horizon != horizon {
		return 0
	}
	return h.Filling.Seq
}
