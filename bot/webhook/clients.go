package webhook

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clients tells whose requests are whose, so that what one client does bounds
// that client alone. An address is a client's own where the connection comes from
// off loopback and not from a trusted proxy, or where a trusted proxy names it.
// Of IPv6 a client has a /64.
//
// A trusted proxy names it in X-Forwarded-For, or in Forwarded (RFC 7239): the
// address that counts is the last one there that is no trusted proxy's itself.
// Where a request has both headers, or that address is none, its client is not
// known: one of them may be made up.
type clients struct{ trusted []netip.Prefix }

// proxy reports whether an address is a trusted proxy's.
func (c clients) proxy(a netip.Addr) bool {
	return slices.ContainsFunc(c.trusted, func(p netip.Prefix) bool { return p.Contains(a) })
}

// client is the client with that address, invalid where that is nobody's own.
func client(a netip.Addr) netip.Prefix {
	if !a.IsValid() || a.IsLoopback() || a.IsUnspecified() {
		return netip.Prefix{}
	}
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// peer is the client at the other end of a connection, invalid where it is not
// known: a trusted proxy has many clients behind it, and so may what is on
// loopback.
func (c clients) peer(a net.Addr) netip.Prefix {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	addr := tcp.AddrPort().Addr().Unmap().WithZone("")
	if c.proxy(addr) {
		return netip.Prefix{}
	}
	return client(addr)
}

// of is the client that sent a request, invalid where it is not known.
func (c clients) of(r *http.Request) netip.Prefix {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	addr := remote.Addr().Unmap().WithZone("")
	if !c.proxy(addr) {
		return client(addr)
	}
	hops := forwardedFor(r.Header)
	for _, hop := range slices.Backward(hops) {
		a, ok := hopAddr(hop)
		if !ok {
			return netip.Prefix{}
		}
		if !c.proxy(a) {
			return client(a)
		}
	}
	return netip.Prefix{}
}

// forwardedFor are the addresses that a request's headers name, the first sender
// first; nil where the headers do not agree on how they are named.
func forwardedFor(h http.Header) (hops []string) {
	simple, standard := h.Values("X-Forwarded-For"), h.Values("Forwarded")
	if len(simple) > 0 && len(standard) > 0 {
		return nil
	}
	if len(simple) > 0 {
		return strings.Split(strings.Join(simple, ","), ",")
	}
	for _, element := range strings.Split(strings.Join(standard, ","), ",") {
		hop := "" // which is no address
		for _, pair := range strings.Split(element, ";") {
			if name, value, ok := strings.Cut(strings.TrimSpace(pair), "="); ok && strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop)
	}
	return hops
}

// hopAddr reads an address with or without a port, an IPv6 one with or without
// brackets.
func hopAddr(hop string) (netip.Addr, bool) {
	hop = strings.TrimSpace(hop)
	if a, err := netip.ParseAddr(strings.Trim(hop, "[]")); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if p, err := netip.ParseAddrPort(hop); err == nil {
		return p.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}
