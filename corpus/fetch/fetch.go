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
	"errors"
	"fmt"
	"log/slog"
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

// Fetcher reads sources. It is safe for concurrent use. All readings share its
// connections, the pace of each host, and the rules of robots.txt.
type Fetcher struct {
	*client
	parse    parse.Client
	attached func(ctx context.Context, location string) (data []byte, ok bool, err error) // nil if there is no playground
	lists    listCache
}

// New returns a Fetcher. It returns an error if the user agent cannot be sent
// in a header.
func New(o Options) (*Fetcher, error) {
	agent := userAgent(o.Version, o.Contact)
	if strings.ContainsFunc(agent, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, fmt.Errorf("user agent %q: only printable ASCII can be sent: change the version or the contact", agent)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.HostDelay == 0 {
		o.HostDelay = DefaultHostDelay
	}
	if o.RetryWait == 0 {
		o.RetryWait = DefaultRetryWait
	}
	parser := parse.NewClient(parse.Here)
	if o.Parser != nil {
		parser = parse.NewClient(o.Parser.Do)
	}
	s := newSender(o.Limits.orDefaults(), agent, o.Now, o.HostDelay, addressRules{loopback: o.Loopback})
	return &Fetcher{client: newClient(s, retrier{wait: o.RetryWait, now: o.Now, log: o.Log}, parser), parse: parser, attached: o.Attached}, nil
}

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

// Read reads a source and passes its documents to yield one by one. Documents
// that were never read come first; among those and the others, the longest not
// requested come first, and then the newest. known holds the resources of
// earlier readings, by Resource.URL; such documents are downloaded only if they
// have changed. A resource without an article marks a failed request. progress
// may be nil; Read calls it before each document.
//
// If src.Begun is set, Read continues the reading that began then. It skips
// documents that were requested since, and does not request the source's list
// again if it is still cached.
//
// If a page fails, it is delivered as Failed and Read continues. Read returns
// an error when ctx ends (its cause), when yield fails (its error), when the
// source's own document cannot be read, or when several pages in a row are
// unreachable. Documents delivered before remain valid. If ctx ends while a
// document is being read, it is delivered as Failed. If a source has more than
// Limits.Articles articles, the rest is left out and an Item with state Cut
// says so.
//
// If yield returns SkipNew, Read skips the other new documents and continues
// with the known ones. Texts and attachments cannot be read again; for them
// Read returns an error.
func (f *Fetcher) Read(ctx context.Context, src corpus.Source, known map[string]corpus.Resource, yield func(Item) error, progress func(corpus.Progress)) error {
	r := &reading{client: f.client, parse: f.parse, src: src, known: known, yield: yield, progress: progress}
	if progress == nil {
		r.progress = func(corpus.Progress) {}
	}
	ctx = ownedBy(ctx, string(src.Guild))
	read, ok := readers()[src.Kind]
	if !ok {
		return fmt.Errorf("read source %q: a %s is stored once and cannot be read again", src.Name, src.Kind)
	}
	err := read(ctx, f, r)
	if r.failure != nil {
		return r.failure
	}
	if ctx.Err() != nil && !errors.Is(err, ErrNotAsked) {
		return fmt.Errorf("read source %q: %w", src.Name, context.Cause(ctx))
	}
	return err
}

// readers returns the function that reads a source, for each kind that is
// refreshed.
func readers() map[corpus.SourceKind]func(context.Context, *Fetcher, *reading) error {
	page := func(ctx context.Context, _ *Fetcher, r *reading) error { return newPageReader(r).readSource(ctx) }
	listed := func(ctx context.Context, f *Fetcher, r *reading) error {
		return listedReader{reading: r, list: listReader{reading: r, lists: &f.lists}, pages: newPageReader(r)}.readSource(ctx)
	}
	file := func(ctx context.Context, _ *Fetcher, r *reading) error { return fileReader{r}.readSource(ctx) }
	return map[corpus.SourceKind]func(context.Context, *Fetcher, *reading) error{
		corpus.SourcePage: page, corpus.SourceFeed: listed, corpus.SourceSitemap: listed, corpus.SourceFile: file,
	}
}

// Attachment downloads a file that a person has attached in Discord, and
// returns its title (or else its name) and its text. It requests only Discord's
// hosts over https, and the playground if there is one. The error is
// corpus.ErrNotText if the file is not text, Markdown or HTML.
func (f *Fetcher) Attachment(ctx context.Context, location, filename string) (title, text string, err error) {
	return attachmentReader{client: f.client, parse: f.parse, attached: f.attached}.read(ctx, location, filename)
}

// Detect finds out the kind of document at a web address. A page that names a
// feed is still a page. The errors are those of Read.
func (f *Fetcher) Detect(ctx context.Context, location string) (Detected, error) {
	return detect(ctx, f.client, f.parse, location)
}

// Close closes idle connections.
func (f *Fetcher) Close() { f.close() }
