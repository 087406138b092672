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

// passageDict is the zstd dictionary of passages. It holds common words and phrases of
// reporting English, since a passage is too short to repeat itself. TestMakeDictionary makes
// it.
//
//go:embed passage.dict
var passageDict []byte

// DictionaryNumber identifies the dictionary among all that passages were compressed with.
func DictionaryNumber() uint32 {
	return binary.LittleEndian.Uint32(passageDict[4:]) // after zstd's magic number
}

// Packer compresses what is stored. Several goroutines may use it.
type Packer struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// maxStored is the most bytes that a stored document may unpack to.
const maxStored = corpus.MaxStored + 64<<20

// NewPacker makes a packer with the dictionary of passages.
func NewPacker() (*Packer, error) { return newPackerWith(passageDict) }

// newPackerWith makes a packer with a dictionary. It only unpacks bytes that
// were packed with a dictionary of the same number.
func newPackerWith(dictionary []byte) (*Packer, error) {
	// Better levels copy tables of the dictionary that are far larger than a passage. That
	// took a fifth of the time of a build, and saved a twenty-fifth of the bytes.
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

// Pack compresses bytes and appends their checksum, so that a changed quotation is noticed.
func (p *Packer) Pack(b []byte) []byte {
	return binary.BigEndian.AppendUint32(p.encoder.EncodeAll(b, nil), crc32.ChecksumIEEE(b))
}

// Unpack returns the packed bytes. The error is ErrDamaged if they have changed.
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
	return unsafe.String(unsafe.SliceData(out), len(out)), nil //nolint:gosec // no one else has out, so no one changes it
}
