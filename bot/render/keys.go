package render

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"verbatim/bot"
	"verbatim/corpus"
)

// place is how a custom_id names a piece.
func place(p Piece) []string { return []string{StatementKey(p.Statement), strconv.Itoa(p.Part)} }

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

// TurnTo finds the page that a button leads to.
func TurnTo(id bot.CustomID, pages []Page) (int, error) {
	return PageOf(id.Arg(0), id.Arg(1), pages)
}

// PageOf finds the page on which a piece stands that place names so.
func PageOf(statement, part string, pages []Page) (int, error) {
	for i, p := range pages {
		for _, piece := range p {
			if at := place(piece); at[0] == statement && at[1] == part {
				return i, nil
			}
		}
	}
	return 0, ErrNoLongerAnswers
}
