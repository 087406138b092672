package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// product is the name of the program in robots.txt.
const product = "Verbatim"

const (
	robotsSize = 500 << 10 // maximum bytes of a robots.txt; the standard requires at least this
	robotsAge  = 12 * time.Hour
	maxRobots  = 1024 // number of sites remembered
)

// rules holds the rules of a site's robots.txt.
type rules struct {
	parse.Rules
	until time.Time // when to read it again
}

// robotsCache caches rules by scheme and host.
type robotsCache struct {
	mu    sync.Mutex
	rules map[string]rules
}

func (c *robotsCache) get(site string, now time.Time) (rules, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.rules[site]
	return r, ok && now.Before(r.until)
}

func (c *robotsCache) put(site string, now time.Time, r rules) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rules == nil {
		c.rules = map[string]rules{}
	}
	if len(c.rules) >= maxRobots {
		for name, old := range c.rules {
			if now.After(old.until) {
				delete(c.rules, name)
			}
		}
	}
	if len(c.rules) >= maxRobots {
		clear(c.rules)
	}
	c.rules[site] = r
}

// robots reads robots.txt files.
type robots struct {
	*sender
	again retrier
	parse parse.Client
	robotsCache
}

// of returns the rules for u's site. If there is no robots.txt, all is
// allowed. If it cannot be read now, the site is not contacted, as RFC 9309
// demands.
func (r *robots) of(ctx context.Context, u *url.URL) (rules, error) {
	site := u.Scheme + "://" + u.Host
	if known, ok := r.get(site, r.now()); ok {
		return known, nil
	}
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	space := &space{pool: r.buffers}
	defer space.free()
	file, err := r.read(ctx, at, space)
	if err != nil {
		return rules{}, err
	}
	parsed, err := r.parse.Robots(ctx, parse.RobotsRequest{Document: file, Product: product})
	if err != nil {
		return rules{}, fmt.Errorf("read %q: %w", at, err)
	}
	found := rules{parsed, r.now().Add(robotsAge)}
	r.put(site, r.now(), found)
	return found, nil
}

// read reads the robots.txt at u and follows redirects. It returns an
// empty document if there is none. It is small enough never to wait for memory.
func (r *robots) read(ctx context.Context, u *url.URL, space *space) (parse.Document, error) {
	for range r.limits.Redirects {
		at := u
		resp, err := r.again.do(ctx, at, func() (*response, error) {
			return r.requestInTurn(ctx, request{url: at, body: robotsSize, cut: true, space: space}, max(r.hostDelay, 0))
		})
		if isOutage(err) {
			return parse.Document{}, fmt.Errorf("read %q: %w", at, err)
		}
		if resp == nil {
			break // 4xx means that there is none
		}
		next, redirectErr := redirect(resp)
		if redirectErr == nil && next != nil {
			if err := r.tidyURL(next); err != nil {
				return parse.Document{}, fmt.Errorf("read %q: it redirects to %q: %w", at, next.Redacted(), err)
			}
			u = next
			continue
		}
		return resp.document(robotsSize), nil // empty if it is an invalid redirect
	}
	return parse.Document{}, nil // missing, or a redirect loop
}

// isOutage reports whether err means that the robots.txt could not be read. A
// 4xx means instead that there is none.
func isOutage(err error) bool {
	return err != nil && (!isKnown(err) || errors.Is(err, corpus.ErrUnsafeAddress) || errors.Is(err, corpus.ErrUnreachable))
}
