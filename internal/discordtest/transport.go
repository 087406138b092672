package discordtest

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/websocket"
)

// Transport sends requests for Discord's hosts to the server, and refuses every
// other host. A session's HTTP client should use it; to rewrite requests first,
// wrap it.
func (s *Server) Transport() http.RoundTripper { return discordOnly{s} }

type discordOnly struct{ s *Server }

func (d discordOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	hosts := []string{"discord.com", "canary.discord.com", "ptb.discord.com", cdnHost}
	if r.URL.Scheme != "https" || !slices.Contains(hosts, strings.ToLower(r.URL.Host)) {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper closes the body, also on errors
		}
		return nil, fmt.Errorf("%s %s: a test reaches https://discord.com alone", r.Method, r.URL.Redacted())
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", d.s.net.host()
	return d.s.transport.RoundTrip(r)
}

// CloseIdleConnections lets http.Client.CloseIdleConnections work.
func (d discordOnly) CloseIdleConnections() { d.s.transport.CloseIdleConnections() }

// DialContext connects to the server, for dialers that take a dial function. It
// refuses every address except that of GET /gateway.
func (s *Server) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return s.net.dial(ctx, network, address)
}

// Dialer returns a websocket dialer that reaches the gateway, for
// discordgo.Session.Dialer.
func (s *Server) Dialer() *websocket.Dialer {
	return &websocket.Dialer{NetDialContext: s.net.dial, HandshakeTimeout: FirstResponse * 10}
}

// PublicKey returns the application's public key in hex, as in the developer
// portal.
func (s *Server) PublicKey() string { return hex.EncodeToString(s.public) }
