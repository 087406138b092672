package webhook

import (
	"net"
	"net/http"
	"net/netip"
	"testing"
)

func TestClients(t *testing.T) {
	behind := clients{[]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}
	alone := clients{}
	tests := []struct {
		name      string
		clients   clients
		remote    string
		simple    []string // X-Forwarded-For
		standard  []string // Forwarded
		want      string   // "" for not known
		connected string   // the same of the connection
	}{
		{"off loopback", alone, "203.0.113.7:1", nil, nil, "203.0.113.7/32", "203.0.113.7/32"},
		{"off loopback, whatever it says", alone, "203.0.113.7:1", []string{"198.51.100.1"}, nil, "203.0.113.7/32", "203.0.113.7/32"},
		{"IPv6", alone, "[2001:db8:1:2:3::4]:1", nil, nil, "2001:db8:1:2::/64", "2001:db8:1:2::/64"},
		{"IPv6 of a zone", alone, "[fe80::1%eth0]:1", nil, nil, "fe80::/64", "fe80::/64"},
		{"IPv4 in IPv6", alone, "[::ffff:203.0.113.7]:1", nil, nil, "203.0.113.7/32", "203.0.113.7/32"},
		{"loopback", alone, "127.0.0.1:1", []string{"203.0.113.7"}, nil, "", ""},
		{"IPv6 loopback", alone, "[::1]:1", nil, nil, "", ""},
		{"no address", alone, "pipe", nil, nil, "", ""},
		{"named by a proxy", behind, "127.0.0.1:1", []string{"203.0.113.7"}, nil, "203.0.113.7/32", ""},
		{"behind what it made up", behind, "10.1.2.3:1", []string{"198.51.100.1, 203.0.113.7"}, nil, "203.0.113.7/32", ""},
		{"in a line of its own", behind, "10.1.2.3:1", []string{"198.51.100.1", "203.0.113.7"}, nil, "203.0.113.7/32", ""},
		{"before other proxies", behind, "10.1.2.3:1", []string{"198.51.100.1,203.0.113.7, 10.9.9.9 ,fd00::7"}, nil, "203.0.113.7/32", ""},
		{"with a port", behind, "10.1.2.3:1", []string{"203.0.113.7:4711"}, nil, "203.0.113.7/32", ""},
		{"IPv6 by a proxy", behind, "[fd00::1]:1", []string{"2001:db8:1:2:3::4"}, nil, "2001:db8:1:2::/64", ""},
		{"IPv6 in brackets with a port", behind, "[fd00::1]:1", []string{"[2001:db8:1:2:3::4]:80"}, nil, "2001:db8:1:2::/64", ""},
		{"as the standard has it", behind, "10.1.2.3:1", nil, []string{`for=198.51.100.1;proto=https, For="[2001:db8:1:2::9]:80";by=10.0.0.1`}, "2001:db8:1:2::/64", ""},
		{"the standard's before other proxies", behind, "10.1.2.3:1", nil, []string{"for=203.0.113.7", "for=10.0.0.2;proto=http"}, "203.0.113.7/32", ""},
		{"unknown", behind, "10.1.2.3:1", nil, []string{"for=203.0.113.7, for=unknown"}, "", ""},
		{"hidden", behind, "10.1.2.3:1", nil, []string{"for=_x9"}, "", ""},
		{"without for", behind, "10.1.2.3:1", nil, []string{"for=203.0.113.7, proto=http"}, "", ""},
		{"in both headers", behind, "10.1.2.3:1", []string{"203.0.113.7"}, []string{"for=203.0.113.7"}, "", ""},
		{"in none", behind, "10.1.2.3:1", nil, nil, "", ""},
		{"in an empty one", behind, "10.1.2.3:1", []string{""}, nil, "", ""},
		{"a word", behind, "10.1.2.3:1", []string{"203.0.113.7, me"}, nil, "", ""},
		{"loopback behind a proxy", behind, "10.1.2.3:1", []string{"203.0.113.7, 127.0.0.9"}, nil, "", ""},
		{"proxies alone", behind, "10.1.2.3:1", []string{"10.0.0.1"}, nil, "", ""},
		{"not by a trusted proxy", behind, "203.0.113.9:1", []string{"203.0.113.7"}, nil, "203.0.113.9/32", "203.0.113.9/32"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := func(p netip.Prefix) string {
				if !p.IsValid() {
					return ""
				}
				return p.String()
			}
			r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{"X-Forwarded-For": tt.simple, "Forwarded": tt.standard}}
			if got := text(tt.clients.of(r)); got != tt.want {
				t.Errorf("the request is of %q, want %q", got, tt.want)
			}
			var a net.Addr = &net.UnixAddr{Name: tt.remote}
			if at, err := netip.ParseAddrPort(tt.remote); err == nil {
				a = net.TCPAddrFromAddrPort(at)
			}
			if got := text(tt.clients.peer(a)); got != tt.connected {
				t.Errorf("the connection is of %q, want %q", got, tt.connected)
			}
		})
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add("for=203.0.113.7, for=\"[2001:db8::1]:80\";by=x", "10.0.0.1, [::1]:9")
	f.Fuzz(func(t *testing.T, standard, simple string) {
		c := clients{[]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
		for _, h := range []http.Header{{"Forwarded": {standard}}, {"X-Forwarded-For": {simple}}, {"Forwarded": {standard}, "X-Forwarded-For": {simple}}} {
			p := c.of(&http.Request{RemoteAddr: "127.0.0.1:1", Header: h})
			if p.IsValid() && (p.Addr().IsLoopback() || p != p.Masked() || p.Bits() != 32 && p.Bits() != 64 || len(h) == 2) {
				t.Errorf("%v is of %v", h, p)
			}
		}
	})
}
