package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// If a server sends no validator, Resource.ETag holds one of these instead.
// They are never sent.
const (
	hashPrefix    = "sha256:" // hash of the unpacked body, and after a slash the hash of the body as sent
	contentPrefix = "feed:"   // the article is the feed's copy with this hash
	filePrefix    = "file:"   // a file's time and size
)

// hashesOf returns the two hashes in a validator with hashPrefix: of the
// unpacked body, and of the body as sent. Either may be "".
func hashesOf(etag string) (content, sent string) {
	hashes, _ := strings.CutPrefix(etag, hashPrefix)
	if hashes == etag {
		return "", ""
	}
	content, sent, _ = strings.Cut(hashes, "/")
	return content, sent
}

// hash returns the hash of all parts together.
func hash(parts ...[]byte) string {
	sum := sha256.New()
	for _, part := range parts {
		_, _ = sum.Write(part) // never fails
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// maxValidator is the length of the longest ETag that is kept, in bytes.
const maxValidator = 1024

// validator returns a header's value, or "" if it cannot be sent back.
func validator(value string) string {
	if len(value) > maxValidator || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return value
}

// serverETag returns an ETag of the server, or "" for a validator of our own.
func serverETag(etag string) string {
	for _, ours := range []string{hashPrefix, contentPrefix, filePrefix} {
		if strings.HasPrefix(etag, ours) {
			return ""
		}
	}
	return etag
}
