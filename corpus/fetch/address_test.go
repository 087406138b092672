package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"verbatim/corpus"
	"verbatim/corpus/fetch/fetchtest"
)

func TestPublic(t *testing.T) {
	tests := []struct {
		name, addr string
		want       bool
	}{
		{"a public address", "93.184.215.14", true},
		{"a public name server", "8.8.8.8", true},
		{"just below 10/8", "9.255.255.255", true},
		{"just above 172.16/12", "172.32.0.1", true},
		{"just above 100.64/10", "100.128.0.1", true},
		{"IPv6", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", true},
		{"IPv6 of RIPE", "2a00:1450:4001:81b::200e", true},
		{"just above 2001::/23", "2001:200::1", true},

		{"loopback", "127.0.0.1", false},
		{"all of loopback", "127.255.255.254", false},
		{"IPv6 loopback", "::1", false},
		{"unspecified", "0.0.0.0", false},
		{"this network", "0.1.2.3", false},
		{"IPv6 unspecified", "::", false},
		{"private 10/8", "10.0.0.1", false},
		{"private 172.16/12", "172.16.0.1", false},
		{"its end", "172.31.255.255", false},
		{"private 192.168/16", "192.168.1.1", false},
		{"carriers' 100.64/10", "100.64.0.1", false},
		{"Alibaba's metadata", "100.100.100.200", false},
		{"link-local", "169.254.1.1", false},
		{"metadata of most clouds", "169.254.169.254", false},
		{"AWS' task metadata", "169.254.170.2", false},
		{"Oracle's metadata", "192.0.0.192", false},
		{"Azure's platform", "168.63.129.16", false},
		{"AWS' metadata over IPv6", "fd00:ec2::254", false},
		{"Google's metadata over IPv6", "fd20:ce::254", false},
		{"IPv6 link-local", "fe80::1", false},
		{"with a zone", "fe80::1%eth0", false},
		{"unique local", "fc00::1", false},
		{"site local", "fec0::1", false},
		{"multicast", "224.0.0.1", false},
		{"IPv6 multicast", "ff02::1", false},
		{"broadcast", "255.255.255.255", false},
		{"reserved", "240.0.0.1", false},
		{"documentation", "192.0.2.1", false},
		{"documentation 2", "198.51.100.7", false},
		{"documentation 3", "203.0.113.9", false},
		{"IPv6 documentation", "2001:db8::1", false},
		{"IPv6 documentation 2", "3fff::1", false},
		{"benchmarks", "198.18.0.1", false},
		{"IPv6 benchmarks", "2001:2::1", false},
		{"6to4 relay", "192.88.99.1", false},
		{"IPv4-mapped loopback", "::ffff:127.0.0.1", false},
		{"IPv4-mapped metadata", "::ffff:169.254.169.254", false},
		{"IPv4-mapped private", "::ffff:10.0.0.1", false},
		{"IPv4-compatible loopback", "::127.0.0.1", false},
		{"IPv4-translated", "::ffff:0:127.0.0.1", false},
		{"NAT64 of loopback", "64:ff9b::7f00:1", false},
		{"NAT64 of metadata", "64:ff9b::a9fe:a9fe", false},
		{"NAT64 of a site", "64:ff9b:1::a00:1", false},
		{"6to4 of a private address", "2002:a00:1::1", false},
		{"Teredo", "2001:0:a00:1::1", false},
		{"discarded", "100::1", false},
	}
	for _, tt := range tests {
		if got := public(netip.MustParseAddr(tt.addr)); got != tt.want {
			t.Errorf("%s: public(%s) = %v, want %v", tt.name, tt.addr, got, tt.want)
		}
	}
	if public(netip.Addr{}) {
		t.Error("the zero address is public")
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	strict, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	strict.lookup = func(_ context.Context, host string) ([]netip.Addr, error) {
		t.Errorf("%s was looked up", host)
		return nil, errors.New("no network in tests")
	}
	tests := []struct {
		name, location string
		want           error
	}{
		{"loopback", "http://127.0.0.1/", corpus.ErrUnsafeAddress},
		{"loopback, short", "http://127.1/", corpus.ErrUnsafeAddress},
		{"loopback, one number", "http://2130706433/", corpus.ErrUnsafeAddress},
		{"loopback, octal", "http://0177.0.0.1/", corpus.ErrUnsafeAddress},
		{"loopback, hexadecimal", "http://0x7f000001/", corpus.ErrUnsafeAddress},
		{"localhost", "http://localhost/", corpus.ErrUnsafeAddress},
		{"localhost, full stop", "http://LOCALHOST./", corpus.ErrUnsafeAddress},
		{"under localhost", "http://db.localhost/", corpus.ErrUnsafeAddress},
		{"IPv6 loopback", "http://[::1]/", corpus.ErrUnsafeAddress},
		{"IPv4-mapped", "http://[::ffff:169.254.169.254]/", corpus.ErrUnsafeAddress},
		{"metadata", "http://169.254.169.254/latest/", corpus.ErrUnsafeAddress},
		{"full-width digits", "http://１２７.０.０.１/", corpus.ErrUnsafeAddress},
		{"a database's port", "http://example.org:5432/", corpus.ErrUnsafeAddress},
		{"a file", "file:///etc/passwd", corpus.ErrLocation},
		{"ftp", "ftp://example.org/", corpus.ErrLocation},
		{"gopher", "gopher://example.org:70/_x", corpus.ErrLocation},
		{"a script", "javascript:alert(1)", corpus.ErrLocation},
		{"data", "data:text/html,hello", corpus.ErrLocation},
		{"no scheme", "example.org/page", corpus.ErrLocation},
		{"no host", "https:///page", corpus.ErrLocation},
		{"credentials", "https://user:secret@example.org/", corpus.ErrLocation},
		{"a user", "https://user@example.org/", corpus.ErrLocation},
		{"nothing", "", corpus.ErrLocation},
		{"words", "the front page", corpus.ErrLocation},
		{"a control character", "https://example.org/\x00", corpus.ErrLocation},
		{"very long", "https://example.org/" + strings.Repeat("x", 5000), corpus.ErrLocation},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, kind := range []corpus.SourceKind{corpus.SourcePage, corpus.SourceFeed, corpus.SourceSitemap} {
				if _, err := read(t, strict, source(kind, tt.location), nil); !errors.Is(err, tt.want) {
					t.Errorf("Read a %s: %v, want %v", kind, err, tt.want)
				}
			}
			if _, err := strict.Detect(context.Background(), tt.location); !errors.Is(err, tt.want) {
				t.Errorf("Detect: %v, want %v", err, tt.want)
			} else if strings.Contains(err.Error(), "secret") {
				t.Errorf("%q repeats the password", err)
			}
		})
	}
}

