package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"net/url"
	"strings"

	"verbatim/corpus"
	"verbatim/corpus/parse"

	"golang.org/x/net/publicsuffix"
)

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
