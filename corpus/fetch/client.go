package fetch

import (
	"context"
	"errors"
	"fmt"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// client requests documents from the web, safely and politely. It knows nothing
// of sources.
type client struct {
	*sender
	again  retrier
	robots *robots
}

func newClient(s *sender, again retrier, parser parse.Client) *client {
	return &client{sender: s, again: again, robots: &robots{sender: s, again: again, parse: parser}}
}

// get requests a document. It follows redirects, and tries again after
// temporary failures. Its errors name the address and wrap an error of package
// corpus. The caller must call free on the response.
func (c *client) get(ctx context.Context, r request) (*response, error) {
	if r.body <= 0 {
		r.body = c.limits.Body
	}
	r.space = &space{pool: c.buffers}
	resp, err := c.follow(ctx, r)
	if err != nil {
		r.space.free()
		return nil, err
	}
	return resp, nil
}

// follow requests a document and follows its redirects.
func (c *client) follow(ctx context.Context, r request) (*response, error) {
	asked := r.url
	for hop := 0; ; hop++ {
		if r.check != nil {
			if err := r.check(r.url); err != nil {
				return nil, describe(asked, r.url, err)
			}
		}
		resp, err := c.requestPolitely(ctx, r)
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
		if hop == c.limits.Redirects {
			return nil, describe(asked, r.url, fmt.Errorf("%w: it redirects more than %d times, perhaps in a circle", corpus.ErrRefused, c.limits.Redirects))
		}
		if err := c.tidyURL(next); err != nil {
			return nil, describe(asked, next, err)
		}
		r.url = next
	}
}

// requestPolitely makes one hop. It obeys robots.txt and the host's pace, and
// tries again after temporary failures.
func (c *client) requestPolitely(ctx context.Context, r request) (*response, error) {
	delay := max(c.hostDelay, 0)
	if !r.skipManners {
		rules, err := c.robots.of(ctx, r.url)
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
	return c.again.do(ctx, r.url, func() (*response, error) {
		resp, err := c.requestInTurn(ctx, r, delay)
		if !errors.Is(err, errNoSpace) {
			return resp, err
		}
		if err := r.space.reserve(ctx); err != nil {
			return nil, err
		}
		return c.requestInTurn(ctx, r, delay)
	})
}
