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

const (
	robotsSize = 500 << 10 // of a robots.txt that is read, in bytes; the standard's least
	robotsAge  = 12 * time.Hour
	maxRobots  = 1024 // sites that are remembered
)

// rules is what a site's robots.txt says to us.
type rules struct {
	parse.Rules
	until time.Time // when it is to be read anew
}

// robotsCache keeps the rules of sites, by scheme and host.
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

// rules is what the robots.txt of u's site says. A site without one allows all;
// one whose robots.txt cannot be read just now is left alone, as RFC 9309 asks.
func (f *Fetcher) rules(ctx context.Context, u *url.URL) (rules, error) {
	site := u.Scheme + "://" + u.Host
	if r, ok := f.robots.get(site, f.now()); ok {
		return r, nil
	}
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	space := &space{pool: f.buffers}
	defer space.free()
	file, err := f.readRobots(ctx, at, space)
	if err != nil {
		return rules{}, err
	}
	parsed, err := f.parse.Robots(ctx, parse.RobotsRequest{Document: file, Product: product})
	if err != nil {
		return rules{}, fmt.Errorf("read %q: %w", at, err)
	}
	r := rules{parsed, f.now().Add(robotsAge)}
	f.robots.put(site, f.now(), r)
	return r, nil
}

// readRobots is the robots.txt at u, after redirects; empty where there is
// none. It is in its place in memory, where each of that size has room.
func (f *Fetcher) readRobots(ctx context.Context, u *url.URL, space *space) (parse.Document, error) {
	for range f.limits.Redirects {
		at := u
		resp, err := f.retry(ctx, at, func() (*response, error) {
			leave, err := f.hosts.enter(ctx, f.now, at.Hostname(), max(f.hostDelay, 0))
			if err != nil {
				return nil, err
			}
			defer leave()
			return f.requestOnce(ctx, request{url: at, body: robotsSize, cut: true, space: space})
		})
		if isOutage(err) {
			return parse.Document{}, fmt.Errorf("read %q: %w", at, err)
		}
		if resp == nil {
			break // 4xx: there is none
		}
		next, redirectErr := redirect(resp)
		if redirectErr == nil && next != nil {
			if err := f.tidyURL(next); err != nil {
				return parse.Document{}, fmt.Errorf("read %q: it redirects to %q: %w", at, next.Redacted(), err)
			}
			u = next
			continue
		}
		file := f.document(resp)
		file.Limit = robotsSize
		return file, nil // empty where it is a redirect to nowhere
	}
	return parse.Document{}, nil // none, or redirects in a circle
}

// isOutage reports whether err keeps from us what a robots.txt says, where a 4xx
// would say that there is none.
func isOutage(err error) bool {
	return err != nil && (!isKnown(err) || errors.Is(err, corpus.ErrUnsafeAddress) || errors.Is(err, corpus.ErrUnreachable))
}
