package render

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"verbatim/corpus"
)

// StatementKey is the statement's id, or a digest of one that is too long for
// a custom_id.
func StatementKey(id corpus.StatementID) string {
	const longest = 64
	if len(id) <= longest && !strings.ContainsRune(string(id), '/') {
		return string(id)
	}
	return Hash(string(id))
}

// Hash is 16 bytes of ASCII that stand for s.
func Hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
