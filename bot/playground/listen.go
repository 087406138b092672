package playground

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// DefaultAddr is the page's address if Options.Addr is "".
const DefaultAddr = "127.0.0.1:8080"

// portsTried is how many ports are tried, from DefaultAddr's on.
const portsTried = 20

// ErrAddr is wrapped if the page can never be served at the given address.
var ErrAddr = errors.New("not a loopback address of this machine (host:port)")

// listen opens the page's listener.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if addr != "" {
		return listenAt(ctx, addr)
	}
	host, first, err := net.SplitHostPort(DefaultAddr)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(first)
	if err != nil {
		return nil, err
	}
	for tried := 0; ; tried++ {
		l, err := listenAt(ctx, net.JoinHostPort(host, strconv.Itoa(port+tried)))
		if errors.Is(err, syscall.EADDRINUSE) && tried < portsTried-1 {
			continue
		}
		if err != nil && tried > 0 {
			err = fmt.Errorf("all ports from %d on are taken; choose one with --playground: %w", port, err)
		}
		return l, err
	}
}

// listenAt listens on this machine's loopback only, since everyone who reaches
// the page can moderate the corpus.
func listenAt(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("serve the playground at %q: %w: %w", addr, ErrAddr, err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("serve the playground at %q: %w: use 127.0.0.1, [::1] or localhost, since everyone who reaches the page may change the corpus; use ssh -L to reach it from elsewhere", addr, ErrAddr)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("serve the playground: %w", err)
	}
	return l, nil
}
