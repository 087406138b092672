package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"verbatim/corpus"
	"verbatim/corpus/parse"
)

// canonicalURL returns the address that a page prefers, if it is on the page's
// own site (the same registrable domain) and may be requested. Otherwise a page
// could pretend to be another publisher's. If the named address does not
// qualify, it returns at.
func (f *Fetcher) canonicalURL(at *url.URL, named string) *url.URL {
	if named == "" {
		return at
	}
	u, err := at.Parse(named)
	if err != nil || f.tidyURL(u) != nil || !sameSite(at, u) {
		return at
	}
	if u.Path == "/" && u.RawQuery == "" && at.Path != "/" {
		return at // on some sites every page names the front page
	}
	return u
}

// sameSite reports whether two addresses have the same registrable domain.
func sameSite(a, b *url.URL) bool {
	if strings.EqualFold(a.Host, b.Host) {
		return true
	}
	return site(a) != "" && site(a) == site(b)
}

// site returns the registrable domain of u, or "".
func site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

// articleID returns the id of the article at an address or path. If the address
// is too long, the id is its beginning and a hash.
func articleID(location string) corpus.ArticleID {
	if len(location) <= corpus.MaxArticleID {
		return corpus.ArticleID(location)
	}
	sum := sha256.Sum256([]byte(location))
	begin := location
	if u, err := url.Parse(location); err == nil && u.Host != "" {
		begin = u.Scheme + "://" + u.Host + "/"
	}
	return corpus.ArticleID(parse.Clip(begin, corpus.MaxArticleID-2*len(sum)-1) + "#" + hex.EncodeToString(sum[:]))
}
