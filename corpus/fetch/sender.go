package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// sender makes single requests. All requests to a host share its pace.
type sender struct {
	connector
	limits    Limits
	agent     string // the user agent
	now       func() time.Time
	hostDelay time.Duration // between two requests to a host; not positive means no delay
	transport http.RoundTripper
	hosts     hostGates
	buffers   *bufferPool
}

func newSender(limits Limits, agent string, now func() time.Time, hostDelay time.Duration, a addressRules) *sender {
	s := &sender{connector: newConnector(a), limits: limits, agent: agent, now: now, hostDelay: hostDelay}
	s.buffers = newBufferPool(max(limits.Wire, maxSupplied))
	s.transport = s.newTransport()
	return s
}

func (s *sender) newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a proxy would connect without our checks
		DialContext:            s.connect,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // parse unpacks, within its budgets
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    1,
		MaxConnsPerHost:        2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  s.limits.Request,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// requestInTurn waits until the host may be asked, then makes one request.
func (s *sender) requestInTurn(ctx context.Context, r request, delay time.Duration) (*response, error) {
	if !r.skipManners {
		leave, err := s.hosts.enter(ctx, s.now, r.url.Hostname(), delay)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return s.requestOnce(ctx, r)
}

// requestOnce makes one request.
func (s *sender) requestOnce(ctx context.Context, r request) (*response, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.limits.Request, errSlow)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", s.agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/*;q=0.8,*/*;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip, br")
	if r.etag != "" {
		req.Header.Set("If-None-Match", r.etag)
	}
	if r.lastModified != "" {
		req.Header.Set("If-Modified-Since", r.lastModified)
	}
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		return nil, s.explainTimeout(ctx, err)
	}
	defer resp.Body.Close()
	out := &response{url: r.url, status: resp.StatusCode, header: resp.Header, space: r.space}
	if resp.StatusCode/100 != 2 {
		return out, nil
	}
	if resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusResetContent {
		return out, nil
	}
	if out.body, err = readBody(resp, r, s.limits.Wire); err != nil {
		return nil, s.explainTimeout(ctx, err)
	}
	return out, nil
}

// explainTimeout adds to err why its context ended.
func (s *sender) explainTimeout(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSlow) {
		return fmt.Errorf("%w: its answer was not complete after %s", errSlow, s.limits.Request)
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return fmt.Errorf("%w: its certificate does not hold: %w", corpus.ErrUnreachable, certificate.Err)
	}
	return err
}

// close closes idle connections.
func (s *sender) close() {
	if t, ok := s.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// readBody reads the body of a response within its limits: wire bytes as
// sent, and what r allows. It does not unpack it: parse does.
func readBody(resp *http.Response, r request, wire int64) ([][]byte, error) {
	if resp.ContentLength > wire && !r.cut {
		return nil, fmt.Errorf("%w: it says that it has %s, and at most %s are read", corpus.ErrTooLarge, parse.Size(resp.ContentLength), parse.Size(wire))
	}
	limit := wire
	if !isPacked(resp.Header) || r.cut {
		limit = min(limit, r.body)
	}
	if r.cut {
		body, _, err := r.space.read(resp.Body, limit)
		return body, err
	}
	r.space.limit = limit + 1
	if resp.ContentLength >= 0 {
		r.space.limit = min(r.space.limit, resp.ContentLength+1)
	}
	body, size, err := r.space.read(resp.Body, limit+1)
	switch {
	case err != nil:
		return nil, err
	case size <= limit:
		return body, nil
	case limit == wire:
		return nil, fmt.Errorf("%w: it goes on past %s", corpus.ErrTooLarge, parse.Size(limit))
	}
	return nil, fmt.Errorf("%w: it has more than %s", corpus.ErrTooLarge, parse.Size(limit))
}

// isPacked reports whether a response is compressed.
func isPacked(header http.Header) bool {
	encoding := header.Get("Content-Encoding")
	return encoding != "" && encoding != "identity"
}
