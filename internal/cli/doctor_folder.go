package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"

	"verbatim/config"
)

// Free space on the data folder's disk, in bytes, below which there is a
// warning or an error. A migration makes a copy of the store there.
const (
	littleRoom = 512 << 20
	noRoom     = 32 << 20
)

// examineFolder checks the data folder and its disk, and writes a file there
// that it removes again. It reports whether the folder exists and can be
// examined further.
func examineFolder(f *findings, dir string) (folder bool) {
	const elsewhere = "or choose another data folder with --data"
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.ok("folder", fmt.Sprintf("%q does not exist yet: the first command creates it", dir))
		return true
	case err != nil:
		f.err("folder", err.Error(), "give this user access to the folders above it, "+elsewhere)
		return false
	case !info.IsDir():
		f.err("folder", fmt.Sprintf("%q is a file", dir), "move it away, "+elsewhere)
		return false
	}
	if err := tryToWrite(dir); err != nil {
		says, do := fmt.Sprintf("%q cannot be written to: %v", dir, err), "make the bot's user the folder's owner, "+elsewhere
		switch {
		case errors.Is(err, syscall.EROFS):
			do = "mount its disk writable, " + elsewhere
		case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
			do = "the disk is full: free some space; stored data is not lost"
		}
		f.err("folder", says, do)
	} else if open := tooOpen(dir); len(open) > 0 {
		do := fmt.Sprintf("chmod -R go= %q; serve does so with its own files when it starts", dir)
		if !onlyOwn(dir) {
			do = "choose an empty folder with --data; serve removes other users' access to its own files when it starts"
		}
		f.warn("folder", fmt.Sprintf("other users can access %s", several(open)), do)
	} else {
		f.ok("folder", fmt.Sprintf("%q can be written to, and only by its user", dir))
	}
	examineRoom(f, dir)
	return true
}

// several returns the first name, and the number of the others.
func several(names []string) string {
	if len(names) == 1 {
		return fmt.Sprintf("%q", names[0])
	}
	return fmt.Sprintf("%q and %d more", names[0], len(names)-1)
}

// tryToWrite writes a small file and removes it.
func tryToWrite(dir string) (err error) {
	file, err := os.CreateTemp(dir, "doctor-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	_, err = file.Write(make([]byte, 64<<10))
	return err
}

// examineRoom checks how much space is left on the disk.
func examineRoom(f *findings, dir string) {
	room, known := roomLeft(dir)
	says := fmt.Sprintf("%d MiB left on the disk of %q", room>>20, dir)
	switch do := "free some space; a full disk does not damage stored data"; {
	case !known:
	case room < noRoom:
		f.err("disk", says, do)
	case room < littleRoom:
		f.warn("disk", says, do)
	default:
		f.ok("disk", says)
	}
}

// examineListening checks whether serve can listen on its address.
func examineListening(ctx context.Context, f *findings, serve *config.Serve) {
	if serve.HTTP == "" {
		return
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", serve.HTTP)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		f.err("port", fmt.Sprintf("another program listens on %s", serve.HTTP), "end it, or choose another address with --http")
	case errors.Is(err, fs.ErrPermission):
		f.err("port", fmt.Sprintf("this user may not listen on %s", serve.HTTP), "choose a port above 1023 with --http, with a proxy in front")
	case err != nil:
		f.err("port", err.Error(), "choose an address of this machine with --http")
	default:
		_ = l.Close() // no client has connected
		f.ok("port", fmt.Sprintf("%s is free", serve.HTTP))
	}
	if serve.TLSCert != "" {
		examineCertificate(f, serve, time.Now())
	}
	if serve.DrainDelay > 0 && serve.Ops == "" {
		f.warn("drain", fmt.Sprintf("interactions are still accepted for %v after the signal to stop, but a load balancer cannot notice that", serve.DrainDelay),
			"give --ops, and have the load balancer ask /readyz there")
	}
}

// soon is how long before its expiry a certificate causes a warning.
const soon = 7 * 24 * time.Hour

func examineCertificate(f *findings, serve *config.Serve, now time.Time) {
	pair, err := tls.LoadX509KeyPair(serve.TLSCert, serve.TLSKey)
	if err != nil {
		f.err("certificate", err.Error(), "name a PEM certificate with --tls-cert and its private key with --tls-key")
		return
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		f.err("certificate", err.Error(), "make a new certificate")
		return
	}
	until := leaf.NotAfter.UTC().Format("2 Jan 2006 15:04")
	switch {
	case now.Before(leaf.NotBefore), now.After(leaf.NotAfter):
		f.err("certificate", "it is valid from "+leaf.NotBefore.UTC().Format("2 Jan 2006 15:04")+" to "+until, "renew it; serve reads it again by itself")
	case leaf.NotAfter.Sub(now) < soon:
		f.warn("certificate", "it is only valid until "+until, "renew it; serve reads it again by itself")
	default:
		f.ok("certificate", "it is valid until "+until)
	}
}
