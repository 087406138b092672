package passage

import (
	"encoding/binary"
	"unsafe"

	"verbatim/corpus"
)

// appendString appends the length of a string and the string.
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

// optional returns a list of the span, if there is one.
func optional(s *corpus.Span) []corpus.Span {
	if s == nil {
		return nil
	}
	return []corpus.Span{*s}
}

// reader decodes stored bytes. If some are missing it has failed, and returns zeros.
type reader struct {
	rest   string
	failed bool
}

// take returns the next n bytes.
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

// spans reads the bytes of appendSpans.
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