// names is a resolver whose answers change with each look-up, and a network in
// which every public address leads to one server on loopback.
type names struct {
	mu      sync.Mutex
	answers map[string][][]string // by host: of the first look-up, the second …; the last stays
	asked   map[string]int
	dialled []string
	server  string
}

func (n *names) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	all, ok := n.answers[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	i := min(n.asked[host], len(all)-1)
	n.asked[host]++
	var out []netip.Addr
	for _, a := range all[i] {
		out = append(out, netip.MustParseAddr(a))
	}
	return out, nil
}

func (n *names) dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	n.dialled = append(n.dialled, address)
	n.mu.Unlock()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if !public(netip.MustParseAddr(host)) {
		return nil, fmt.Errorf("the test dialled %s", address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, n.server)
}

// named is a Fetcher without the loopback exception in a network of names.
func named(t *testing.T, site *fetchtest.Site, answers map[string][][]string) (*Fetcher, *names) {
	t.Helper()
	f := impatient(t, func(o *Options) { o.Loopback = false })
	n := &names{answers: answers, asked: map[string]int{}, server: strings.TrimPrefix(site.URL, "http://")}
	f.lookup, f.dial = n.lookup, n.dial
	return f, n
}

func TestNamesThatLeadInside(t *testing.T) {
	const outside, inside = "93.184.215.14", "127.0.0.1"
	tests := []struct {
		name     string
		location string
		answers  map[string][][]string
		want     error
		says     string
	}{
		{"a public name", "http://news.example/page", map[string][][]string{"news.example": {{outside}}}, nil, ""},
		{"a name of loopback", "http://news.example/page", map[string][][]string{"news.example": {{inside}}}, corpus.ErrUnsafeAddress, "news.example leads to 127.0.0.1"},
		{"a name of metadata", "http://news.example/page", map[string][][]string{"news.example": {{"fd00:ec2::254"}}}, corpus.ErrUnsafeAddress, "fd00:ec2::254"},
		{"a name of both, the public one is asked", "http://news.example/page", map[string][][]string{"news.example": {{inside, outside}}}, nil, ""},
		{"a name that leads inside at the second look-up", "http://news.example/page", map[string][][]string{"news.example": {{outside}, {inside}}}, corpus.ErrUnsafeAddress, "leads to 127.0.0.1"},
		{"a redirect to a name of loopback", "http://news.example/away", map[string][][]string{"news.example": {{outside}}, "inside.example": {{inside}}}, corpus.ErrUnsafeAddress, "inside.example leads to"},
		{"a name that nobody has", "http://nobody.example/page", nil, corpus.ErrUnreachable, "no site has the name nobody.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := fetchtest.New(t)
			site.SetPage("/page", council)
			site.Serve("/away", fetchtest.Redirect("http://inside.example/page"))
			f, n := named(t, site, tt.answers)
			f.transport = withoutKeepAlive(f)
			_, err := read(t, f, source(corpus.SourcePage, tt.location), nil)
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if tt.want != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %q, want %q in it", err, tt.says)
			}
			for _, address := range n.dialled {
				if !strings.HasPrefix(address, outside+":") {
					t.Errorf("dialled %s", address)
				}
			}
		})
	}
}

