package nearest

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
)

// The file, all numbers little-endian:
//
//	 0  8 bytes  "verbnear"
//	 8  uint32   version of the format
//	12  uint32   CRC-32C of the name of the network that made the vectors
//	16           records
//
// A record:
//
//	0  3 bytes  length of the body
//	3  byte     the lowest byte of the CRC-32C of these three
//	4  uint32   CRC-32C of the body
//	8           the body
//
// The body of a document:
//
//	byte     1
//	uvarint  length of the layer, and the layer
//	8 bytes  the article's key
//	uvarint  length of the rest of the id, and the rest
//	uint64   check
//	uvarint  number of vectors
//	         the vectors, of the same length
//
// A record whose body does not have its checksum is gone: zeros are written over the body of a dropped one, and its header stays. If
// a header is wrong or a body is cut short, nothing from there on is used.
const (
	magic         = "verbnear"
	formatVersion = 1
	preamble      = 16
	recordHead    = 8
	maxBody       = 1<<24 - 1
	kindDocument  = 1
)

// errRecord says that the body of a record cannot be read.
var errRecord = errors.New("nearest: a malformed record")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendPreamble appends the beginning of a file.
func appendPreamble(b []byte, network uint32) []byte {
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	return binary.LittleEndian.AppendUint32(b, network)
}

// appendRecord appends a document's record.
func appendRecord(b []byte, d Document) []byte {
	start := len(b)
	b = append(b, make([]byte, recordHead)...)
	b = append(b, kindDocument)
	b = appendText(b, d.Layer)
	b = append(b, d.Article[:]...)
	b = appendText(b, d.Rest)
	b = binary.LittleEndian.AppendUint64(b, d.Check)
	b = binary.AppendUvarint(b, uint64(len(d.Vectors)))
	for _, v := range d.Vectors {
		b = append(b, v...)
	}
	body := b[start+recordHead:]
	putLength(b[start:], len(body))
	binary.LittleEndian.PutUint32(b[start+4:], crc32.Checksum(body, castagnoli))
	return b
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// putLength writes the length of a body with its check.
func putLength(b []byte, length int) {
	b[0], b[1], b[2] = byte(length), byte(length>>8), byte(length>>16)
	b[3] = byte(crc32.Checksum(b[:3], castagnoli))
}

// bodyLength reads the length of a body.
func bodyLength(b []byte) (n int, ok bool) {
	return int(b[0]) | int(b[1])<<8 | int(b[2])<<16, b[3] == byte(crc32.Checksum(b[:3], castagnoli))
}

// parsed is a document's record, read from a body. It shares the body's memory.
type parsed struct {
	layer, rest []byte
	article     [8]byte
	check       uint64
	count       int
	vectors     []byte
}

// parse reads a body.
func parse(body []byte) (p parsed, err error) {
	if len(body) == 0 || body[0] != kindDocument {
		return p, errRecord
	}
	rest := body[1:]
	var ok bool
	if p.layer, rest, ok = cutText(rest); !ok || len(rest) < len(p.article) {
		return p, errRecord
	}
	rest = rest[copy(p.article[:], rest):]
	if p.rest, rest, ok = cutText(rest); !ok || len(rest) < 8 {
		return p, errRecord
	}
	p.check = binary.LittleEndian.Uint64(rest)
	count, size := binary.Uvarint(rest[8:])
	if size <= 0 {
		return p, errRecord
	}
	p.vectors = rest[8+size:]
	if count > uint64(len(p.vectors)) || len(p.vectors) > 0 && (count == 0 || uint64(len(p.vectors))%count != 0) {
		return p, errRecord
	}
	p.count = int(count)
	return p, nil
}

// cutText reads a text with its length before it.
func cutText(b []byte) (text, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, false
	}
	end := size + int(n)
	return b[size:end], b[end:], true
}
