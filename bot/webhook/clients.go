package webhook

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clients finds out which client a request belongs to, so that the limits on
// one client affect only that client. A connection's address identifies the
// client unless it is a loopback address or belongs to a trusted proxy. If a
// trusted proxy sends the request, the address that the proxy names identifies
// the client. An IPv6 client has a whole /64.
//
// A trusted proxy names the client in X-Forwarded-For or in Forwarded (RFC
// 7239). The last address there that is not itself a trusted proxy counts. If a
// request has both headers, or if that entry is not an address, the client is
// unknown, since one of the headers may be forged.
type clients struct{ trusted []netip.Prefix }

// proxy reports whether a is the address of a trusted proxy.
func (c clients) proxy(a netip.Addr) bool {
	return slices.ContainsFunc(c.trusted, func(p netip.Prefix) bool { return p.Contains(a) })
}

// client returns the client with address a. It is invalid if several clients
// can share the address.
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

// peer returns the client at the other end of a connection. It is invalid if
// the client is unknown, since many clients may share a trusted proxy or a
// loopback address.
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

// of returns the client that sent a request. It is invalid if the client is
// unknown.
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

// forwardedFor returns the addresses in a request's headers, in the order in
// which the request passed them. It returns nil if the request has both kinds
// of headers.
func forwardedFor(h http.Header) (hops []string) {
	simple, standard := h.Values("X-Forwarded-For"), h.Values("Forwarded")
	if len(simple) > 0 && len(standard) > 0 {
		return nil
	}
	if len(simple) > 0 {
		return strings.Split(strings.Join(simple, ","), ",")
	}
	for _, element := range strings.Split(strings.Join(standard, ","), ",") {
		hop := "" // not an address
		for _, pair := range strings.Split(element, ";") {
			if name, value, ok := strings.Cut(strings.TrimSpace(pair), "="); ok && strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop)
	}
	return hops
}

// hopAddr parses an address with or without a port; an IPv6 address may have
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
