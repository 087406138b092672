package config_test

import (
	"crypto/ed25519"
	"io"
	"strings"
	"testing"

	"verbatim/config"
)

func TestShards(t *testing.T) {
	tests := []struct {
		text string
		want config.Shards
		ok   bool
	}{
		{"auto", config.Shards{}, true},
		{"1", config.Shards{First: 0, Last: 0, Of: 1}, true},
		{"16", config.Shards{First: 0, Last: 15, Of: 16}, true},
		{"0-3/16", config.Shards{First: 0, Last: 3, Of: 16}, true},
		{"15/16", config.Shards{First: 15, Last: 15, Of: 16}, true},
		{"", config.Shards{}, false},
		{"0", config.Shards{}, false},
		{"-1", config.Shards{}, false},
		{"01", config.Shards{}, false},
		{"3-0/16", config.Shards{}, false},
		{"0-16/16", config.Shards{}, false},
		{"0-3/", config.Shards{}, false},
		{"0-1-2/16", config.Shards{}, false},
		{"99999", config.Shards{}, false},
		{"many", config.Shards{}, false},
	}
	for _, tt := range tests {
		var got config.Shards
		if err := got.UnmarshalText([]byte(tt.text)); (err == nil) != tt.ok || got != tt.want {
			t.Errorf("%q: %+v, %v, want %+v, ok: %v", tt.text, got, err, tt.want, tt.ok)
		}
	}
}

func TestServeOverHTTP(t *testing.T) {
	key := strings.Repeat("0a", ed25519.PublicKeySize)
	tests := []struct {
		name string
		args string
		key  string
		want string // part of the error, "" for none
	}{
		{"the gateway needs no key", "", "", ""},
		{"shards", "--shards 0-3/16", "", ""},
		{"behind a proxy", "--http 127.0.0.1:8080", key, ""},
		{"with TLS", "--http :8443 --tls-cert c.pem --tls-key k.pem", key, ""},
		{"no key", "--http :8443", "", "set DISCORD_PUBLIC_KEY"},
		{"a short key", "--http :8443", "0a0a", "no public key"},
		{"a token for the key", "--http :8443", sample, "no public key"},
		{"no port", "--http example.org", key, "not an address to listen on"},
		{"a port in words", "--http :http", key, "not an address to listen on"},
		{"a port beyond", "--http :65536", key, "not an address to listen on"},
		{"with evidence", "--http :8443 --evidence https://verbatim.example/bot", key, ""},
		{"evidence over the gateway", "--evidence https://verbatim.example", "", "whose door shows the page"},
		{"evidence at no address", "--http :8443 --evidence verbatim.example", key, "is not the public address of the door"},
		{"evidence at an address with a question", "--http :8443 --evidence https://verbatim.example/?a=b", key, "is not the public address of the door"},
		{"evidence at an address with a password", "--http :8443 --evidence https://a:b@verbatim.example", key, "is not the public address of the door"},
		{"evidence at another protocol's address", "--http :8443 --evidence ftp://verbatim.example", key, "is not the public address of the door"},
		{"a certificate without its key", "--http :8443 --tls-cert c.pem", key, "given together"},
		{"a certificate for the gateway", "--tls-cert c.pem --tls-key k.pem", key, "are for --http"},
		{"trusted proxies", "--http :8443 --trusted-proxy 127.0.0.1,10.0.0.0/8,fd00::/8,::1", key, ""},
		{"a trusted proxy that is none", "--http :8443 --trusted-proxy proxy.example", key, "is neither an address nor a range"},
		{"a trusted proxy and nothing", "--http :8443 --trusted-proxy 10.0.0.1,", key, "is neither an address nor a range"},
		{"everybody as a trusted proxy", "--http :8443 --trusted-proxy 0.0.0.0/0", key, "is every address"},
		{"a trusted proxy in the form of IPv6", "--http :8443 --trusted-proxy ::ffff:10.0.0.1", key, "in the form of IPv6"},
		{"a trusted proxy for the gateway", "--trusted-proxy 10.0.0.1", key, "--trusted-proxy is for --http"},
		{"shards over HTTP", "--http :8443 --shards 2", key, "which --http replaces"},
		{"shards that are none", "--shards 3/2", key, "neither auto"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := environment(t, map[string]string{"DISCORD_TOKEN": sample, "DISCORD_PUBLIC_KEY": tt.key})
			c, err := config.Parse(append([]string{"serve"}, strings.Fields(tt.args)...), env, io.Discard)
			if tt.want == "" {
				if err != nil || (len(c.Serve.PublicKey) > 0) != (c.Serve.HTTP != "") {
					t.Errorf("got %+v, %v", c, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), sample) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
