package webhook

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"
)

// lookEvery is the shortest time between two checks of a certificate's files.
// They are checked when clients connect.
const lookEvery = 10 * time.Second

// certificate is a TLS certificate in two files. It is read again when they
// change.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  string // times and sizes of the files that pair was read from
	looked time.Time
}

// listenTLS wraps a listener with TLS. It returns an error if the files hold no
// certificate.
func listenTLS(listener net.Listener, certFile, keyFile string, log *slog.Logger) (net.Listener, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	if err := c.load(); err != nil {
		return nil, err
	}
	return tls.NewListener(listener, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, GetCertificate: c.get,
	}), nil
}

// get returns the certificate. If its files have changed and cannot be read, it
// returns the last one.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) >= lookEvery {
		if err := c.load(); err != nil {
			c.log.Error("cannot read the changed TLS certificate; keeping the last one", "error", err)
		}
	}
	return c.pair, nil
}

// load reads the files if they have changed. The caller holds c.mu, unless it
// has just made c.
func (c *certificate) load() error {
	c.looked = time.Now()
	stamp := ""
	for _, file := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return fmt.Errorf("read the TLS certificate: %w", err)
		}
		stamp += fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size(), "\n")
	}
	if stamp == c.stamp {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("read the TLS certificate %q with the key %q: %w", c.certFile, c.keyFile, err)
	}
	c.pair, c.stamp = &pair, stamp
	return nil
}
