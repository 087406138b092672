// Package fetch reads sources: web pages, feeds, news sitemaps, files and
// folders on the operator's disk, and Discord attachments. It delivers their
// articles.
//
// The web is not trusted. Requests go only over http and https, and only to
// addresses of the public internet. The address is checked when the socket
// connects, for every redirect and every DNS answer. There are no proxies from
// the environment, no credentials and no scripts. Bytes, redirects, time and
// the number of articles are limited. Requests are polite: a host gets one
// request at a time with a pause in between, and robots.txt and Retry-After are
// obeyed.
package fetch

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// Options configures a Fetcher. The zero value is valid.
type Options struct {
	Version   string // of the program, for the user agent; "" means "dev"
	Contact   string // a URL or mail address of the operator, for the user agent
	Log       *slog.Logger
	Now       func() time.Time // nil means time.Now
	Limits    Limits
	HostDelay time.Duration // between two requests to a host; 0 means DefaultHostDelay, negative means no delay
	RetryWait time.Duration // before the first retry, doubled for each further one; 0 means DefaultRetryWait, negative means no wait

	// Parser parses documents from the web. If it is nil, this process parses
	// them itself, and a hostile document may crash it.
	Parser Parser

	// Attached reads a file that was attached in the playground, whose
	// addresses only it knows. ok is false if the address is not one of them.
	// If Attached is nil, there is no playground.
	Attached func(ctx context.Context, location string) (data []byte, ok bool, err error)

	// Loopback allows addresses of this machine, on every port. It is only for
	// tests and must not depend on any user's input.
	Loopback bool
}

// Parser runs a job of package parse in another process, where a document
// cannot do harm. Its own errors say what happened to that process, in words
// for users. They wrap corpus.ErrTooCostly if the document caused it.
type Parser interface {
	Do(ctx context.Context, job string, payload ...[]byte) ([]byte, error)
}

// Defaults of Options.
const (
	DefaultHostDelay = time.Second
	DefaultRetryWait = 2 * time.Second
)

// Limits bounds the cost of reading one source. If a field is zero, its default
// applies.
type Limits struct {
	Wire      int64         // bytes of a response as sent; default 24 MiB
	Body      int64         // unpacked bytes of a response; default 64 MiB
	Redirects int           // per request; default 10
	Request   time.Duration // per request with its response; default 30 s
	Articles  int           // per source; default corpus.MaxSourceArticles
	Rechecks  int           // pages per reading that the feed no longer names but that are checked again; default 50
}

func (l Limits) orDefaults() Limits {
	setDefault(&l.Wire, 24<<20)
	setDefault(&l.Body, 64<<20)
	setDefault(&l.Redirects, 10)
	setDefault(&l.Request, 30*time.Second)
	setDefault(&l.Articles, corpus.MaxSourceArticles)
	setDefault(&l.Rechecks, 50)
	return l
}

func setDefault[T int | int64 | time.Duration](limit *T, otherwise T) {
	if *limit <= 0 {
		*limit = otherwise
	}
}

// State is the result for one document of a source.
type State string

// The states of a document.
const (
	Fetched   State = "fetched"   // Item.Article holds its current content
	Unchanged State = "unchanged" // the server or its bytes say that it has not changed
	Emptied   State = "emptied"   // it had an article but shows no text now; Item.Err says why, and Item.Article has no text
	Gone      State = "gone"      // it existed before, but no longer does
	Failed    State = "failed"    // it could not be read; Item.Err says why, and the previous article stays
	Cut       State = "cut"       // not about one document: Item.Err says which part of the source was left out

	// Begun means that a document was received and is about to be parsed. If
	// yield returns an error that wraps corpus.ErrSetAside, the document is not
	// parsed and follows as Failed with that error. Otherwise an item with the
	// same URL follows with the result: one of the states above, or Parsed.
	Begun State = "begun"
	// Parsed means that parsing ended (Item.Err is its error) for a document
	// that is not an article itself: a feed, a sitemap or a part of one, or a
	// feed's copy of an article.
	Parsed State = "parsed"
)

// Item is the result for one document of a source. If State is Fetched,
// Unchanged or Emptied, the caller must store Resource and pass it to the next
// Read. If State is Gone, the caller must delete it.
type Item struct {
	Resource corpus.Resource
	Article  corpus.Article // set if State is Fetched; it is valid and belongs to the source's guild
	State    State
	Err      error  // set if State is Failed, Cut or Parsed; in words for users
	Digest   string // hash of the document's bytes, set if State is Begun; "" if the document is still as it was set aside
}

// Fetcher reads sources. It is safe for concurrent use. All readings share its
// connections, the pace of each host, and the rules of robots.txt.
type Fetcher struct {
	limits    Limits
	parse     parse.Client
	agent     string
	now       func() time.Time
	log       *slog.Logger
	loopback  bool
	attached  func(ctx context.Context, location string) (data []byte, ok bool, err error) // nil if there is no playground
	hostDelay time.Duration
	retryWait time.Duration

	lookup    func(ctx context.Context, host string) ([]netip.Addr, error)
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
	transport http.RoundTripper

	hosts   hostGates
	buffers *bufferPool
	robots  robotsCache
	lists   listCache
}

// New returns a Fetcher. It returns an error if the user agent cannot be sent
// in a header.
func New(o Options) (*Fetcher, error) {
	f := &Fetcher{
		limits: o.Limits.orDefaults(), agent: userAgent(o.Version, o.Contact), now: o.Now, log: o.Log,
		loopback: o.Loopback, attached: o.Attached, hostDelay: o.HostDelay, retryWait: o.RetryWait,
	}
	f.buffers = newBufferPool(max(f.limits.Wire, maxSupplied))
	if strings.ContainsFunc(f.agent, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, fmt.Errorf("user agent %q: only printable ASCII can be sent: change the version or the contact", f.agent)
	}
	if f.now == nil {
		f.now = time.Now
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.hostDelay == 0 {
		f.hostDelay = DefaultHostDelay
	}
	if f.retryWait == 0 {
		f.retryWait = DefaultRetryWait
	}
	f.parse = parse.NewClient(parse.Here)
	if o.Parser != nil {
		f.parse = parse.NewClient(o.Parser.Do)
	}
	f.lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	}
	f.dial = f.dialer().DialContext
	f.transport = f.newTransport()
	return f, nil
}

// product is the name of the program in robots.txt.
const product = "Verbatim"

func userAgent(version, contact string) string {
	if version == "" {
		version = "dev"
	}
	agent := product + "/" + version
	if contact != "" {
		agent += " (+" + contact + ")"
	}
	return agent
}

// Close closes idle connections.
func (f *Fetcher) Close() {
	if t, ok := f.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
