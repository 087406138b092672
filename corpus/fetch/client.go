package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"verbatim/corpus"
)

// maxHeader is the maximum size of a response's header, in bytes.
const maxHeader = 256 << 10

func (f *Fetcher) newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a proxy would connect without our checks
		DialContext:            f.connect,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // parse unpacks, within its budgets
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    1,
		MaxConnsPerHost:        2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  f.limits.Request,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// request describes a request for a document.
type request struct {
	url          *url.URL
	etag         string               // If-None-Match
	lastModified string               // If-Modified-Since
	body         int64                // maximum unpacked bytes; 0 means Limits.Body
	cut          bool                 // cut off what exceeds body instead of failing
	skipManners  bool                 // ignore robots.txt and the host's pace, because a person supplies the file
	space        *space               // memory for the body; set by get
	check        func(*url.URL) error // a further check of each address, also of redirects; may be nil
}

// response is a response with a status of 2xx and a body, or of 304.
type response struct {
	url    *url.URL // that answered, after redirects
	status int
	header http.Header
	body   [][]byte // in pieces
	space  *space   // memory that body uses
}

// free releases the memory of the body, which must not be used afterwards.
func (r *response) free() { r.space.free() }

func (r *response) unchanged() bool { return r.status == http.StatusNotModified }

// get requests a document. It follows redirects, and tries again after
// temporary failures. Its errors name the address and wrap an error of package
// corpus. The caller must call free on the response.
func (f *Fetcher) get(ctx context.Context, r request) (*response, error) {
	if r.body <= 0 {
		r.body = f.limits.Body
	}
	r.space = &space{pool: f.buffers}
	resp, err := f.follow(ctx, r)
	if err != nil {
		r.space.free()
		return nil, err
	}
	return resp, nil
}

// follow requests a document and follows its redirects.
func (f *Fetcher) follow(ctx context.Context, r request) (*response, error) {
	asked := r.url
	for hop := 0; ; hop++ {
		if r.check != nil {
			if err := r.check(r.url); err != nil {
				return nil, describe(asked, r.url, err)
			}
		}
		resp, err := f.requestPolitely(ctx, r)
		if err != nil {
			return nil, describe(asked, r.url, err)
		}
		next, err := redirect(resp)
		if err != nil {
			return nil, describe(asked, r.url, err)
		}
		if next == nil {
			return resp, nil
		}
		if hop == f.limits.Redirects {
			return nil, describe(asked, r.url, fmt.Errorf("%w: it redirects more than %d times, perhaps in a circle", corpus.ErrRefused, f.limits.Redirects))
		}
		if err := f.tidyURL(next); err != nil {
			return nil, describe(asked, next, err)
		}
		r.url = next
	}
}

// redirect returns the target of a redirect, or nil if resp is not a redirect.
func redirect(resp *response) (*url.URL, error) {
	switch resp.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	location := resp.header.Get("Location")
	if location == "" {
		return nil, fmt.Errorf("%w: it redirects without saying where to", corpus.ErrRefused)
	}
	next, err := resp.url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("%w: it redirects to %q: %s", corpus.ErrLocation, location, reason(err))
	}
	return next, nil
}

// requestPolitely makes one hop. It obeys robots.txt and the host's pace, and
// tries again after temporary failures.
func (f *Fetcher) requestPolitely(ctx context.Context, r request) (*response, error) {
	delay := max(f.hostDelay, 0)
	if !r.skipManners {
		rules, err := f.rules(ctx, r.url)
		if err != nil {
			return nil, err
		}
		allowed, err := rules.Allows(ctx, r.url.RequestURI())
		if err != nil {
			return nil, err
		}
		if !allowed {
			return nil, fmt.Errorf("%w: ask the publisher, or paste the text instead", corpus.ErrRobots)
		}
		delay = max(delay, rules.Delay)
	}
	return f.retry(ctx, r.url, func() (*response, error) {
		resp, err := f.requestInTurn(ctx, r, delay)
		if !errors.Is(err, errNoSpace) {
			return resp, err
		}
		if err := r.space.reserve(ctx); err != nil {
			return nil, err
		}
		return f.requestInTurn(ctx, r, delay)
	})
}

// requestInTurn waits until the host may be asked, then makes one request.
func (f *Fetcher) requestInTurn(ctx context.Context, r request, delay time.Duration) (*response, error) {
	if !r.skipManners {
		leave, err := f.hosts.enter(ctx, f.now, r.url.Hostname(), delay)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	return f.requestOnce(ctx, r)
}

// requestOnce makes one request.
func (f *Fetcher) requestOnce(ctx context.Context, r request) (*response, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.limits.Request, errSlow)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", f.agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/*;q=0.8,*/*;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip, br")
	if r.etag != "" {
		req.Header.Set("If-None-Match", r.etag)
	}
	if r.lastModified != "" {
		req.Header.Set("If-Modified-Since", r.lastModified)
	}
	resp, err := f.transport.RoundTrip(req)
	if err != nil {
		return nil, f.explainTimeout(ctx, err)
	}
	defer resp.Body.Close()
	out := &response{url: r.url, status: resp.StatusCode, header: resp.Header, space: r.space}
	if resp.StatusCode/100 != 2 {
		return out, nil
	}
	if resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusResetContent {
		return out, nil
	}
	if out.body, err = f.readBody(resp, r); err != nil {
		return nil, f.explainTimeout(ctx, err)
	}
	return out, nil
}

// errSlow means that Limits.Request has passed.
var errSlow = errors.New("it did not answer in time")

// explainTimeout adds to err why its context ended.
func (f *Fetcher) explainTimeout(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errSlow) {
		return fmt.Errorf("%w: its answer was not complete after %s", errSlow, f.limits.Request)
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return fmt.Errorf("%w: its certificate does not hold: %w", corpus.ErrUnreachable, certificate.Err)
	}
	return err
}

// describe adds the address to an error, and what to do if the error does not
// say.
func describe(asked, at *url.URL, err error) error {
	where := fmt.Sprintf("%q", asked.Redacted())
	if at.String() != asked.String() {
		where += fmt.Sprintf(" (redirected to %q)", at.Redacted())
	}
	if isKnown(err) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", where, err)
	}
	return fmt.Errorf("%s: %w: %w: try again later", where, corpus.ErrUnreachable, explain(err))
}

// isKnown reports whether err wraps an error that callers check for.
func isKnown(err error) bool {
	for _, sentinel := range []error{
		corpus.ErrLocation, corpus.ErrUnsafeAddress, corpus.ErrRobots, corpus.ErrGone, corpus.ErrRefused, corpus.ErrUnreachable,
		corpus.ErrTooLarge, corpus.ErrNotText, corpus.ErrNoText, corpus.ErrNotFeed, corpus.ErrNotSitemap,
		corpus.ErrTooCostly, corpus.ErrSetAside,
	} {
		if errors.Is(err, sentinel) {
			return true
		}
	}
	return false
}

// explain replaces messages of the standard library that only programmers
// understand.
func explain(err error) error {
	switch {
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return fmt.Errorf("the header of its answer is longer than %d bytes", maxHeader)
	case strings.Contains(err.Error(), "unexpected EOF"):
		return fmt.Errorf("its answer ended early: %w", err)
	}
	return err
}
