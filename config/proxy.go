package config

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Proxies are the addresses of proxies, as ranges.
type Proxies []netip.Prefix

// UnmarshalText reads addresses and ranges, separated by commas.
func (p *Proxies) UnmarshalText(text []byte) error {
	*p = nil
	for _, part := range strings.Split(string(text), ",") {
		part = strings.TrimSpace(part)
		prefix, err := netip.ParsePrefix(part)
		if addr, alone := netip.ParseAddr(part); alone == nil && addr.Zone() == "" {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("%q is neither an address nor a range of them, such as 127.0.0.1 or 10.0.0.0/8", part)
		}
		if prefix.Bits() == 0 {
			return fmt.Errorf("%q is every address, so any client could claim to be another", part)
		}
		if prefix.Addr().Is4In6() {
			return fmt.Errorf("%q is an IPv4 address in the form of IPv6: write it in its own", part)
		}
		*p = append(*p, prefix.Masked())
	}
	return nil
}

// checkProxies returns an error if --trusted-proxy is given without --http.
func (s *Serve) checkProxies() error {
	if len(s.TrustedProxy) > 0 && s.HTTP == "" {
		return errors.New("--trusted-proxy is for --http")
	}
	return nil
}
