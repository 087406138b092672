package nearest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
)

// load reads the file. If it is of another format, or of another network unless whichever is set, it is emptied. What follows the
// last whole record is cut off. The caller holds mu, or opens the store.
func (s *Store) load(whichever bool) error {
	in := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, math.MaxInt64), 1<<20)
	head := make([]byte, preamble)
	switch _, err := io.ReadFull(in, head); {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return s.empty()
	case err != nil:
		return err
	}
	network := binary.LittleEndian.Uint32(head[12:])
	if string(head[:8]) != magic || binary.LittleEndian.Uint32(head[8:]) != formatVersion || !whichever && network != s.network {
		return s.empty()
	}
	s.network, s.end, s.gone, s.width = network, preamble, 0, 0
	s.layers, s.articles = make(map[string]*layer), make(map[[8]byte][]*document)
	for buffer := []byte(nil); ; {
		record, whole, err := nextRecord(in, &buffer)
		if err != nil {
			return err
		}
		if !whole {
			return s.file.Truncate(s.end)
		}
		if err := s.take(record); err != nil {
			return err
		}
	}
}

// nextRecord reads a record, into the buffer. It is not whole if the file ends before it does, or if its header is wrong.
func nextRecord(in io.Reader, buffer *[]byte) (record []byte, whole bool, err error) {
	head := (*buffer)[:0]
	head = append(head, make([]byte, recordHead)...)
	if whole, err := full(in, head); !whole {
		return nil, false, err
	}
	n, ok := bodyLength(head)
	if !ok {
		return nil, false, nil
	}
	if cap(head) < recordHead+n {
		head = append(make([]byte, 0, 2*(recordHead+n)), head...)
	}
	*buffer = head[:recordHead+n]
	whole, err = full(in, (*buffer)[recordHead:])
	return *buffer, whole, err
}

// full fills b, and reports whether there was as much.
func full(in io.Reader, b []byte) (bool, error) {
	_, err := io.ReadFull(in, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false, nil
	}
	return err == nil, err
}

// take adds the document in a record that is at the end of what was read so far. A damaged record is written over, since no one could drop
// what is in it.
func (s *Store) take(record []byte) error {
	at, body := s.end, record[recordHead:]
	s.end += int64(len(record))
	s.gone += int64(len(record))
	p, err := parse(body)
	damaged := crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(record[4:]) || err != nil ||
		s.width > 0 && p.count > 0 && len(p.vectors) != p.count*s.width
	if damaged {
		if len(bytes.Trim(body, "\x00")) == 0 {
			return nil // it was dropped
		}
		_, err := s.file.WriteAt(make([]byte, len(body)), at+recordHead)
		return err
	}
	// A killed process may have put a document's vectors without dropping the earlier ones.
	if err := s.drop(p.article, func(d *document) bool { return d.Rest == string(p.rest) }); err != nil {
		return err
	}
	s.gone -= int64(len(record))
	s.add(p, at, len(record))
	return nil
}
