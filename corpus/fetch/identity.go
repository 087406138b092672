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

// canonicalURL is the address by which a page wants to be known. It is believed
// only of an address on the page's own site (the same registrable domain), so
// that no page can pass for another publisher's, and only where that could be
// asked for.
func (f *Fetcher) canonicalURL(at *url.URL, named string) *url.URL {
	if named == "" {
		return at
	}
	u, err := at.Parse(named)
	if err != nil || f.tidyURL(u) != nil || !sameSite(at, u) {
		return at
	}
	if u.Path == "/" && u.RawQuery == "" && at.Path != "/" {
		return at // every page of some sites names the front page
	}
	return u
}

// sameSite reports whether two addresses are of one registrable domain.
func sameSite(a, b *url.URL) bool {
	if strings.EqualFold(a.Host, b.Host) {
		return true
	}
	return site(a) != "" && site(a) == site(b)
}

// site is the registrable domain of u, "" where it has none.
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

// articleID is the id of the article at an address or path: itself, or what
// fits of it with a hash of the whole.
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
