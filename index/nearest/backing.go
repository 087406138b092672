package nearest

import (
	"io"
	"os"
)

// backing holds the records: a file, or memory.
type backing interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

var _ backing = (*os.File)(nil)

// memory is a file in memory.
type memory struct{ data []byte }

// ReadAt implements io.ReaderAt.
func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	if at >= int64(len(m.data)) {
		return 0, io.EOF
	}
	n := copy(p, m.data[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt implements io.WriterAt.
func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	if end := at + int64(len(p)); end > int64(len(m.data)) {
		m.data = append(m.data, make([]byte, end-int64(len(m.data)))...)
	}
	return copy(m.data[at:], p), nil
}

// Truncate cuts or extends the file.
func (m *memory) Truncate(size int64) error {
	if size <= int64(len(m.data)) {
		clear(m.data[size:])
		m.data = m.data[:size]
		return nil
	}
	m.data = append(m.data, make([]byte, size-int64(len(m.data)))...)
	return nil
}

// Sync does nothing: memory is never on disk.
func (m *memory) Sync() error { return nil }

// Close does nothing.
func (m *memory) Close() error { return nil }
