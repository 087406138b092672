package config

import (
	"cmp"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Shards are the gateway's shards to serve: First to Last, of Of. The zero value means
// as many as Discord recommends.
type Shards struct{ First, Last, Of int }

// MaxShards is the greatest number of shards.
const MaxShards = 16384

// UnmarshalText reads "auto", a number of shards, or a range of them such as
// 0-3/16.
func (s *Shards) UnmarshalText(text []byte) error {
	*s = Shards{}
	if string(text) == "auto" {
		return nil
	}
	wrong := fmt.Errorf("%q is neither auto, nor a number from 1 to %d, nor a range such as 0-3/16", text, MaxShards)
	served, of, ranged := strings.Cut(string(text), "/")
	if !ranged {
		n, ok := shard(served)
		if !ok || n < 1 {
			return wrong
		}
		*s = Shards{First: 0, Last: n - 1, Of: n}
		return nil
	}
	from, to, several := strings.Cut(served, "-")
	if !several {
		to = from
	}
	first, ok1 := shard(from)
	last, ok2 := shard(to)
	n, ok3 := shard(of)
	if !ok1 || !ok2 || !ok3 || first > last || last >= n {
		return wrong
	}
	*s = Shards{First: first, Last: last, Of: n}
	return nil
}

// shard reads a number that consists only of digits.
func shard(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= MaxShards && strconv.Itoa(n) == text
}

// token returns the bot's token. If there is no token, serve shows only the
// playground, unless another door was asked for.
func (s *Serve) token(getenv func(string) string) (Secret, error) {
	nothing := getenv("DISCORD_TOKEN") == "" && getenv("DISCORD_TOKEN_FILE") == ""
	if nothing && s.HTTP == "" && s.Shards == (Shards{}) {
		return Secret{}, nil
	}
	return token(getenv)
}

// Discord reports whether serve connects to Discord. If not, it shows only the
// playground.
func (s *Serve) Discord() bool { return s.Token.Reveal() != "" }

func (s *Serve) check() error {
	if err := cmp.Or(s.checkOps(), s.checkEvidence(), s.checkProxies()); err != nil {
		return err
	}
	switch {
	case s.HTTP == "" && (s.TLSCert != "" || s.TLSKey != ""):
		return errors.New("--tls-cert and --tls-key are for --http")
	case (s.TLSCert == "") != (s.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key are given together")
	case s.HTTP != "" && s.Shards != (Shards{}):
		return errors.New("--shards are the gateway's, which --http replaces")
	case s.HTTP == "":
		return nil
	}
	_, port, err := net.SplitHostPort(s.HTTP)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 {
		return fmt.Errorf("--http %q is not an address to listen on, such as :8443 or 127.0.0.1:8080", s.HTTP)
	}
	return nil
}

// publicKey returns the application's public key.
func publicKey(getenv func(string) string) (ed25519.PublicKey, error) {
	text := strings.TrimSpace(getenv("DISCORD_PUBLIC_KEY"))
	if text == "" {
		return nil, errors.New("there is no public key for --http: set DISCORD_PUBLIC_KEY to the one on the application's page in the developer portal")
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		// The error does not contain the value, because people set secrets in the wrong variable.
		return nil, fmt.Errorf("DISCORD_PUBLIC_KEY is no public key, which has %d hexadecimal digits: copy it again from the application's page in the developer portal", hex.EncodedLen(ed25519.PublicKeySize))
	}
	return key, nil
}