// withoutKeepAlive lets each request connect anew, as those do that come a
// minute after one another.
func withoutKeepAlive(f *Fetcher) *onceTransport { return &onceTransport{f} }

type onceTransport struct{ f *Fetcher }

func (o *onceTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	t := o.f.newTransport()
	t.DisableKeepAlives = true
	return t.RoundTrip(r)
}

func TestHTTPS(t *testing.T) {
	var proto, name string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/page" {
			http.NotFound(w, r)
			return
		}
		proto, name = r.Proto, r.TLS.ServerName
		fetchtest.Document("text/html", []byte(council.HTML()))(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	f := impatient(t, func(o *Options) { o.Loopback = false })
	n := &names{answers: map[string][][]string{"example.com": {{"93.184.215.14"}}}, asked: map[string]int{}, server: server.Listener.Addr().String()}
	f.lookup, f.dial = n.lookup, n.dial
	transport := f.newTransport()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	f.transport = transport
	items, err := read(t, f, source(corpus.SourcePage, "https://example.com/page"), nil)
	if err != nil || states(items) != "fetched" || proto != "HTTP/2.0" || name != "example.com" {
		t.Errorf("got %s, %v over %s to %q", states(items), err, proto, name)
	}
}

// The last line: a dialer that is handed an address of the inside.
func TestDialerChecksWhereTheSocketConnects(t *testing.T) {
	site := fetchtest.New(t)
	at := strings.TrimPrefix(site.URL, "http://")
	for _, loopback := range []bool{false, true} {
		f := impatient(t, func(o *Options) { o.Loopback = loopback })
		conn, err := f.dialer().DialContext(context.Background(), "tcp", at)
		if err == nil {
			_ = conn.Close()
		}
		if loopback != (err == nil) || !loopback && !errors.Is(err, corpus.ErrUnsafeAddress) {
			t.Errorf("exception %v: dial %s: %v", loopback, at, err)
		}
	}
}

func TestProxiesOfTheEnvironmentAreNotUsed(t *testing.T) {
	proxy := fetchtest.New(t)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	t.Setenv("ALL_PROXY", proxy.URL)
	site := fetchtest.New(t)
	site.SetPage("/page", council)
	f, _ := named(t, site, map[string][][]string{"news.example": {{"93.184.215.14"}}})
	if _, err := read(t, f, source(corpus.SourcePage, "http://news.example/page"), nil); err != nil {
		t.Fatal(err)
	}
	if n := proxy.Requests("/page") + proxy.Requests("/robots.txt"); n > 0 {
		t.Errorf("the proxy was asked %d times", n)
	}
}

func TestCanonicalURL(t *testing.T) {
	f, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, at, named, want string }{
		{"none", "https://www.paper.co.uk/a", "", "https://www.paper.co.uk/a"},
		{"the same site", "https://amp.paper.co.uk/a?x=1", "https://www.paper.co.uk/a", "https://www.paper.co.uk/a"},
		{"relative", "https://www.paper.co.uk/a?utm=1", "/a", "https://www.paper.co.uk/a"},
		{"another publisher", "https://evil.example/a", "https://www.paper.co.uk/a", "https://evil.example/a"},
		{"a neighbour under a public suffix", "https://evil.co.uk/a", "https://www.paper.co.uk/a", "https://evil.co.uk/a"},
		{"the front page", "https://www.paper.co.uk/a", "https://www.paper.co.uk/", "https://www.paper.co.uk/a"},
		{"no address of the web", "https://www.paper.co.uk/a", "javascript:alert(1)", "https://www.paper.co.uk/a"},
		{"a fragment", "https://www.paper.co.uk/a", "https://www.paper.co.uk/a#top", "https://www.paper.co.uk/a"},
		{"another port of an address", "http://93.184.215.14/a", "http://93.184.215.15/a", "http://93.184.215.14/a"},
	}
	for _, tt := range tests {
		at, err := url.Parse(tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.canonicalURL(at, tt.named).String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestArticleID(t *testing.T) {
	long := "https://www.paper.example/" + strings.Repeat("x", 600)
	a, b := articleID(long), articleID(long+"y")
	if len(a) > corpus.MaxArticleID || a == b || !strings.HasPrefix(string(a), "https://www.paper.example/#") {
		t.Errorf("got %q and %q", a, b)
	}
	if got := articleID("https://www.paper.example/a"); got != "https://www.paper.example/a" {
		t.Errorf("got %q", got)
	}
}
