package webhook

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/internal/discordtest"
)

// writePair writes a new certificate of that name into two files.
func writePair(t *testing.T, certFile, keyFile, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A renewed certificate is used without a restart; a broken one is not.
func TestCertificatesAreReadAgain(t *testing.T) {
	folder := t.TempDir()
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		writePair(t, certFile, keyFile, "first.example")
		r := run(t, discord, narrated, func(o *Options) { o.CertFile, o.KeyFile = certFile, keyFile })
		synctest.Wait()
		serves := func(want string) {
			t.Helper()
			time.Sleep(lookEvery)
			raw, err := discord.DialEndpoint(t.Context(), "tcp", "")
			if err != nil {
				t.Fatal(err)
			}
			conn := tls.Client(raw, &tls.Config{InsecureSkipVerify: true}) // the test checks its name
			defer func() { _ = conn.Close() }()
			if err := conn.HandshakeContext(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := conn.ConnectionState().PeerCertificates[0].Subject.CommonName; got != want {
				t.Errorf("it serves the certificate of %s, want %s", got, want)
			}
		}
		serves("first.example")
		writePair(t, certFile, keyFile, "second.example.with.a.longer.name")
		serves("second.example.with.a.longer.name")
		if err := os.WriteFile(certFile, []byte("broken"), 0o600); err != nil {
			t.Fatal(err)
		}
		serves("second.example.with.a.longer.name")
		if !strings.Contains(r.log.String(), "cannot read the changed TLS certificate") {
			t.Error("nothing is logged of the broken certificate")
		}
	})
}

// A client that never ends its TLS handshake is cut off.
func TestSlowHandshake(t *testing.T) {
	folder := t.TempDir()
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	inMemory(t, func(t *testing.T, discord *discordtest.Server) {
		writePair(t, certFile, keyFile, "first.example")
		run(t, discord, narrated, func(o *Options) { o.CertFile, o.KeyFile = certFile, keyFile })
		var conn net.Conn
		conn, err := discord.DialEndpoint(t.Context(), "tcp", "")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		begin := time.Now()
		if _, err := conn.Read(make([]byte, 1)); err == nil || time.Since(begin) > readWithin+time.Second {
			t.Errorf("after %v: %v, want to be cut off", time.Since(begin), err)
		}
	})
}
