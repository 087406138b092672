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

// maxHeader is the most that an answer's header may hold, in bytes.
const maxHeader = 256 << 10

func (f *Fetcher) newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a proxy would connect in our stead, unchecked
		DialContext:            f.connect,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // unpacked here, where it is counted
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    1,
		MaxConnsPerHost:        2,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  f.limits.Request,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// request is what is asked for.
type request struct {
	url          *url.URL
	etag         string               // If-None-Match
	lastModified string               // If-Modified-Since
	body         int64                // the most bytes, unpacked; 0: Limits.Body
	cut          bool                 // what exceeds body is left out; else it is an error
	skipManners     bool                 // robots.txt and the host's pace do not apply: a file that somebody hands over
	space         *space                // that it may take in memory; get gives it
	check        func(*url.URL) error // what else keeps an address from being asked, of redirects too; nil: nothing
}

// response is what came back: a status of 2xx with its body, or 304.
type response struct {
	url    *url.URL // that answered, after redirects
	status int
	header http.Header
	body   [][]byte // in pieces
	space   *space    // that body takes in memory
}

// free gives the room in memory back that the answer takes. Its body must not
// be used after that.
func (r *response) free() { r.space.free() }

func (r *response) unchanged() bool { return r.status == http.StatusNotModified }

// get asks for a document, follows redirects, and repeats what may go better
// later. Its errors name the address and wrap one of corpus's. The caller must
// call the response's free.
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

// follow asks for a document, and for those that it redirects to.
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

// redirect is where resp sends us, nil where it is an answer.
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

// requestPolitely is one hop: robots.txt, the host's pace, and repetitions.
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

// requestInTurn asks once, when the host may be asked.
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

// requestOnce asks once.
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

// errSlow says that Limits.Request ran out.
var errSlow = errors.New("it did not answer in time")

// explainTimeout is err with the reason for which its context ended.
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

// describe puts an error into words: which document, what happened, what to do.
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

// isKnown reports whether err wraps one of the errors that callers decide by.
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

// explain names what the standard library names for programmers.
func explain(err error) error {
	switch {
	case strings.Contains(err.Error(), "server response headers exceeded"):
		return fmt.Errorf("the header of its answer is longer than %d bytes", maxHeader)
	case strings.Contains(err.Error(), "unexpected EOF"):
		return fmt.Errorf("its answer ended early: %w", err)
	}
	return err
}
