package index

import (
	_ "embed"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"unsafe"

	"github.com/klauspost/compress/zstd"

	"verbatim/corpus"
	"verbatim/corpus/extract"
)

// passageDict is the zstd dictionary that passages are compressed with: common
// words and turns of reporting English, since a passage alone is too short to
// repeat itself. TestMakeDictionary makes it.
//
//go:embed passage.dict
var passageDict []byte

// packer compresses what is stored. It may be shared.
type packer struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// maxStored bounds what a stored document may unpack to.
const maxStored = corpus.MaxStored + 64<<20

func newPacker() (*packer, error) { return newPackerWith(passageDict) }

// newPackerWith is a packer with a dictionary, which unpacks only what was
// packed with one of the same number.
func newPackerWith(dictionary []byte) (*packer, error) {
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
	return &packer{e, d}, nil
}

// pack compresses bytes, and puts their checksum behind: what is quoted out of
// them must be what was written.
func (p *packer) pack(b []byte) []byte {
	return binary.BigEndian.AppendUint32(p.encoder.EncodeAll(b, nil), crc32.ChecksumIEEE(b))
}

// unpack is what was packed. The error is errPassage where that cannot be told.
func (p *packer) unpack(b []byte) (string, error) {
	end := len(b) - crc32.Size
	if end < 0 {
		return "", fmt.Errorf("%w: it is cut short", errPassage)
	}
	out, err := p.decoder.DecodeAll(b[:end], make([]byte, 0, 3*len(b)))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPassage, err)
	}
	if crc32.ChecksumIEEE(out) != binary.BigEndian.Uint32(b[end:]) {
		return "", fmt.Errorf("%w: its checksum is wrong", errPassage)
	}
	return unsafe.String(unsafe.SliceData(out), len(out)), nil //nolint:gosec // nobody else has out, so nobody changes it
}

// idEncoding is how most statements' ids are written, 16 letters for 10 bytes.
var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// packStatement is a statement's id in bytes, none where its text tells the id.
func packStatement(article corpus.ArticleID, s corpus.Statement) string {
	if extract.ID(article, s.Text) == s.ID {
		return ""
	}
	return packID(s.ID)
}

// unpackStatement reads what packStatement wrote.
func unpackStatement(packed string, article corpus.ArticleID, text string) corpus.StatementID {
	if packed == "" {
		return extract.ID(article, text)
	}
	return unpackID(packed)
}

// packID is a statement's id in bytes, in short where it can be.
func packID(id corpus.StatementID) string {
	raw, err := idEncoding.DecodeString(string(id))
	if err != nil || idEncoding.EncodeToString(raw) != string(id) {
		return "\x00" + string(id)
	}
	return "\x01" + string(raw)
}

// unpackID reads what packID wrote.
func unpackID(packed string) corpus.StatementID {
	if packed[0] == 1 {
		return corpus.StatementID(idEncoding.EncodeToString([]byte(packed[1:])))
	}
	return corpus.StatementID(packed[1:])
}

// kinds are the codes that kinds are stored as.
var kinds = [...]corpus.Kind{corpus.Narrated, corpus.Direct, corpus.Indirect, corpus.Mixed}

func kindCode(k corpus.Kind) byte {
	for code, kind := range kinds {
		if kind == k {
			return byte(code)
		}
	}
	return 0
}

func kindOf(code byte) corpus.Kind {
	if int(code) < len(kinds) {
		return kinds[code]
	}
	return corpus.Narrated
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendSpans appends spans relative to base.
func appendSpans(b []byte, base int, spans []corpus.Span) []byte {
	b = binary.AppendUvarint(b, uint64(len(spans)))
	for _, s := range spans {
		b = binary.AppendVarint(b, int64(s.Start-base))
		b = binary.AppendUvarint(b, uint64(s.Len()))
	}
	return b
}

func optional(s *corpus.Span) []corpus.Span {
	if s == nil {
		return nil
	}
	return []corpus.Span{*s}
}

// reader takes stored bytes apart. Once something is missing it has failed and
// gives zeros.
type reader struct {
	rest   string
	failed bool
}

func (r *reader) take(n int) string {
	if r.failed || n < 0 || n > len(r.rest) {
		r.failed = true
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) byte() byte {
	if s := r.take(1); s != "" {
		return s[0]
	}
	return 0
}

func (r *reader) uvarint() int {
	v, n := binary.Uvarint(unsafe.Slice(unsafe.StringData(r.rest), len(r.rest))) //nolint:gosec // it is read, never written
	if n <= 0 || v > 1<<40 {
		r.failed = true
		return 0
	}
	r.take(n)
	return int(v)
}

func (r *reader) varint() int {
	v, n := binary.Varint(unsafe.Slice(unsafe.StringData(r.rest), len(r.rest))) //nolint:gosec // it is read, never written
	if n <= 0 || v > 1<<40 || v < -1<<40 {
		r.failed = true
		return 0
	}
	r.take(n)
	return int(v)
}

func (r *reader) string() string { return r.take(r.uvarint()) }

// spans reads what appendSpans wrote.
func (r *reader) spans(base int) []corpus.Span {
	n := r.uvarint()
	if n > len(r.rest) {
		r.failed = true
	}
	if r.failed {
		return nil
	}
	spans := make([]corpus.Span, n)
	for i := range spans {
		spans[i].Start = base + r.varint()
		spans[i].End = spans[i].Start + r.uvarint()
	}
	return spans
}
