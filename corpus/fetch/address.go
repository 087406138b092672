package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"verbatim/corpus"

	"golang.org/x/net/idna"
)

// ports lists the ports that an address may name. News sites use the first two;
// the others are common alternatives. On other ports there may be databases,
// mail or administration.
var ports = []string{"80", "443", "8080", "8443"}

// reservedNetworks lists networks that do not belong to the public internet,
// beyond those that net/netip knows: the IANA special-purpose registries and
// the metadata addresses of clouds.
var reservedNetworks = parsePrefixes(
	"0.0.0.0/8",         // this network
	"100.64.0.0/10",     // shared by carriers' customers; contains Alibaba's metadata
	"168.63.129.16/32",  // Azure's platform
	"192.0.0.0/24",      // protocol assignments; contains Oracle's metadata
	"192.0.2.0/24",      // documentation
	"192.31.196.0/24",   // AS112
	"192.52.193.0/24",   // AMT
	"192.88.99.0/24",    // 6to4 relays
	"192.175.48.0/24",   // AS112
	"198.18.0.0/15",     // benchmarks
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"240.0.0.0/4",       // reserved and broadcast
	"::/96",             // unspecified, loopback, IPv4-compatible
	"64:ff9b::/96",      // NAT64: contains IPv4 addresses
	"64:ff9b:1::/48",    // local NAT64
	"100::/64",          // discard only
	"100:0:0:1::/64",    // dummy
	"2001::/23",         // protocol assignments: Teredo, benchmarks, ORCHID
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4: contains IPv4 addresses
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
	"5f00::/16",         // segment routing
	"fc00::/7",          // unique local; contains AWS's and Google's metadata
	"fec0::/10",         // site local
	"::ffff:0:0:0/96",   // IPv4-translated
)

func parsePrefixes(networks ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(networks))
	for i, s := range networks {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// public reports whether addr belongs to the public internet.
func public(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(reservedNetworks, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// addressRules says which addresses may be requested.
type addressRules struct {
	loopback bool // addresses of this machine are allowed, for tests
}

// allowed reports whether addr may be contacted: it is public, or a test allows
// loopback.
func (a addressRules) allowed(addr netip.Addr) bool {
	return public(addr) || a.loopback && addr.Unmap().IsLoopback()
}

// checkURL returns an error if u must not be requested. It checks only the form
// of the URL, and the host if it is an IP address.
func (a addressRules) checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: it has to begin with https:// or http://", corpus.ErrLocation)
	case u.Hostname() == "":
		return fmt.Errorf("%w: it names no site", corpus.ErrLocation)
	case u.User != nil:
		return fmt.Errorf("%w: it holds a user name or password, and none are sent: leave them out", corpus.ErrLocation)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a.loopback && isLoopback(u) {
		return nil
	}
	addr, err := netip.ParseAddr(host)
	isAddr := err == nil
	if isAddr && !public(addr) || !isAddr && isNumericHost(host) || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return unsafeAddress(host)
	}
	if p := u.Port(); p != "" && !slices.Contains(ports, p) {
		return fmt.Errorf("%w: port %s is not one of the web's (%s)", corpus.ErrUnsafeAddress, p, strings.Join(ports, ", "))
	}
	return nil
}

// isNumericHost reports whether a host is an IPv4 address in a form that only
// some resolvers accept (127.1, 0x7f000001, 0177.0.0.1). Its last label is a
// number, which is never so in a domain name.
func isNumericHost(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.ParseUint(last, 0, 64)
	_, octal := strconv.ParseUint(last, 10, 64)
	return err == nil || octal == nil
}

// isLoopback reports whether u names this machine.
func isLoopback(u *url.URL) bool {
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.Unmap().IsLoopback() || u.Hostname() == "localhost"
}

func unsafeAddress(what string) error {
	return fmt.Errorf("%w: %s is a private, local or reserved address, and those are never asked: give the address of a public site", corpus.ErrUnsafeAddress, what)
}

// parseURL parses an address that a person has typed. It drops the fragment and
// converts the host to ASCII.
func (a addressRules) parseURL(location string) (*url.URL, error) {
	location = strings.TrimSpace(location)
	if len(location) > corpus.MaxCitation {
		return nil, fmt.Errorf("%w: it is longer than %d bytes", corpus.ErrLocation, corpus.MaxCitation)
	}
	u, err := url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("%q: %w: %s", location, corpus.ErrLocation, reason(err))
	}
	if err := a.tidyURL(u); err != nil {
		return nil, fmt.Errorf("%q: %w", u.Redacted(), err)
	}
	return u, nil
}

// tidyURL normalises u for a request and checks it.
func (a addressRules) tidyURL(u *url.URL) error {
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" && u.Opaque == "" {
		u.Path = "/"
	}
	if host := u.Hostname(); !strings.ContainsAny(host, ":") {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil && host != "" && isASCII(host) {
			ascii, err = strings.ToLower(host), nil // for example an underscore; let the name servers decide
		}
		if err != nil {
			return fmt.Errorf("%w: no site can have the name %q", corpus.ErrLocation, host)
		}
		if port := u.Port(); port != "" {
			ascii = net.JoinHostPort(ascii, port)
		}
		u.Host = ascii
	}
	if len(u.String()) > corpus.MaxCitation {
		return fmt.Errorf("%w: it is longer than %d bytes", corpus.ErrLocation, corpus.MaxCitation)
	}
	return a.checkURL(u)
}

// entryURL returns the normalised address of an entry of the list at base. If
// the address is invalid, it is returned unchanged, so reading it fails with a
// message.
func (a addressRules) entryURL(base *url.URL, link string) string {
	u, err := base.Parse(link)
	if err != nil || a.tidyURL(u) != nil {
		return link
	}
	return u.String()
}

// canonicalURL returns the address that a page prefers, if it is on the page's
// own site (the same registrable domain) and may be requested. Otherwise a page
// could pretend to be another publisher's. If the named address does not
// qualify, it returns at.
func (a addressRules) canonicalURL(at *url.URL, named string) *url.URL {
	if named == "" {
		return at
	}
	u, err := at.Parse(named)
	if err != nil || a.tidyURL(u) != nil || !sameSite(at, u) {
		return at
	}
	if u.Path == "/" && u.RawQuery == "" && at.Path != "/" {
		return at // on some sites every page names the front page
	}
	return u
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r <= ' ' })
}

// reason returns the innermost message of err, without the address.
func reason(err error) string {
	var inURL *url.Error
	if errors.As(err, &inURL) {
		return inURL.Err.Error()
	}
	return err.Error()
}
