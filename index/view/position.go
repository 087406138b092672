package view

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"

	"verbatim/corpus"
)

// Position is how far a generation has followed which feed. It is committed in the batch of
// the documents that brought the generation there.
type Position struct {
	Epoch     string
	Seq       corpus.Seq
	Version   string
	Documents uint64 // their number, which damage may change
	// Statements is the number of statements in the passages, without copies.
	Statements uint64
	// Purged is the position up to which deleted words are off the disk.
	Purged corpus.Seq
	GuildSet
}

// Usable returns the reason why a generation at this position cannot follow the feed, if the
// documents have that version now, or nil.
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

// encode returns the position in bytes, with a checksum, which Bleve does not make.
func (p Position) encode() []byte {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers
	}
	return append(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(data)), data...)
}

// decodePosition reads the bytes of encode.
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
