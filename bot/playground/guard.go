package playground

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"verbatim/bot/evidence"
)

// policy lets the page run its own scripts and styles, show its own pictures
// and talk to its own server, and forbids everything else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guarded serves only requests of the page itself. Any site that its reader
// visits can send requests to loopback, and can have a name that leads there.
// So the Host must be this server's own, and the request must come from its own
// page.
func guarded(next http.Handler, link string, at net.Addr) http.Handler {
	csrf := http.NewCrossOriginProtection()
	inner := csrf.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !ownHost(at, r.Host):
			http.Error(w, "this server is the playground: open "+link, http.StatusMisdirectedRequest)
		case !ownSite(r):
			http.Error(w, "another site sent this request", http.StatusForbidden)
		default:
			inner.ServeHTTP(w, r)
		}
	})
}

// ownHost reports whether a request's Host names this server on loopback.
func ownHost(at net.Addr, host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return false
	}
	if _, own, err := net.SplitHostPort(at.String()); err != nil || port != own {
		return false
	}
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}

// ownSite reports whether a request comes from the page itself, from an address
// that its reader typed, or from a program. A link on another site may only
// open the page or an evidence page.
func ownSite(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	opened := r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, evidence.Path)
	return r.Method == http.MethodGet && opened && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}
