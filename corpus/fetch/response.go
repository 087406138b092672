package fetch

import (
	"fmt"
	"net/http"
	"net/url"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

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

// resource returns the resource of a response to a request for u.
func (r *response) resource(u *url.URL) corpus.Resource {
	return corpus.Resource{
		URL: u.String(), ETag: validator(r.header.Get("ETag")), LastModified: validator(r.header.Get("Last-Modified")),
	}
}

// document returns the body as a document to parse. It may have at most limit
// unpacked bytes.
func (r *response) document(limit int64) parse.Document {
	return parse.Document{More: r.body, Encoding: r.header.Get("Content-Encoding"), Limit: limit}
}

// pageRequest returns the request to parse the response as a page.
func (r *response) pageRequest(limit int64) parse.PageRequest {
	return parse.PageRequest{Document: r.document(limit), ContentType: r.header.Get("Content-Type"), URL: r.url.String()}
}

// listRequest returns the request to parse the response as a list, of which the newest
// entries are needed.
func (r *response) listRequest(limits Limits) parse.ListRequest {
	return parse.ListRequest{Document: r.document(limits.Body), Newest: limits.Articles}
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

// statusError returns the error for a status, or nil if it is a success or a
// redirect.
func statusError(resp *response) error {
	status := fmt.Sprintf("%d %s", resp.status, http.StatusText(resp.status))
	switch resp.status {
	case http.StatusNotFound, http.StatusGone:
		return fmt.Errorf("%w (%s): check the address", corpus.ErrGone, status)
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		return fmt.Errorf("%w (%s): open it in a browser and paste its text instead", corpus.ErrRefused, status)
	case http.StatusTooManyRequests, http.StatusRequestTimeout, http.StatusTooEarly:
		return temporaryStatus{fmt.Errorf("%w: it answers %s", corpus.ErrUnreachable, status)}
	}
	switch {
	case resp.status >= 500 && resp.status != http.StatusNotImplemented && resp.status != http.StatusHTTPVersionNotSupported:
		return temporaryStatus{fmt.Errorf("%w: it answers %s", corpus.ErrUnreachable, status)}
	case resp.status >= 400, resp.status == http.StatusMultipleChoices, resp.status == http.StatusUseProxy:
		return fmt.Errorf("%w: it answers %s", corpus.ErrRefused, status)
	}
	return nil
}
