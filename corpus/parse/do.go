package parse

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"verbatim/corpus"
)

// The jobs of Do.
const (
	jobPage    = "page"
	jobDetect  = "detect"
	jobFeed    = "feed"
	jobSitemap = "sitemap"
	jobRobots  = "robots"
	jobFile    = "file"
	jobContent = "content"
)

// Do runs one job. It reads a request that a Client has written and returns the
// reply for that Client. A problem with the document is part of the reply. Do
// returns an error only when ctx has ended or the request is not a Client's.
func Do(ctx context.Context, job string, payload []byte) ([]byte, error) {
	switch job {
	case jobPage:
		return serve(ctx, payload, readPage)
	case jobDetect:
		return serve(ctx, payload, detect)
	case jobFeed:
		return serve(ctx, payload, readFeed)
	case jobSitemap:
		return serve(ctx, payload, readSitemap)
	case jobRobots:
		return serve(ctx, payload, readRobots)
	case jobFile:
		return serve(ctx, payload, readFile)
	case jobContent:
		return serve(ctx, payload, readContent)
	}
	return nil, fmt.Errorf("parse: unknown job %q", job)
}

// Here runs Do in this process, with a request in parts.
func Here(ctx context.Context, job string, payload ...[]byte) ([]byte, error) {
	return Do(ctx, job, bytes.Join(payload, nil))
}

// Client sends documents to Do. It is safe for concurrent use if its transport
// is.
type Client struct {
	do func(ctx context.Context, job string, payload ...[]byte) ([]byte, error)
}

// NewClient returns a Client that calls do, which is Here or sends its
// arguments to a Do in another process. The payload is in parts, so a document
// need not be copied.
func NewClient(do func(ctx context.Context, job string, payload ...[]byte) ([]byte, error)) Client {
	return Client{do}
}

// Page reads a document as an article.
func (c Client) Page(ctx context.Context, r PageRequest) (Page, error) {
	return call[PageRequest, Page](ctx, c, jobPage, r)
}

// Detect finds out the kind of a document and parses it.
func (c Client) Detect(ctx context.Context, r PageRequest) (Detected, error) {
	return call[PageRequest, Detected](ctx, c, jobDetect, r)
}

// Feed reads RSS, Atom or JSON Feed.
func (c Client) Feed(ctx context.Context, r ListRequest) (Feed, error) {
	return call[ListRequest, Feed](ctx, c, jobFeed, r)
}

// Sitemap reads a sitemap or a sitemap index, also if it is a gzip file.
func (c Client) Sitemap(ctx context.Context, r ListRequest) (Sitemap, error) {
	return call[ListRequest, Sitemap](ctx, c, jobSitemap, r)
}

// Robots reads a robots.txt. It accepts any bytes.
func (c Client) Robots(ctx context.Context, r RobotsRequest) (Rules, error) {
	return call[RobotsRequest, Rules](ctx, c, jobRobots, r)
}

// File reads a file of the operator's folder or an attachment.
func (c Client) File(ctx context.Context, r FileRequest) (Page, error) {
	return call[FileRequest, Page](ctx, c, jobFile, r)
}

// Content reads the copy of an article in a feed.
func (c Client) Content(ctx context.Context, r ContentRequest) (Content, error) {
	return call[ContentRequest, Content](ctx, c, jobContent, r)
}

// reply is the answer of Do.
type reply[A any] struct {
	Answer A
	Err    *documentError // nil if Answer is set
}

// documentError is an error of a document that can be sent between processes.
type documentError struct {
	Text string
	Is   []int // the sentinels that it wraps, by index
}

func (e *documentError) Error() string { return e.Text }

func (e *documentError) Unwrap() []error {
	var out []error
	for _, i := range e.Is {
		if all := sentinels(); i >= 0 && i < len(all) {
			out = append(out, all[i])
		}
	}
	return out
}

// sentinels lists the errors that callers check for.
func sentinels() []error {
	return []error{
		corpus.ErrTooLarge, corpus.ErrUnreachable, corpus.ErrTooCostly, corpus.ErrNotText, corpus.ErrNoText, corpus.ErrNotFeed, corpus.ErrNotSitemap,
	}
}

func asDocumentError(err error) *documentError {
	e := &documentError{Text: err.Error()}
	for i, sentinel := range sentinels() {
		if errors.Is(err, sentinel) {
			e.Is = append(e.Is, i)
		}
	}
	return e
}

func serve[Q, A any](ctx context.Context, payload []byte, read func(context.Context, Q) (A, error)) ([]byte, error) {
	request, err := decodeRequest[Q](payload)
	if err != nil {
		return nil, fmt.Errorf("parse: read the request: %w", err)
	}
	answer, err := read(ctx, request)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return marshal(reply[A]{Err: asDocumentError(err)}) // drop the answer, which may be large
	}
	return marshal(reply[A]{Answer: answer})
}

func call[Q, A any](ctx context.Context, c Client, job string, request Q) (answer A, err error) {
	payload, err := encodeRequest(request)
	if err != nil {
		return answer, fmt.Errorf("parse: write the request: %w", err)
	}
	out, err := c.do(ctx, job, payload...)
	if ctx.Err() != nil {
		return answer, context.Cause(ctx)
	}
	if err != nil {
		return answer, err
	}
	var r reply[A]
	if err := json.Unmarshal(out, &r); err != nil {
		return answer, fmt.Errorf("parse: read the reply: %w", err)
	}
	if r.Err != nil {
		return answer, r.Err
	}
	return r.Answer, nil
}

// documentHolder is a request whose document is sent separately, to avoid a
// copy.
type documentHolder interface{ document() *Document }

// encodeRequest returns the length of the request, the request without its
// document, and the document.
func encodeRequest[Q any](request Q) ([][]byte, error) {
	c, ok := any(&request).(documentHolder)
	if !ok {
		return nil, fmt.Errorf("a %T holds no document", request)
	}
	d := c.document()
	body := append([][]byte{d.Body}, d.More...)
	d.Body, d.More = nil, nil
	header, err := marshal(request)
	if err != nil {
		return nil, err
	}
	out := binary.AppendUvarint(make([]byte, 0, binary.MaxVarintLen64+len(header)), uint64(len(header)))
	return append([][]byte{append(out, header...)}, body...), nil
}

// decodeRequest decodes the result of encodeRequest. The request's document
// shares the memory of payload.
func decodeRequest[Q any](payload []byte) (request Q, err error) {
	length, n := binary.Uvarint(payload)
	if n <= 0 || length > uint64(len(payload)-n) { //nolint:gosec // n is at most len(payload)
		return request, errors.New("it is cut off")
	}
	header, body := payload[n:n+int(length)], payload[n+int(length):] //nolint:gosec // no more than len(payload)
	if err := json.Unmarshal(header, &request); err != nil {
		return request, err
	}
	c, ok := any(&request).(documentHolder)
	if !ok {
		return request, fmt.Errorf("a %T holds no document", request)
	}
	c.document().Body = body
	return request, nil
}

// marshal encodes a value as JSON without escaping HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}
