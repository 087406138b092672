package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"verbatim/corpus"
)

// connectTimeout is how long one address may take to answer.
const connectTimeout = 10 * time.Second

// maxAddresses is how many addresses of a host are tried.
const maxAddresses = 4

// connector connects to hosts, but only at addresses that its rules allow.
type connector struct {
	addressRules
	lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
}

func newConnector(a addressRules) connector {
	c := connector{addressRules: a}
	c.lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	}
	c.dial = c.dialer().DialContext
	return c
}

// connect resolves the host of address and connects to its first public address
// that answers. It connects to the address that was checked and does not
// resolve the host again.
func (c *connector) connect(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := c.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	var failure, refused error
	tried := 0
	for _, addr := range addrs {
		if !c.allowed(addr) {
			refused = unsafeAddress(fmt.Sprintf("%s leads to %s, which", host, addr))
			continue
		}
		if tried++; tried > maxAddresses {
			break
		}
		conn, err := c.dial(ctx, network, net.JoinHostPort(addr.String(), port))
		if err == nil {
			return conn, nil
		}
		failure = err
	}
	switch {
	case failure != nil:
		return nil, failure
	case refused != nil:
		return nil, refused
	}
	return nil, fmt.Errorf("%w: %s has no address", corpus.ErrUnreachable, host)
}

func (c *connector) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	addrs, err := c.lookup(ctx, host)
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return nil, fmt.Errorf("%w: no site has the name %s: check its spelling", corpus.ErrUnreachable, host)
	}
	return addrs, err
}

// dialer connects only to allowed addresses. It checks when the socket
// connects, whatever address it is given.
func (c *connector) dialer() *net.Dialer {
	return &net.Dialer{
		Timeout:   connectTimeout,
		KeepAlive: 30 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("connect to %q: %w", address, err)
			}
			if !c.allowed(at.Addr()) {
				return unsafeAddress(at.Addr().String())
			}
			return nil
		},
	}
}
