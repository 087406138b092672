package passage

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"unsafe"

	"github.com/klauspost/compress/zstd"

	"verbatim/corpus"
)

// passageDict is the zstd dictionary that passages are compressed with: common
// words and turns of reporting English, since a passage alone is too short to
// repeat itself. TestMakeDictionary makes it.
//
//go:embed passage.dict
var passageDict []byte

// DictionaryNumber tells the dictionary from others that passages were compressed
// with.
func DictionaryNumber() uint32 {
	return binary.LittleEndian.Uint32(passageDict[4:]) // after zstd's magic number
}

// Packer compresses what is stored. It may be shared.
type Packer struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// maxStored bounds what a stored document may unpack to.
const maxStored = corpus.MaxStored + 64<<20

func NewPacker() (*Packer, error) { return newPackerWith(passageDict) }

// newPackerWith is a packer with a dictionary, which unpacks only what was
// packed with one of the same number.
func newPackerWith(dictionary []byte) (*Packer, error) {
	// Better levels copy tables of the dictionary that are far larger than a
	// passage, which took a fifth of a build, to save a twenty-fifth of the bytes.
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithWindowSize(64<<10),
		zstd.WithLowerEncoderMem(true), zstd.WithEncoderDict(dictionary))
	if err != nil {
		return nil, fmt.Errorf("make a compressor: %w", err)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxStored), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderDicts(dictionary))
	if err != nil {
		return nil, fmt.Errorf("make a decompressor: %w", err)
	}
	return &Packer{e, d}, nil
}

// Pack compresses bytes, and puts their checksum behind: what is quoted out of
// them must be what was written.
func (p *Packer) Pack(b []byte) []byte {
	return binary.BigEndian.AppendUint32(p.encoder.EncodeAll(b, nil), crc32.ChecksumIEEE(b))
}

// Unpack is what was packed. The error is errPassage where that cannot be told.
func (p *Packer) Unpack(b []byte) (string, error) {
	end := len(b) - crc32.Size
	if end < 0 {
		return "", fmt.Errorf("%w: it is cut short", ErrDamaged)
	}
	out, err := p.decoder.DecodeAll(b[:end], make([]byte, 0, 3*len(b)))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if crc32.ChecksumIEEE(out) != binary.BigEndian.Uint32(b[end:]) {
		return "", fmt.Errorf("%w: its checksum is wrong", ErrDamaged)
	}
	return unsafe.String(unsafe.SliceData(out), len(out)), nil //nolint:gosec // nobody else has out, so nobody changes it
}
