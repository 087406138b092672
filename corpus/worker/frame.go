package worker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// frame is a message between parent and child: its kind, the length of its body
// in four bytes (most significant first), and the body.
type frame struct {
	kind byte
	body []byte
}

// The kinds of frames. The first three go to the child, the others come from
// it.
const (
	frameSetup    = 's' // limits as JSON; the first frame to a child
	frameDocument = 'd' // a document to read
	frameCancel   = 'c' // the number of a document that is no longer needed
	frameReady    = 'r' // Confinement as JSON; the first frame from a child
	frameAnswer   = 'a' // the answer for a document
	frameError    = 'e' // the error for a document
)

const (
	headerSize = 5
	// smallFrame is the maximum size in bytes of frames without a document or
	// answer.
	smallFrame = 64 << 10
	// trustedSize is how many bytes of a body must arrive before memory is
	// allocated for the length in its header.
	trustedSize = 1 << 20
)

var errFrame = errors.New("that is no frame")

// writeFrame writes a frame whose body consists of parts. It does not join
// them, because they may be large.
func writeFrame(w io.Writer, kind byte, parts ...[]byte) error {
	n := 0
	for _, part := range parts {
		n += len(part)
	}
	if n > maxBody {
		return fmt.Errorf("a frame of %d bytes: at most %d are sent", n, maxBody)
	}
	head := make([]byte, headerSize, headerSize+smallFrame)
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(n))
	if n <= smallFrame {
		for _, part := range parts {
			head = append(head, part...)
		}
		_, err := w.Write(head)
		return err
	}
	for _, part := range append([][]byte{head}, parts...) {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// readFrame reads a frame with a body of at most limit bytes. The error is
// io.EOF if there is no byte, and wraps errFrame if the bytes are not a frame.
func readFrame(r io.Reader, limit int) (frame, error) {
	var head [headerSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = fmt.Errorf("%w: it ends in its header", errFrame)
		}
		return frame{}, err
	}
	switch head[0] {
	case frameSetup, frameDocument, frameCancel, frameReady, frameAnswer, frameError:
	default:
		return frame{}, fmt.Errorf("%w: none is of kind %q", errFrame, head[0])
	}
	n := int64(binary.BigEndian.Uint32(head[1:]))
	if n > int64(limit) {
		return frame{}, fmt.Errorf("%w: it has %d bytes, at most %d are taken", errFrame, n, limit)
	}
	body, err := readBody(r, int(n))
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = fmt.Errorf("%w: it ends before it has %d bytes", errFrame, n)
		}
		return frame{}, err
	}
	return frame{head[0], body}, nil
}

// readBody reads n bytes. It allocates at most twice, since a growing slice
// would take several times as much memory.
func readBody(r io.Reader, n int) ([]byte, error) {
	first := make([]byte, min(n, trustedSize))
	if _, err := io.ReadFull(r, first); err != nil || n == len(first) {
		return first, err
	}
	body := make([]byte, n)
	_, err := io.ReadFull(r, body[copy(body, first):])
	return body, err
}

// The body of a document consists of its number in eight bytes, the length of
// its job in two, the job, and the payload.
const documentHead = 8 + 2

func documentParts(number uint64, job string, payload ...[]byte) [][]byte {
	head := binary.BigEndian.AppendUint64(make([]byte, 0, documentHead+len(job)), number)
	head = binary.BigEndian.AppendUint16(head, uint16(len(job))) //nolint:gosec // Do bounds it by maxJob
	return append([][]byte{append(head, job...)}, payload...)
}

// document is a document for a child to read.
type document struct {
	number  uint64
	job     string
	payload []byte
}

func parseDocument(body []byte) (document, error) {
	if len(body) < documentHead {
		return document{}, fmt.Errorf("%w: a document has %d bytes", errFrame, len(body))
	}
	n := int(binary.BigEndian.Uint16(body[8:]))
	rest := body[documentHead:]
	if n > len(rest) {
		return document{}, fmt.Errorf("%w: a document's job goes on behind its end", errFrame)
	}
	return document{binary.BigEndian.Uint64(body), string(rest[:n]), rest[n:]}, nil
}

// The body of a reply consists of the document's number in eight bytes, the
// memory that the child holds in eight, for an error its kind in one, and the
// answer or the error's text.
const replyHead = 8 + 8

// The kinds of errors that the parent distinguishes.
const (
	errorPlain  = iota
	errorCostly // it wraps corpus.ErrTooCostly
	errorCanceled
	errorLate
)

// reply is the reply of a child for a document.
type reply struct {
	number uint64
	memory uint64 // bytes that the child's runtime has reserved
	failed bool
	kind   byte   // set if failed
	body   []byte // the answer, or the error's text
}

func (r reply) parts() (kind byte, parts [][]byte) {
	head := binary.BigEndian.AppendUint64(make([]byte, 0, replyHead+1), r.number)
	head = binary.BigEndian.AppendUint64(head, r.memory)
	if r.failed {
		return frameError, [][]byte{append(head, r.kind), r.body}
	}
	return frameAnswer, [][]byte{head, r.body}
}

func parseReply(f frame) (reply, error) {
	if f.kind != frameAnswer && f.kind != frameError || len(f.body) < replyHead {
		return reply{}, fmt.Errorf("%w: a reply is of kind %q and has %d bytes", errFrame, f.kind, len(f.body))
	}
	r := reply{
		number: binary.BigEndian.Uint64(f.body), memory: binary.BigEndian.Uint64(f.body[8:]),
		failed: f.kind == frameError, body: f.body[replyHead:],
	}
	if r.failed {
		if len(r.body) == 0 || r.body[0] > errorLate {
			return reply{}, fmt.Errorf("%w: an error of no known sort", errFrame)
		}
		r.kind, r.body = r.body[0], r.body[1:]
	}
	return r, nil
}
