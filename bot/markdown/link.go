package markdown

import (
	"net/url"
	"strings"
)

// MaxLink is the length of the longest link, in bytes.
const MaxLink = 512

// Link returns a URL for a masked link, or "" if a reader must not be sent to it.
func Link(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !plainHost(u.Host) {
		return ""
	}
	var out strings.Builder
	for _, c := range []byte(u.String()) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~:/?#@!$&'+,;=%", c) >= 0 {
			out.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		out.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	if out.Len() > MaxLink {
		return ""
	}
	return out.String()
}

// plainHost reports whether host is a name or an IPv4 address in ASCII, with
// or without a port.
func plainHost(host string) bool {
	if host == "" {
		return false
	}
	for _, c := range []byte(host) {
		if ('a' > c || c > 'z') && ('A' > c || c > 'Z') && ('0' > c || c > '9') && strings.IndexByte("-._:", c) < 0 {
			return false
		}
	}
	return true
}
