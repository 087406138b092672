package render

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"verbatim/corpus"
)

// StatementKey returns a statement's id, or its hash if it is too long for a custom_id.
func StatementKey(id corpus.StatementID) string {
	const longest = 64
	if len(id) <= longest && !strings.ContainsRune(string(id), '/') {
		return string(id)
	}
	return Hash(string(id))
}

// Hash returns 16 bytes of ASCII that identify s.
func Hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
