// Package fetch reads a source: a web page, a feed, a news sitemap, a file or
// folder on the operator's disk, or a Discord attachment, and hands over its
// articles.
//
// What comes from the web is not trusted. Only http and https are spoken, to
// addresses of the public internet alone, checked at the moment of connecting
// and anew for every redirect and every answer of the name servers; no proxy is
// taken from the environment, no credentials are sent, no script runs; bytes,
// redirects, time and the number of articles are limited. It is polite: one
// request at a time to a host, spaced, robots.txt heeded, Retry-After obeyed.
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

// Options is how a Fetcher behaves. The zero value is ready for use.
type Options struct {
	Version   string // of the program, for the user agent; "": "dev"
	Contact   string // a URL or mail address at which the operator is reached, for the user agent
	Log       *slog.Logger
	Now       func() time.Time // nil: time.Now
	Limits    Limits
	HostDelay time.Duration // between two requests to one host; 0: DefaultHostDelay; negative: none
	RetryWait time.Duration // before the first repetition, doubled for each further one; 0: DefaultRetryWait; negative: none

	// Parser reads the bytes that strangers wrote. nil: this process reads them
	// itself, and what they do to it is done to all of it.
	Parser Parser

	// Attached reads a file that was attached elsewhere than at Discord: in the
	// playground, whose addresses it alone knows. ok is false where the address
	// is none of them. nil: there is no such place.
	Attached func(ctx context.Context, location string) (data []byte, ok bool, err error)

	// Loopback lets addresses of this machine through, on every port. It is
	// for tests alone: nothing that a person types may set it.
	Loopback bool
}

// Parser runs one of parse's jobs, in another process where a document can do
// no harm. An error of its own says what became of that process, in words for
// people, and wraps corpus.ErrTooCostly where the document was to blame.
type Parser interface {
	Do(ctx context.Context, job string, payload ...[]byte) ([]byte, error)
}

// What holds where Options names nothing else.
const (
	DefaultHostDelay = time.Second
	DefaultRetryWait = 2 * time.Second
)

// Limits bounds what one source can cost. A zero field stands for its default.
type Limits struct {
	Wire      int64         // bytes of one answer as they are sent; default 24 MiB
	Body      int64         // bytes of one answer when unpacked; default 64 MiB
	Redirects int           // of one request; default 10
	Request   time.Duration // for one request and its answer; default 30 s
	Articles  int           // of one source; default corpus.MaxSourceArticles
	Rechecks  int           // pages of former readings that a feed no longer names, asked for again in one reading; default 50
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

// State says what became of one document of a source.
type State string

// What can become of a document.
const (
	Fetched   State = "fetched"   // Item.Article is what it says now
	Unchanged State = "unchanged" // it is as it was: the server says so, or its bytes do
	Emptied   State = "emptied"   // it had an article and shows no text any more: Item.Err says why, and Item.Article has no text
	Gone      State = "gone"      // it was there once and is there no more
	Failed    State = "failed"    // it could not be had: Item.Err says why; what was had before stands
	Cut       State = "cut"       // nothing of one document: Item.Err says what of the source was left out

	// Begun says that a document's bytes are there and are about to be parsed.
	// If yield returns an error that wraps corpus.ErrSetAside, the document is
	// not parsed and follows as Failed with that error. Otherwise an item of the
	// same URL says how it went: one of the states above, or Parsed.
	Begun State = "begun"
	// Parsed says that a document was parsed, or could not be (Item.Err), that
	// is no article itself: a feed, a sitemap or a part of one, or a feed's own
	// copy of an article.
	Parsed State = "parsed"
)

// Item is what became of one document of a source. Resource is to be kept and
// given to the next Read if State is Fetched, Unchanged or Emptied, and to be
// dropped if it is Gone.
type Item struct {
	Resource corpus.Resource
	Article  corpus.Article // if State is Fetched: valid, of the source's guild
	State    State
	Err      error  // if State is Failed, Cut or Parsed, in words for people
	Digest   string // if State is Begun: of the document's bytes; "" if it stands as it was set aside
}

// Fetcher reads sources. It is safe for concurrent use: readings share its
// connections, its manners towards each host, and what it knows of robots.txt.
type Fetcher struct {
	limits    Limits
	parse     parse.Client
	agent     string
	now       func() time.Time
	log       *slog.Logger
	loopback  bool
	attached  func(ctx context.Context, location string) (data []byte, ok bool, err error) // nil for nowhere but Discord
	hostDelay time.Duration
	retryWait time.Duration

	lookup    func(ctx context.Context, host string) ([]netip.Addr, error)
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
	transport http.RoundTripper

	hosts  hostGates
	buffers *bufferPool
	robots robotsCache
	lists  listCache
}

// New makes a Fetcher. It fails where an option cannot be sent in a header.
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

// product is the name that robots.txt files may address.
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

// Close drops idle connections.
func (f *Fetcher) Close() {
	if t, ok := f.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
